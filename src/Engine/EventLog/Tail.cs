using System.Runtime.CompilerServices;
using Constellation.Realtime.Contracts;
using Constellation.Realtime.Engine.Sessions;

namespace Constellation.Realtime.Engine.EventLog;

/// <summary>
/// A session's events from a cursor: past ones, then live ones, no seam. A reader reads for itself until it has all there is; from then on the node's one
/// shared tail of the session tells it what comes, for as long as that covers its cursor.
/// </summary>
internal sealed class Tail(IEventLog log, IHistory history, Snapshots snapshots, TimeProvider time)
{
    private readonly SharedTails _shared = new((sessionId, after) => new Reading(log, history, snapshots, time, sessionId, after, Gap.Leave));

    /// <summary>Every event above <paramref name="after"/>; ends with <c>session.ended</c>. Where the log no longer holds what is asked for, a
    /// <c>session.snapshot</c> comes in its place.</summary>
    public IAsyncEnumerable<SessionEvent> WatchAsync(Guid sessionId, long after, CancellationToken cancellationToken) =>
        ReadAsync(sessionId, after, Gap.Snapshot, cancellationToken);

    /// <summary>The turn's events above <paramref name="after"/>; ends with its terminal event. Where the log no longer holds them, the turn is told from the
    /// database.</summary>
    public async IAsyncEnumerable<SessionEvent> ReadTurnAsync(
        Guid sessionId, Guid turnId, long after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var e in ReadAsync(sessionId, after, Gap.Tell, cancellationToken))
        {
            if (e.TurnId != turnId) continue;
            yield return e;
            if (e.EndsTurn) yield break;
        }
    }

    private async IAsyncEnumerable<SessionEvent> ReadAsync(
        Guid sessionId, long after, Gap gap, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var reader = new TailReader(_shared, cursor => new Reading(log, history, snapshots, time, sessionId, cursor, gap), sessionId, after);
        while (true)
        {
            foreach (var e in DeltaMerge.Merge(await reader.NextAsync(cancellationToken)))
            {
                yield return e;
                if (e.Type == SessionEventTypes.SessionEnded) yield break;
            }
        }
    }
}
