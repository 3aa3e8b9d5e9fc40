using System.Collections.Concurrent;
using Constellation.Realtime.Engine.Turns;

namespace Constellation.Realtime.BrokenHub.Crashing;

/// <summary>The turns in the database with a crash point before and after each change.</summary>
internal sealed class CrashingTurnStore(ITurnStore turns, Claims claims, Crash crash) : ITurnStore
{
    private readonly ConcurrentDictionary<Guid, Guid> _sessions = new();

    public async Task<Acceptance> AcceptAsync(NewTurn turn, CancellationToken cancellationToken)
    {
        crash.At(CrashPoints.BeforeAcceptance);
        using var under = Commits.Under(CrashPoints.AcceptanceCommitted);
        var acceptance = await turns.AcceptAsync(turn, cancellationToken);
        if (acceptance is not Acceptance.Accepted { IsNew: true }) return acceptance;
        _sessions[turn.TurnId] = turn.SessionId;
        crash.At(CrashPoints.Accepted);
        return acceptance;
    }

    public async Task<Turn?> TakeOverAsync(Guid turnId, long term, Guid node, bool handedOver, CancellationToken cancellationToken)
    {
        if (turnId != Guid.Empty) crash.At(CrashPoints.TakeoverDue);
        if (await turns.TakeOverAsync(turnId, term, node, handedOver, cancellationToken) is not { } taken) return null;
        _sessions[turnId] = taken.SessionId;
        claims.Add(taken.SessionId, taken.Term, handedOver ? Claim.Handover : Claim.Takeover);
        crash.At(handedOver ? CrashPoints.HandoverClaimed : CrashPoints.TakenOver);
        return taken;
    }

    public async Task<ClaimedAnew?> ClaimAnewAsync(Guid turnId, long term, CancellationToken cancellationToken)
    {
        if (await turns.ClaimAnewAsync(turnId, term, cancellationToken) is not { } claimed) return null;
        if (_sessions.TryGetValue(turnId, out var sessionId)) claims.Add(sessionId, claimed.Term, Claim.Anew);
        crash.At(CrashPoints.ClaimedAnew);
        return claimed;
    }

    public async Task<Checkpoint> CheckpointAsync(Guid turnId, long term, string text, CancellationToken cancellationToken)
    {
        crash.At(CrashPoints.CheckpointDue);
        var checkpoint = await turns.CheckpointAsync(turnId, term, text, cancellationToken);
        if (checkpoint.IsStored) crash.At(CrashPoints.Checkpointed);
        return checkpoint;
    }

    public async Task<bool> HandOverAsync(Guid turnId, long term, string text, CancellationToken cancellationToken)
    {
        crash.At(CrashPoints.HandoverDue);
        var isHandedOver = await turns.HandOverAsync(turnId, term, text, cancellationToken);
        if (isHandedOver) crash.At(CrashPoints.HandedOver);
        return isHandedOver;
    }

    public async Task<Turn?> RequestCancelAsync(Guid sessionId, Guid turnId, CancellationToken cancellationToken)
    {
        var turn = await turns.RequestCancelAsync(sessionId, turnId, cancellationToken);
        if (turn is { Status: TurnStatus.Running, CancelRequested: true }) crash.At(CrashPoints.CancelAsked);
        return turn;
    }

    public async Task<EndedTurn?> EndAsync(TurnEnd end, CancellationToken cancellationToken)
    {
        crash.At(CrashPoints.EndDue);
        using var under = Commits.Under(CrashPoints.EndCommitted);
        var ended = await turns.EndAsync(end, cancellationToken);
        if (ended is not null) crash.At(CrashPoints.EndStored);
        return ended;
    }

    public Task<Turn?> FindAcceptedAsync(Guid userId, Guid? sessionId, Guid clientMessageId, CancellationToken cancellationToken) =>
        turns.FindAcceptedAsync(userId, sessionId, clientMessageId, cancellationToken);

    public Task<IReadOnlyList<DateTimeOffset>> ReadStartsAsync(Guid userId, DateTimeOffset since, int limit, CancellationToken cancellationToken) =>
        turns.ReadStartsAsync(userId, since, limit, cancellationToken);

    public Task<Turn?> FindAsync(Guid sessionId, Guid turnId, CancellationToken cancellationToken) => turns.FindAsync(sessionId, turnId, cancellationToken);

    public Task<IReadOnlyList<Turn>> FindOrphansAsync(Guid node, int limit, CancellationToken cancellationToken) => turns.FindOrphansAsync(node, limit, cancellationToken);

    public Task<IReadOnlyList<Turn>> FindHandedOverAsync(int limit, CancellationToken cancellationToken) => turns.FindHandedOverAsync(limit, cancellationToken);

    public Task<IReadOnlyList<Turn>> FindOwnedAsync(Guid node, int limit, CancellationToken cancellationToken) => turns.FindOwnedAsync(node, limit, cancellationToken);
}
