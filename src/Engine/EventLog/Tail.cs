using System.Runtime.CompilerServices;
using Constellation.Realtime.Contracts;
using Constellation.Realtime.Engine.Sessions;

namespace Constellation.Realtime.Engine.EventLog;

/// <summary>
/// A session's events from a cursor: past ones, then live ones, no seam. Pulls from the log and asks the database what the log can't know that it has lost:
/// no reader ever passes the number of a turn's end, or of an event outside a turn, without it.
/// </summary>
internal sealed class Tail(IEventLog log, IHistory history, Snapshots snapshots, TimeProvider time)
{
    /// <summary>How long the log may be silent before the database is asked afresh.</summary>
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(1);

    /// <summary>How long to wait where the log has something that can't be shown yet.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private const int MilestonesAtOnce = 256;

    /// <summary>Every event above <paramref name="after"/>; ends with <c>session.ended</c>. Where the log no longer holds what is asked for, a
    /// <c>session.snapshot</c> comes in its place.</summary>
    public IAsyncEnumerable<SessionEvent> WatchAsync(Guid sessionId, long after, CancellationToken cancellationToken) =>
        ReadAsync(sessionId, after, withSnapshot: true, cancellationToken);

    /// <summary>The turn's events above <paramref name="after"/>; ends with its terminal event. Where the log no longer holds them, the turn is told from the
    /// database.</summary>
    public async IAsyncEnumerable<SessionEvent> ReadTurnAsync(
        Guid sessionId, Guid turnId, long after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var e in ReadAsync(sessionId, after, withSnapshot: false, cancellationToken))
        {
            if (e.TurnId != turnId) continue;
            yield return e;
            if (e.EndsTurn) yield break;
        }
    }

    private async IAsyncEnumerable<SessionEvent> ReadAsync(
        Guid sessionId, long after, bool withSnapshot, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var reading = new Reading(sessionId, after, withSnapshot);
        while (true)
        {
            var events = await ReadOnAsync(reading, cancellationToken);
            if (events.Count == 0) events = await WaitAsync(reading, cancellationToken);
            foreach (var e in DeltaMerge.Merge(events))
            {
                yield return e;
                if (e.Type == SessionEventTypes.SessionEnded) yield break;
            }
        }
    }

    /// <summary>What is to be shown next, from the log and, where terms change, from the database; the cursor has moved past it. Empty where nothing is new, or
    /// a store does not answer.</summary>
    private async ValueTask<IReadOnlyList<SessionEvent>> ReadOnAsync(Reading reading, CancellationToken cancellationToken)
    {
        try
        {
            var page = await log.ReadAsync(reading.SessionId, reading.Cursor, cancellationToken);
            if (page.Floor is null || reading.Cursor < page.Floor)
            {
                var missing = await MissingAsync(reading, page.Floor ?? long.MaxValue, cancellationToken);
                if (missing.Count > 0 || page.Floor is null) return missing;
            }

            return await JoinAsync(reading, page, cancellationToken);
        }
        catch (LogUnavailableException)
        {
            return [];
        }
        catch (StoreUnavailableException)
        {
            await Task.Delay(Pause, time, cancellationToken);
            return [];
        }
    }

    /// <summary>What lies between the cursor and the log's floor: nothing, or events that the database tells, or a snapshot.</summary>
    private async ValueTask<IReadOnlyList<SessionEvent>> MissingAsync(Reading reading, long floor, CancellationToken cancellationToken)
    {
        var milestones = await AskAsync(reading, cancellationToken);
        var missing = milestones.Events.Where(e => e.Sequence <= floor).ToList();
        if (!reading.WithSnapshot || missing.TrueForAll(e => !e.EndsTurn)) return reading.Shown(missing);

        if (await snapshots.MakeAsync(reading.SessionId, cancellationToken) is { } snapshot && snapshot.Sequence > reading.Cursor)
            return reading.Shown([snapshot]);

        await Task.Delay(Pause, time, cancellationToken);
        return [];
    }

    private async ValueTask<IReadOnlyList<SessionEvent>> JoinAsync(Reading reading, LogPage page, CancellationToken cancellationToken)
    {
        var shown = new List<SessionEvent>();
        foreach (var entry in page.Events)
        {
            // Inside an end that the database told the beginning of, its rest comes from there as well.
            var term = Sequence.TermOf(entry.Sequence);
            if (term > Sequence.TermOf(reading.Cursor) || entry.EndsTurn && term == Sequence.TermOf(reading.Cursor))
            {
                while (await BetweenAsync(reading, entry, page, cancellationToken) is { Count: > 0 } between) shown.AddRange(reading.Shown(between));
            }

            if (entry.Sequence > reading.Cursor) shown.AddRange(reading.Shown([entry]));
        }

        return shown;
    }

    /// <summary>What the database tells below <paramref name="entry"/> that the page does not hold itself. Of an end whose terminal event is in the log, the text
    /// before it is there as well, for the log takes an end only right behind the turn's last entry.</summary>
    private async ValueTask<List<SessionEvent>> BetweenAsync(Reading reading, SessionEvent entry, LogPage page, CancellationToken cancellationToken)
    {
        if (reading.Known is not { } known || known.Term < Sequence.TermOf(entry.Sequence) || !known.IsComplete)
            known = await AskAsync(reading, cancellationToken);
        var cursorTerm = Sequence.TermOf(reading.Cursor);
        return known.Events.Where(e =>
        {
            if (e.Sequence <= reading.Cursor || e.Sequence >= entry.Sequence) return false;
            var term = Sequence.TermOf(e.Sequence);
            return !page.Events.Any(held =>
                held.Sequence == e.Sequence || held.EndsTurn && term != cursorTerm && Sequence.TermOf(held.Sequence) == term);
        }).ToList();
    }

    /// <summary>Waits for a nudge; if none comes for a while, asks the database: a nudge can be lost, and so can what it was for.</summary>
    private async ValueTask<IReadOnlyList<SessionEvent>> WaitAsync(Reading reading, CancellationToken cancellationToken)
    {
        using var idle = new CancellationTokenSource(Idle, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(idle.Token, cancellationToken);
        try
        {
            await log.WaitAsync(reading.SessionId, reading.Cursor, either.Token);
            return [];
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // Nothing came.
        }
        catch (LogUnavailableException)
        {
            await Task.Delay(Idle, time, cancellationToken);
        }

        try
        {
            if (reading.WithSnapshot && (await log.ReadAsync(reading.SessionId, reading.Cursor, cancellationToken)).Floor is null) return [];
        }
        catch (LogUnavailableException)
        {
            // Then the database alone tells how the turn ended.
        }

        try
        {
            return reading.Shown((await AskAsync(reading, cancellationToken)).Events);
        }
        catch (StoreUnavailableException)
        {
            return [];
        }
    }

    private async ValueTask<Milestones> AskAsync(Reading reading, CancellationToken cancellationToken) =>
        reading.Known = await history.ReadMilestonesAsync(reading.SessionId, reading.Cursor, MilestonesAtOnce, cancellationToken);

    /// <summary>Where one reader is.</summary>
    private sealed class Reading(Guid sessionId, long after, bool withSnapshot)
    {
        public Guid SessionId => sessionId;

        public bool WithSnapshot => withSnapshot;

        public long Cursor { get; private set; } = after;

        /// <summary>The database's last answer: good for entries of terms up to its own.</summary>
        public Milestones? Known { get; set; }

        public IReadOnlyList<SessionEvent> Shown(IReadOnlyList<SessionEvent> events)
        {
            if (events.Count > 0) Cursor = events[^1].Sequence;
            return events;
        }
    }
}
