using Constellation.Realtime.Contracts;
using Constellation.Realtime.Engine.Database;
using Constellation.Realtime.Engine.EventLog;

namespace Constellation.Realtime.Engine.Turns;

/// <summary>The transaction that ends a turn.</summary>
internal static class TurnEnding
{
    public static async Task<EndedTurn?> EndAsync(StoreContext db, TurnEnd end)
    {
        var session = await db.LockSessionAsync(end.SessionId);
        if (session is null || await db.LockTurnAsync(end.TurnId) is not { } turn || turn.SessionId != end.SessionId || turn.Term != end.Term) return null;
        if (turn is { EndTerm: { } endTerm, Terminal: { } stored })
            return new EndedTurn(endTerm, StoredJson.Read<SessionEvent>(stored), session.ToSession(), await TurnSuggestions.ReadAsync(db, turn));
        if (session.Term != end.Term) return null;

        var at = StoredTime.Of(end.At);
        var reply = Reply(turn, end, session.TakeTerm(), at);
        var terminal = Terminal(end, reply.ToMessage(), at, Sequence.Of(session.Term, Sequence.TerminalIndex));
        turn.Status = end.Status;
        turn.EndTerm = session.Term;
        (turn.Provider, turn.Model) = (end.Usage?.Provider, end.Usage?.Model);
        turn.Terminal = StoredJson.Write(terminal);
        turn.Text = "";
        session.ActiveTurnId = null;
        session.LastActive = at;
        session.LastSequence = terminal.Sequence;
        db.AddRange(reply, SearchTextRow.Of(turn.UserId, reply));
        await db.SaveChangesAsync();
        return new EndedTurn(session.Term, terminal, session.ToSession(), await TurnSuggestions.ReadAsync(db, turn));
    }

    private static MessageRow Reply(TurnRow turn, TurnEnd end, long term, DateTimeOffset at) => new()
    {
        MessageId = turn.ReplyId,
        SessionId = turn.SessionId,
        TurnId = turn.TurnId,
        Position = term,
        Sender = Sender.Assistant,
        Content = end.Text,
        Timestamp = at,
        Status = end.Status switch
        {
            TurnStatus.Completed => MessageStatus.Complete,
            TurnStatus.Cancelled => MessageStatus.Partial,
            TurnStatus.Failed => MessageStatus.Failed,
            _ => throw new ArgumentException("A turn can't end as running.", nameof(end)),
        },
    };

    private static SessionEvent Terminal(TurnEnd end, Message reply, DateTimeOffset at, long sequence) => end.Status switch
    {
        TurnStatus.Completed => SessionEvent.TurnCompleted(
            end.SessionId, end.TurnId, at, reply, end.Usage ?? throw new ArgumentException("A completed turn has a usage.", nameof(end)), sequence),
        TurnStatus.Cancelled => SessionEvent.TurnCancelled(end.SessionId, end.TurnId, at, reply, sequence),
        _ => SessionEvent.TurnFailed(
            end.SessionId, end.TurnId, at, reply, end.Error ?? throw new ArgumentException("A failed turn has an error.", nameof(end)), sequence),
    };
}
