using Constellation.Realtime.Contracts;
using Constellation.Realtime.Engine.Database;
using Microsoft.EntityFrameworkCore;

namespace Constellation.Realtime.Engine.Sessions;

/// <summary>Finds a user's active sessions by what was said in them, and by their titles.</summary>
internal sealed class SessionSearch(IDatabase database)
{
    private const int MostWords = 16;

    /// <summary>Sessions with a message, or a title, that has all words; of the last one its beginning is enough, so that it can be looked for while it is typed.
    /// Latest activity first, below the cursor of the page before. Of each the newest such message.</summary>
    public async Task<Page<SessionHit>> FindAsync(Guid userId, string query, int limit, PageCursor? before, CancellationToken cancellationToken)
    {
        var words = SearchWords.Read(query).Select(word => word.Folded).Take(MostWords).ToList();
        if (words.Count == 0) return new Page<SessionHit>([], Next: null);
        return await database.ReadAsync(
            async db =>
            {
                var texts = db.TextsWith([SearchWords.OfOwner(userId), .. words]);
                var sessions = db.Sessions.Where(s => s.UserId == userId && s.Status == SessionStatus.Active && texts.Any(t => t.SessionId == s.SessionId));
                var page = await SessionPages.ReadAsync(sessions, limit, before);
                var messages = await NewestAsync(db, texts, [.. page.Items.Select(row => row.SessionId)]);
                return new Page<SessionHit>([.. page.Items.Select(row => ToHit(row, messages.GetValueOrDefault(row.SessionId), words))], page.Next);
            },
            cancellationToken);
    }

    private static async Task<Dictionary<Guid, MessageRow>> NewestAsync(StoreContext db, IQueryable<SearchTextRow> texts, List<Guid> sessions)
    {
        var newest = texts.Where(t => sessions.Contains(t.SessionId)).GroupBy(t => t.SessionId)
            .Select(of => new { SessionId = of.Key, Position = of.Max(t => t.Position) });
        return await newest
            .Join(db.Messages, text => text, message => new { message.SessionId, message.Position }, (_, message) => message)
            .ToDictionaryAsync(message => message.SessionId);
    }

    private static SessionHit ToHit(SessionRow row, MessageRow? message, List<string> words)
    {
        var session = row.ToSession();
        return new SessionHit { Session = session, Snippet = Snippets.Of(message?.Content ?? session.Title, words), MessageId = message?.MessageId };
    }
}
