using Constellation.Realtime.Engine.Sessions;
using Constellation.Realtime.Engine.Turns;

namespace Constellation.Realtime.Simulation.Stores;

/// <summary>Turns in the database as one node reaches it.</summary>
internal sealed class NodeTurns(SimulatedDatabase database, SimulatedNode node, Scheduler scheduler, Func<Guid, bool> isDead, bool claimsFail) : ITurnStore
{
    public Task<Turn?> FindAcceptedAsync(Guid userId, Guid? sessionId, Guid clientMessageId, CancellationToken cancellationToken) =>
        Call("finds a message", () => database.Turns.FirstOrDefault(turn => (turn.UserId, turn.SessionId, turn.ClientMessageId) == (userId, sessionId, clientMessageId))?.ToTurn());

    public Task<IReadOnlyList<DateTimeOffset>> ReadStartsAsync(Guid userId, DateTimeOffset since, int limit, CancellationToken cancellationToken) =>
        Call<IReadOnlyList<DateTimeOffset>>("reads starts", () => [.. database.Turns.Select(turn => turn.StartedAt).Where(at => at > since).TakeLast(limit)]);

    public Task<Turn?> FindAsync(Guid sessionId, Guid turnId, CancellationToken cancellationToken) => Call("finds the turn", () => database.Find(turnId));

    public Task<Acceptance> AcceptAsync(NewTurn turn, CancellationToken cancellationToken) => Call("accepts", () => database.Accept(turn));

    public Task<Turn?> TakeOverAsync(Guid turnId, long term, Guid node, bool handedOver, CancellationToken cancellationToken) =>
        Call($"takes over from {term}", () => database.TakeOver(turnId, term, node, handedOver));

    public Task<ClaimedAnew?> ClaimAnewAsync(Guid turnId, long term, CancellationToken cancellationToken) =>
        scheduler.CallAsync(node, $"claims anew from {term}", () => database.ClaimAnew(turnId, term), claimsFail ? Unavailable : null);

    public Task<Checkpoint> CheckpointAsync(Guid turnId, long term, string text, CancellationToken cancellationToken) =>
        Call($"checkpoints {term} '{text}'", () => database.Checkpoint(turnId, term, text));

    public Task<bool> HandOverAsync(Guid turnId, long term, string text, CancellationToken cancellationToken) =>
        Call($"hands over {term} '{text}'", () => database.HandOver(turnId, term, text));

    public Task<Turn?> RequestCancelAsync(Guid sessionId, Guid turnId, CancellationToken cancellationToken) =>
        Call("cancels", () => database.RequestCancel(turnId));

    public Task<EndedTurn?> EndAsync(TurnEnd end, CancellationToken cancellationToken) =>
        Call($"ends {end.Term} as {end.Status} '{end.Text}'", () => database.End(end));

    public Task<IReadOnlyList<Turn>> FindOrphansAsync(Guid node, int limit, CancellationToken cancellationToken) =>
        Call("finds orphans", () => database.Running(owner => owner != node && (owner == Node.Nobody || isDead(owner))));

    public Task<IReadOnlyList<Turn>> FindHandedOverAsync(int limit, CancellationToken cancellationToken) => FindOwnedAsync(Node.Nobody, limit, cancellationToken);

    public Task<IReadOnlyList<Turn>> FindOwnedAsync(Guid node, int limit, CancellationToken cancellationToken) =>
        Call("finds its own", () => database.Running(owner => owner == node));

    private Task<T> Call<T>(string name, Func<T> carryOut) => scheduler.CallAsync(node, name, carryOut, Unavailable);

    private static StoreUnavailableException Unavailable() => new("Chance says so.");
}
