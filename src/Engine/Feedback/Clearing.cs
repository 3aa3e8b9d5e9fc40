using Constellation.Realtime.Contracts;
using Constellation.Realtime.Engine.Database;
using Microsoft.EntityFrameworkCore;

namespace Constellation.Realtime.Engine.Feedback;

/// <summary>
/// Takes away what was kept beside the history of a session that its user has ended: prompts, their ingredients, what models wrote, facts and summaries, words to search by, comments.
/// The history stays readable, as the contract has it; counts stay without anybody's words.
/// </summary>
internal static class Clearing
{
    private const int AtOnce = 100;

    /// <summary>Writers behind the turns have written by then what a session left: until then it is looked at again.</summary>
    public static readonly TimeSpan WrittenBehind = TimeSpan.FromMinutes(10);

    /// <summary>Ended sessions that something may be left of, some at a time.</summary>
    public static async Task<List<(Guid SessionId, DateTimeOffset Until)>> FindAsync(StoreContext db, (Guid SessionId, DateTimeOffset Until) after)
    {
        var (id, until) = after;
        var rows = await db.Sessions
            .Where(s => s.ClearUntil != null && s.ClearUntil >= until && (s.ClearUntil > until || s.SessionId > id))
            .OrderBy(s => s.ClearUntil).ThenBy(s => s.SessionId).Take(AtOnce)
            .Select(s => new { s.SessionId, s.ClearUntil }).ToListAsync();
        return rows.ConvertAll(row => (row.SessionId, row.ClearUntil!.Value));
    }

    /// <summary>Clears one session.</summary>
    public static async Task<int> ClearAsync(StoreContext db, Guid sessionId, DateTimeOffset now)
    {
        var turns = db.Turns.Where(t => t.SessionId == sessionId).Select(t => t.TurnId);
        await db.SentPrompts.Where(p => turns.Contains(p.TurnId)).ExecuteDeleteAsync();
        await db.Ingredients.Where(i => i.SessionId == sessionId).ExecuteDeleteAsync();
        await db.SessionMemories.Where(m => m.SessionId == sessionId).ExecuteDeleteAsync();
        await db.SearchTexts.Where(t => t.SessionId == sessionId).ExecuteDeleteAsync();
        await db.Candidates.Where(c => c.SessionId == sessionId && c.Text != "").ExecuteUpdateAsync(set => set.SetProperty(c => c.Text, ""));
        await db.Messages.Where(m => m.SessionId == sessionId && m.FeedbackComment != null).ExecuteUpdateAsync(set => set.SetProperty(m => m.FeedbackComment, (string?)null));
        await db.Suggestions.Where(s => s.SessionId == sessionId && s.Comment != null).ExecuteUpdateAsync(set => set.SetProperty(s => s.Comment, (string?)null));
        return await db.Sessions.Where(s => s.SessionId == sessionId && s.Status == SessionStatus.Ended && s.ClearUntil < now)
            .ExecuteUpdateAsync(set => set.SetProperty(s => s.ClearUntil, (DateTimeOffset?)null));
    }
}
