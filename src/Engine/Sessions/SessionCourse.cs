using Constellation.Realtime.Contracts;
using Constellation.Realtime.Engine.Database;
using Constellation.Realtime.Engine.Feedback;
using Constellation.Realtime.Engine.Turns;
using Microsoft.EntityFrameworkCore;

namespace Constellation.Realtime.Engine.Sessions;

/// <summary>The transactions that start and end a session.</summary>
internal static class SessionCourse
{
    public static async Task<Session> StartAsync(StoreContext db, Guid userId, Guid sessionId, string? title, DateTimeOffset at)
    {
        if (await db.Sessions.SingleOrDefaultAsync(s => s.SessionId == sessionId && s.UserId == userId) is { } known) return known.ToSession();

        var session = new SessionRow { SessionId = sessionId, UserId = userId, Title = title, CreatedAt = at, LastActive = at };
        db.Add(session);
        if (title is not null) db.Add(SearchTextRow.OfTitle(session));
        await db.SaveChangesAsync();
        return session.ToSession();
    }

    public static async Task<RenameResult> RenameAsync(StoreContext db, Guid userId, Guid sessionId, string title, string? instead, DateTimeOffset at)
    {
        var session = await db.LockSessionAsync(sessionId);
        if (session?.UserId != userId) return new RenameResult.Refused(ErrorCodes.NotFound);
        if (!session.TakesMessages) return new RenameResult.Refused(ErrorCodes.SessionEnded);
        if (session.Title == title) return new RenameResult.Same(session.ToSession());
        if (instead is not null && session.Title != instead) return new RenameResult.Refused(ErrorCodes.Conflict);
        if (instead is not null && session.ActiveTurnId is not null) return new RenameResult.Refused(ErrorCodes.SessionBusy);

        session.Title = title;
        var sequence = session.TakeSequence();
        var updated = SessionEvent.SessionUpdated(session.ToSession(), at, sequence);
        db.Add(OutsideEventRow.Of(updated));
        var text = SearchTextRow.OfTitle(session);
        var known = await db.SearchTexts.AsTracking().SingleOrDefaultAsync(t => t.SessionId == sessionId && t.Position == text.Position);
        if (known is null) db.Add(text);
        else known.Words = text.Words;
        await db.SaveChangesAsync();
        return new RenameResult.Renamed(session.ToSession(), updated);
    }

    public static async Task<Session?> BeginEndingAsync(StoreContext db, Guid userId, Guid sessionId)
    {
        var session = await db.LockSessionAsync(sessionId);
        if (session?.UserId != userId) return null;
        if (!session.TakesMessages) return session.ToSession();

        session.IsEnding = true;
        await db.SaveChangesAsync();
        await db.Turns
            .Where(t => t.SessionId == sessionId && t.Status == TurnStatus.Running)
            .ExecuteUpdateAsync(set => set.SetProperty(t => t.CancelRequested, true));
        return session.ToSession();
    }

    public static async Task<SessionEvent?> EndAsync(StoreContext db, Guid userId, Guid sessionId, DateTimeOffset at)
    {
        var session = await db.LockSessionAsync(sessionId);
        if (session?.UserId != userId || session.ActiveTurnId is not null) return null;
        if (session.Status == SessionStatus.Ended)
            return (await db.OutsideEvents.SingleAsync(e => e.SessionId == sessionId && e.Term == session.Term)).ToEvent();
        if (!session.IsEnding) return null;

        var ended = SessionEvent.SessionEnded(sessionId, at, session.TakeSequence());
        session.Status = SessionStatus.Ended;
        session.ClearUntil = at + Clearing.WrittenBehind;
        db.Add(OutsideEventRow.Of(ended));
        await db.SaveChangesAsync();
        return ended;
    }
}
