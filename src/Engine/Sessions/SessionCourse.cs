using Constellation.Realtime.Contracts;
using Constellation.Realtime.Engine.Database;
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
        await db.SaveChangesAsync();
        return session.ToSession();
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
        db.Add(OutsideEventRow.Of(ended));
        await db.SaveChangesAsync();
        return ended;
    }
}
