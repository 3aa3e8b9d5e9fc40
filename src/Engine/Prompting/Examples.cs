using Constellation.Realtime.Contracts;
using Constellation.Realtime.Engine.Database;
using Microsoft.EntityFrameworkCore;

namespace Constellation.Realtime.Engine.Prompting;

/// <summary>
/// What the same person accepted before, in sessions of theirs that they did not end, for something like what they ask now. Never anybody else's: a payload's
/// names and texts are private, and no similarity shows which of them are not.
/// </summary>
internal sealed class Examples(IDatabase database)
{
    private const int Sessions = 50;
    private const int Considered = 100;
    private const int Shown = 2;
    private const double Like = 0.2;
    private const int PayloadChars = 4_000;

    /// <summary>The most similar ones, best first; often none.</summary>
    /// <param name="turnSession">Its own suggestions are in the prompt anyway.</param>
    public async Task<IReadOnlyList<Suggestion>> FindAsync(Guid userId, Guid turnSession, string text, CancellationToken cancellationToken)
    {
        var accepted = await database.ReadAsync(
            async db =>
            {
                var sessions = await db.Sessions.Where(s => s.UserId == userId && s.Status == SessionStatus.Active && s.SessionId != turnSession)
                    .OrderByDescending(s => s.LastActive).Take(Sessions).Select(s => s.SessionId).ToListAsync();
                return sessions.Count == 0 ? [] : await db.Suggestions
                    .Where(s => sessions.Contains(s.SessionId) && s.Decision == Decision.Accepted && s.Payload.Length <= PayloadChars)
                    .OrderByDescending(s => s.CreatedAt).Take(Considered).ToListAsync();
            },
            cancellationToken);
        if (accepted.Count == 0) return [];

        var said = Likeness.Stems(text);
        return [.. accepted.Select(row => (Row: row, Like: Likeness.Of(said, Likeness.Stems($"{row.Title} {row.Summary}"))))
            .Where(one => one.Like >= Like).OrderByDescending(one => one.Like).ThenByDescending(one => one.Row.CreatedAt)
            .DistinctBy(one => one.Row.Payload).Take(Shown).Select(one => one.Row.ToSuggestion())];
    }
}
