using Constellation.Realtime.Contracts;
using Constellation.Realtime.Engine.Database;
using Constellation.Realtime.Engine.EventLog;
using Microsoft.EntityFrameworkCore;

namespace Constellation.Realtime.Engine.Turns;

/// <summary>The transaction that accepts a turn.</summary>
internal static class TurnAcceptance
{
    public static Task<TurnRow?> FindAsync(StoreContext db, Guid userId, Guid? sessionId, Guid clientMessageId) => db.Turns
        .Include(t => t.UserMessage)
        .Where(t => t.ClientMessageId == clientMessageId && t.UserId == userId)
        .Where(t => sessionId == null
            ? db.Sessions.Any(s => s.SessionId == t.SessionId && s.UserId == userId && s.StartClientMessageId == clientMessageId)
            : t.SessionId == sessionId)
        .SingleOrDefaultAsync();

    public static async Task<Acceptance> AcceptAsync(StoreContext db, NewTurn turn)
    {
        // The session's row is the lock: of two at once the second waits here, and then finds what the first one did. Where there is no row yet, the
        // unique indexes are, and the transaction is run again.
        var session = turn.StartsSession ? null : await db.LockSessionAsync(turn.SessionId);
        if (!turn.StartsSession && session?.UserId != turn.UserId) return new Acceptance.Refused(ErrorCodes.NotFound);
        if (await FindAsync(db, turn.UserId, turn.StartsSession ? null : turn.SessionId, turn.ClientMessageId) is { } known)
            return Repeated(known, session ?? await db.Sessions.SingleAsync(s => s.SessionId == known.SessionId), turn);

        var at = StoredTime.Of(turn.At);
        session ??= NewSession(db, turn, at);
        var before = await ToRegenerateAsync(db, turn);
        if (await RefusalAsync(db, session, turn, before) is { } code) return new Acceptance.Refused(code);
        if (before is not null)
        {
            await db.Messages.Where(m => m.MessageId == before.ReplyId)
                .ExecuteUpdateAsync(set => set.SetProperty(m => m.Status, MessageStatus.Superseded));
        }

        var isTitled = session.Title is null || turn.StartsSession;
        session.Title ??= turn.Title;
        session.ActiveTurnId = turn.TurnId;
        session.LastActive = at;
        session.LastSequence = Sequence.Of(session.TakeTerm(), 1);
        var targets = await db.TargetChanges.MaxAsync(c => (long?)c.Revision) ?? 0;
        var row = NewRow(turn, session.Term, at, before?.UserMessage ?? NewMessage(turn, session.Term, at), targets);
        if (before is null) db.AddRange(row.UserMessage, SearchTextRow.Of(turn.UserId, row.UserMessage));
        if (isTitled) db.Add(SearchTextRow.OfTitle(session));
        db.Entry(row).State = EntityState.Added;
        await db.SaveChangesAsync();
        return new Acceptance.Accepted(row.ToTurn(), session.ToSession(), IsNew: true, isTitled);
    }

    /// <summary>Known by its client message id. Where it is the caller's own attempt, whose answer was lost, it is still the caller's to run.</summary>
    private static Acceptance.Accepted Repeated(TurnRow known, SessionRow session, NewTurn turn)
    {
        var isOwn = known.TurnId == turn.TurnId && known.Node == turn.Node && known.Term == known.StartTerm && known.Status == TurnStatus.Running;
        return new Acceptance.Accepted(known.ToTurn(), session.ToSession(), isOwn, isOwn && known.StartTerm == 1 && session.Title == turn.Title);
    }

    private static async Task<TurnRow?> ToRegenerateAsync(StoreContext db, NewTurn turn) => turn.Regenerates is not { } id
        ? null
        : await db.Turns.Include(t => t.UserMessage).SingleOrDefaultAsync(t => t.TurnId == id && t.SessionId == turn.SessionId);

    private static async Task<string?> RefusalAsync(StoreContext db, SessionRow session, NewTurn turn, TurnRow? before)
    {
        if (!session.TakesMessages) return ErrorCodes.SessionEnded;
        if (session.ActiveTurnId is not null) return ErrorCodes.SessionBusy;
        if (turn.Regenerates is not null && before is null) return ErrorCodes.NotFound;
        if (before is not null && !await IsLastAsync(db, session, before)) return ErrorCodes.Conflict;
        return await IsWithinAsync(db, turn) ? null : ErrorCodes.RateLimited;
    }

    private static async Task<bool> IsWithinAsync(StoreContext db, NewTurn turn)
    {
        if (turn.ConcurrentTurns == int.MaxValue) return true;

        // Two of one user's sessions share no row, and each would count without the other's turn.
        await db.LockUserAsync(turn.UserId);
        return await db.Turns.CountAsync(t => t.UserId == turn.UserId && t.Status == TurnStatus.Running) < turn.ConcurrentTurns;
    }

    private static async Task<bool> IsLastAsync(StoreContext db, SessionRow session, TurnRow before) =>
        !await db.Turns.AnyAsync(t => t.SessionId == session.SessionId && t.StartTerm > before.StartTerm);

    private static SessionRow NewSession(StoreContext db, NewTurn turn, DateTimeOffset at)
    {
        var session = new SessionRow { SessionId = turn.SessionId, UserId = turn.UserId, CreatedAt = at, StartClientMessageId = turn.ClientMessageId };
        db.Add(session);
        return session;
    }

    private static MessageRow NewMessage(NewTurn turn, long term, DateTimeOffset at) => new()
    {
        MessageId = turn.UserMessageId,
        SessionId = turn.SessionId,
        TurnId = turn.TurnId,
        Position = term,
        Sender = Sender.User,
        Content = turn.Text,
        Timestamp = at,
        Status = MessageStatus.Complete,
    };

    private static TurnRow NewRow(NewTurn turn, long term, DateTimeOffset at, MessageRow userMessage, long targets) => new()
    {
        TurnId = turn.TurnId,
        SessionId = turn.SessionId,
        UserId = turn.UserId,
        ClientMessageId = turn.ClientMessageId,
        UserMessageId = userMessage.MessageId,
        UserMessage = userMessage,
        ReplyId = turn.ReplyId,
        StartedAt = at,
        StartTerm = term,
        Term = term,
        Node = turn.Node,
        TargetsRevision = targets,
    };
}
