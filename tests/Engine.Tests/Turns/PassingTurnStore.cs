using Constellation.Realtime.Engine.Turns;

namespace Constellation.Realtime.Engine.Tests.Turns;

/// <summary>Passes everything on to another one, for those who come between.</summary>
internal abstract class PassingTurnStore(ITurnStore store) : ITurnStore
{
    public virtual Task<Acceptance> AcceptAsync(NewTurn turn, CancellationToken cancellationToken) => store.AcceptAsync(turn, cancellationToken);

    public virtual Task<Turn?> FindAcceptedAsync(Guid userId, Guid? sessionId, Guid clientMessageId, CancellationToken cancellationToken) =>
        store.FindAcceptedAsync(userId, sessionId, clientMessageId, cancellationToken);

    public Task<IReadOnlyList<DateTimeOffset>> ReadStartsAsync(Guid userId, DateTimeOffset since, int limit, CancellationToken cancellationToken) =>
        store.ReadStartsAsync(userId, since, limit, cancellationToken);

    public Task<Turn?> FindAsync(Guid sessionId, Guid turnId, CancellationToken cancellationToken) => store.FindAsync(sessionId, turnId, cancellationToken);

    public virtual Task<Turn?> TakeOverAsync(Guid turnId, long term, Guid node, bool handedOver, CancellationToken cancellationToken) =>
        store.TakeOverAsync(turnId, term, node, handedOver, cancellationToken);

    public Task<ClaimedAnew?> ClaimAnewAsync(Guid turnId, long term, CancellationToken cancellationToken) => store.ClaimAnewAsync(turnId, term, cancellationToken);

    public Task<Checkpoint> CheckpointAsync(Guid turnId, long term, string text, CancellationToken cancellationToken) =>
        store.CheckpointAsync(turnId, term, text, cancellationToken);

    public Task<bool> HandOverAsync(Guid turnId, long term, string text, CancellationToken cancellationToken) =>
        store.HandOverAsync(turnId, term, text, cancellationToken);

    public Task<Turn?> RequestCancelAsync(Guid sessionId, Guid turnId, CancellationToken cancellationToken) =>
        store.RequestCancelAsync(sessionId, turnId, cancellationToken);

    public virtual Task<EndedTurn?> EndAsync(TurnEnd end, CancellationToken cancellationToken) => store.EndAsync(end, cancellationToken);

    public Task<IReadOnlyList<Turn>> FindOrphansAsync(Guid node, int limit, CancellationToken cancellationToken) =>
        store.FindOrphansAsync(node, limit, cancellationToken);

    public Task<IReadOnlyList<Turn>> FindHandedOverAsync(int limit, CancellationToken cancellationToken) => store.FindHandedOverAsync(limit, cancellationToken);

    public Task<IReadOnlyList<Turn>> FindOwnedAsync(Guid node, int limit, CancellationToken cancellationToken) =>
        store.FindOwnedAsync(node, limit, cancellationToken);
}
