using Constellation.Realtime.Contracts;
using Constellation.Realtime.Engine.EventLog;
using Constellation.Realtime.Engine.Turns;

namespace Constellation.Realtime.Engine.Sessions;

/// <summary>Ends sessions: the live turn is cancelled and waited for, then the session takes its last term.</summary>
internal sealed class SessionEnding(
    IHistory history, Tail tail, OutsideEvents outside, TurnQueue queue, IAnnouncer announcer, TimeProvider time)
{
    /// <summary>Goes on from where the end was begun; completes once <c>session.ended</c> can be read. Safe to call from several places at once.</summary>
    public async Task FinishAsync(Guid userId, Guid sessionId, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (await history.BeginEndingAsync(userId, sessionId, cancellationToken) is not { } session) return;
            if (session.ActiveTurnId is { } turnId)
            {
                queue.Stop(turnId);
                await foreach (var _ in tail.ReadTurnAsync(sessionId, turnId, session.LastSequence, cancellationToken))
                {
                    // Read to its terminal event.
                }
            }

            if (await history.EndSessionAsync(userId, sessionId, time.GetUtcNow(), cancellationToken) is not { } ended) continue;
            await outside.AppendAsync(ended, cancellationToken);
            if (session.Status == SessionStatus.Active) await announcer.ToUser(userId).SessionEnded(sessionId);
            return;
        }
    }
}
