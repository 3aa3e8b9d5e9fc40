using Constellation.Realtime.Contracts;
using Constellation.Realtime.Engine.Database;
using Constellation.Realtime.Engine.EventLog;
using Microsoft.EntityFrameworkCore;

namespace Constellation.Realtime.Engine.Sessions;

/// <summary>What the database can tell of a session's log, from three of its tables.</summary>
internal static class MilestoneQueries
{
    public static async Task<Milestones> ReadAsync(StoreContext db, Guid sessionId, long after, int limit)
    {
        var term = await db.Sessions.Where(s => s.SessionId == sessionId).Select(s => s.Term).SingleOrDefaultAsync();

        // Most readers ask when nothing is new.
        if (after >= Sequence.Of(term, Sequence.TerminalIndex)) return new Milestones(term, [], IsComplete: true);
        var single = FirstTerm(after, 1);
        var starts = await db.Turns.Include(t => t.UserMessage)
            .Where(t => t.SessionId == sessionId && t.StartTerm >= single)
            .OrderBy(t => t.StartTerm).Take(limit + 1).ToListAsync();
        var end = FirstTerm(after, Sequence.TerminalIndex);
        var ends = await db.Turns
            .Where(t => t.SessionId == sessionId && t.EndTerm >= end)
            .OrderBy(t => t.EndTerm).Take(limit + 1).Select(t => t.Terminal!).ToListAsync();
        var outside = await db.OutsideEvents
            .Where(e => e.SessionId == sessionId && e.Term >= single)
            .OrderBy(e => e.Term).Take(limit + 1).ToListAsync();

        var events = starts.Select(Started)
            .Concat(ends.Select(StoredJson.Read<SessionEvent>).SelectMany(Ended).Where(e => e.Sequence > after))
            .Concat(outside.Select(row => row.ToEvent()))
            .OrderBy(e => e.Sequence).ToList();
        return events.Count > limit ? new Milestones(term, events[..limit], IsComplete: false) : new Milestones(term, events, IsComplete: true);
    }

    /// <summary>The first term whose event <paramref name="index"/> has a number above <paramref name="after"/>.</summary>
    private static long FirstTerm(long after, int index) => Sequence.IndexOf(after) < index ? Sequence.TermOf(after) : Sequence.TermOf(after) + 1;

    private static SessionEvent Started(TurnRow turn) => SessionEvent.TurnStarted(
        turn.SessionId, turn.TurnId, turn.StartedAt, turn.ReplyId, turn.UserMessage.ToMessage(), Sequence.Of(turn.StartTerm, 1));

    /// <summary>The end of a turn as who has lost its thread is told it: all of the text, then the terminal event.</summary>
    private static IEnumerable<SessionEvent> Ended(SessionEvent terminal)
    {
        var (sessionId, turnId, term) = (terminal.SessionId, terminal.TurnId!.Value, Sequence.TermOf(terminal.Sequence));
        yield return SessionEvent.TextRewound(sessionId, turnId, terminal.At, 0, RewindReasons.Resync, Sequence.Of(term, 1));
        yield return SessionEvent.TextDelta(sessionId, turnId, terminal.At, 0, terminal.Message!.Content, Sequence.Of(term, 2));
        yield return terminal;
    }
}
