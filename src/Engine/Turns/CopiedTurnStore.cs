using Constellation.Realtime.Engine.Sessions;

namespace Constellation.Realtime.Engine.Turns;

/// <summary>A turn store that keeps the sessions' copies true: the start and the end of a turn change its session.</summary>
internal sealed class CopiedTurnStore(ITurnStore original, RedisSessions copies) : ITurnStore
{
    public async Task<Acceptance> AcceptAsync(NewTurn turn, CancellationToken cancellationToken)
    {
        var acceptance = await copies.ChangeAsync(turn.SessionId, () => original.AcceptAsync(turn, cancellationToken));
        if (acceptance is Acceptance.Accepted) await copies.DropListAsync(turn.UserId);
        return acceptance;
    }

    public async Task<EndedTurn?> EndAsync(TurnEnd end, CancellationToken cancellationToken)
    {
        var ended = await copies.ChangeAsync(end.SessionId, () => original.EndAsync(end, cancellationToken));
        if (ended is not null) await copies.DropListAsync(ended.Session.UserId);
        return ended;
    }

    public Task<Turn?> FindAcceptedAsync(Guid userId, Guid? sessionId, Guid clientMessageId, CancellationToken cancellationToken) =>
        original.FindAcceptedAsync(userId, sessionId, clientMessageId, cancellationToken);

    public Task<IReadOnlyList<DateTimeOffset>> ReadStartsAsync(Guid userId, DateTimeOffset since, int limit, CancellationToken cancellationToken) =>
        original.ReadStartsAsync(userId, since, limit, cancellationToken);

    public Task<Turn?> FindAsync(Guid sessionId, Guid turnId, CancellationToken cancellationToken) => original.FindAsync(sessionId, turnId, cancellationToken);

    public Task<Turn?> TakeOverAsync(Guid turnId, long term, Guid node, bool handedOver, CancellationToken cancellationToken) =>
        original.TakeOverAsync(turnId, term, node, handedOver, cancellationToken);

    public Task<ClaimedAnew?> ClaimAnewAsync(Guid turnId, long term, CancellationToken cancellationToken) => original.ClaimAnewAsync(turnId, term, cancellationToken);

    public Task<Checkpoint> CheckpointAsync(Guid turnId, long term, string text, CancellationToken cancellationToken) =>
        original.CheckpointAsync(turnId, term, text, cancellationToken);

    public Task<bool> HandOverAsync(Guid turnId, long term, string text, CancellationToken cancellationToken) =>
        original.HandOverAsync(turnId, term, text, cancellationToken);

    public Task<Turn?> RequestCancelAsync(Guid sessionId, Guid turnId, CancellationToken cancellationToken) =>
        original.RequestCancelAsync(sessionId, turnId, cancellationToken);

    public Task<IReadOnlyList<Turn>> FindOrphansAsync(Guid node, int limit, CancellationToken cancellationToken) =>
        original.FindOrphansAsync(node, limit, cancellationToken);

    public Task<IReadOnlyList<Turn>> FindHandedOverAsync(int limit, CancellationToken cancellationToken) => original.FindHandedOverAsync(limit, cancellationToken);

    public Task<IReadOnlyList<Turn>> FindOwnedAsync(Guid node, int limit, CancellationToken cancellationToken) =>
        original.FindOwnedAsync(node, limit, cancellationToken);
}
