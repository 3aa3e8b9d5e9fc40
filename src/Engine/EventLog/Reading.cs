using Constellation.Realtime.Contracts;
using Constellation.Realtime.Engine.Sessions;

namespace Constellation.Realtime.Engine.EventLog;

/// <summary>
/// One cursor's way through a session. Pulls from the log and asks the database what the log can't know that it has lost: the cursor never passes the number of
/// a turn's end, or of an event outside a turn, without it. It moves only with what is handed out, so that a step that fails or is cancelled loses nothing.
/// </summary>
internal sealed class Reading(IEventLog log, IHistory history, Snapshots snapshots, TimeProvider time, Guid sessionId, long after, Gap gap)
{
    /// <summary>How long the log may be silent before the database is asked afresh.</summary>
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(1);

    /// <summary>How long to wait where the log has something that can't be shown yet.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>How long an event outside a turn is waited with for a log that does not answer.</summary>
    private static readonly TimeSpan LogPatience = TimeSpan.FromSeconds(10);

    private const int MilestonesAtOnce = 256;

    /// <summary>The database's last answer: good for entries of terms up to its own.</summary>
    private Milestones? _known;

    /// <summary>Since when the log has not answered; null where it did.</summary>
    private long? _awaySince;

    public Guid SessionId => sessionId;

    /// <summary>The number of the last event that was handed out.</summary>
    public long Cursor { get; private set; } = after;

    /// <summary>Whether there was something to tell that the log no longer holds, and <see cref="Gap.Leave"/> says that others shall tell it.</summary>
    public bool HasLeft { get; private set; }

    /// <summary>What is there now above the cursor, from the log and, where terms change, from the database. Empty where nothing is new, or a store does not
    /// answer.</summary>
    public async ValueTask<IReadOnlyList<SessionEvent>> ReadOnAsync(CancellationToken cancellationToken)
    {
        try
        {
            var page = await log.ReadAsync(sessionId, Cursor, cancellationToken);
            _awaySince = null;
            if (page.Floor is null || Cursor < page.Floor)
            {
                var missing = await MissingAsync(page.Floor ?? long.MaxValue, cancellationToken);

                // An owner may have brought it back meanwhile: then it has what lies between.
                if (page.Floor is null && missing.Count > 0 && (await log.ReadAsync(sessionId, Cursor, cancellationToken)).Floor is not null) return [];
                if (missing.Count > 0 || page.Floor is null) return Shown(missing);
            }

            return Shown(await JoinAsync(page, cancellationToken));
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

    /// <summary>Waits for a nudge; if none comes for a while, asks the database: a nudge can be lost, and so can what it was for.</summary>
    public async ValueTask<IReadOnlyList<SessionEvent>> WaitAsync(CancellationToken cancellationToken)
    {
        try
        {
            // Where there is no log at all, or more in it, reading on finds out.
            if (await IsNudgedAsync(cancellationToken) || await HasMoreAsync(cancellationToken) is true) return [];

            var told = (await AskAsync(Cursor, cancellationToken)).Events;
            if (told.Count == 0) return [];

            // What the database knows may be in the log by now, or be about to be: there it comes with all that belongs to it.
            if (await HasMoreAsync(cancellationToken) is false) await Task.Delay(Pause, time, cancellationToken);
            return await HasMoreAsync(cancellationToken) switch
            {
                true => [],
                false => await PassAsync(told, cancellationToken),
                null => WithoutLog(told),
            };
        }
        catch (StoreUnavailableException)
        {
            return [];
        }
    }

    /// <summary>
    /// Shows what the database knows while the log does not answer. An event outside a turn is waited with for a while: before it the log may have what the database
    /// can't tell, and it mostly comes back soon.
    /// </summary>
    private IReadOnlyList<SessionEvent> WithoutLog(IReadOnlyList<SessionEvent> told)
    {
        _awaySince ??= time.GetTimestamp();
        return Shown(time.GetElapsedTime(_awaySince.Value) < LogPatience ? [.. told.TakeWhile(e => e.TurnId is not null)] : told);
    }

    /// <summary>
    /// Shows what only the database knows. An event outside a turn goes into the log first, as whoever made it and may be gone would have put it there: an owner of
    /// an older term could add something still, which no reader would see that is past it.
    /// </summary>
    private async ValueTask<IReadOnlyList<SessionEvent>> PassAsync(IReadOnlyList<SessionEvent> told, CancellationToken cancellationToken)
    {
        if (told[0].TurnId is not null) return Shown([.. told.TakeWhile(e => e.TurnId is not null)]);
        try
        {
            await log.SealAsync(sessionId, Sequence.TermOf(told[0].Sequence), [told[0]], cancellationToken);
            return [];
        }
        catch (FencedException)
        {
            // A later term is there: what came before it is there as well. Of what comes after this event nobody knows.
            return await HasMoreAsync(cancellationToken) switch
            {
                true => [],
                false => Shown([told[0]]),
                null => WithoutLog(told),
            };
        }
        catch (LogUnavailableException)
        {
            return [];
        }
    }

    /// <summary>Whether the log has something to join, or is gone itself; null where it does not answer: then the database alone tells how the turn ended.</summary>
    private async ValueTask<bool?> HasMoreAsync(CancellationToken cancellationToken)
    {
        try
        {
            var page = await log.ReadAsync(sessionId, Cursor, cancellationToken);
            _awaySince = null;
            return page.Floor is null || page.Events.Count > 0;
        }
        catch (LogUnavailableException)
        {
            return null;
        }
    }

    private async ValueTask<bool> IsNudgedAsync(CancellationToken cancellationToken)
    {
        using var idle = new CancellationTokenSource(Idle, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(idle.Token, cancellationToken);
        try
        {
            await log.WaitAsync(sessionId, Cursor, either.Token);
            return true;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
        catch (LogUnavailableException)
        {
            await Task.Delay(Idle, time, cancellationToken);
            return false;
        }
    }

    /// <summary>What lies between the cursor and the log's floor: nothing, or what is made of the gap.</summary>
    private async ValueTask<IReadOnlyList<SessionEvent>> MissingAsync(long floor, CancellationToken cancellationToken)
    {
        var milestones = await AskAsync(Cursor, cancellationToken);
        var missing = milestones.Events.Where(e => e.Sequence <= floor).ToList();
        if (missing.Count > 0 && gap == Gap.Leave)
        {
            HasLeft = true;
            return [];
        }

        if (gap != Gap.Snapshot || missing.TrueForAll(e => !e.EndsTurn)) return missing;

        if (await snapshots.MakeAsync(sessionId, cancellationToken) is { } snapshot && snapshot.Sequence > Cursor) return [snapshot];

        await Task.Delay(Pause, time, cancellationToken);
        return [];
    }

    private async ValueTask<IReadOnlyList<SessionEvent>> JoinAsync(LogPage page, CancellationToken cancellationToken)
    {
        var shown = new List<SessionEvent>();
        var cursor = Cursor;
        foreach (var entry in page.Events)
        {
            // Inside an end that the database told the beginning of, its rest comes from there as well.
            var term = Sequence.TermOf(entry.Sequence);
            if (term > Sequence.TermOf(cursor) || entry.EndsTurn && term == Sequence.TermOf(cursor))
            {
                try
                {
                    while (await BetweenAsync(cursor, entry, page, cancellationToken) is { Count: > 0 } between) Show(between);
                }
                catch (StoreUnavailableException) when (shown.Count > 0)
                {
                    return shown;
                }
            }

            if (entry.Sequence > cursor) Show([entry]);
        }

        return shown;

        void Show(List<SessionEvent> events)
        {
            shown.AddRange(events);
            cursor = events[^1].Sequence;
        }
    }

    /// <summary>What the database tells between the cursor and <paramref name="entry"/> that the page does not hold itself. Of an end whose terminal event is in the
    /// log, the text before it is there as well, for the log takes an end only right behind the turn's last entry.</summary>
    private async ValueTask<List<SessionEvent>> BetweenAsync(long cursor, SessionEvent entry, LogPage page, CancellationToken cancellationToken)
    {
        if (_known is not { } known || known.Term < Sequence.TermOf(entry.Sequence) || !known.IsComplete) known = await AskAsync(cursor, cancellationToken);
        var cursorTerm = Sequence.TermOf(cursor);
        return known.Events.Where(e =>
        {
            if (e.Sequence <= cursor || e.Sequence >= entry.Sequence) return false;
            var term = Sequence.TermOf(e.Sequence);
            return !page.Events.Any(held =>
                held.Sequence == e.Sequence || held.EndsTurn && term != cursorTerm && Sequence.TermOf(held.Sequence) == term);
        }).ToList();
    }

    private async ValueTask<Milestones> AskAsync(long cursor, CancellationToken cancellationToken)
    {
        var known = await history.ReadMilestonesAsync(sessionId, cursor, MilestonesAtOnce, cancellationToken);
        _known = known;
        return known;
    }

    private IReadOnlyList<SessionEvent> Shown(IReadOnlyList<SessionEvent> events)
    {
        if (events.Count > 0) Cursor = events[^1].Sequence;
        return events;
    }
}
