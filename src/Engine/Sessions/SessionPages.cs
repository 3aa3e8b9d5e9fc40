using Constellation.Realtime.Engine.Database;
using Microsoft.EntityFrameworkCore;

namespace Constellation.Realtime.Engine.Sessions;

/// <summary>A list of sessions, page by page.</summary>
internal static class SessionPages
{
    /// <summary>Latest activity first, below the cursor of the page before.</summary>
    public static async Task<Page<SessionRow>> ReadAsync(IQueryable<SessionRow> sessions, int limit, PageCursor? before)
    {
        if (before is { } cursor)
        {
            var lastActive = new DateTimeOffset(cursor.Key, TimeSpan.Zero);
            sessions = sessions.Where(s => s.LastActive <= lastActive && (s.LastActive < lastActive || s.SessionId < cursor.Id));
        }

        var rows = await sessions.OrderByDescending(s => s.LastActive).ThenByDescending(s => s.SessionId).Take(limit + 1).ToListAsync();
        var next = rows.Count > limit ? new PageCursor(rows[limit - 1].LastActive.UtcTicks, rows[limit - 1].SessionId) : (PageCursor?)null;
        return new Page<SessionRow>([.. rows.Take(limit)], next);
    }
}
