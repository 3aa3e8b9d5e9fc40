using System.Runtime.CompilerServices;
using Constellation.Realtime.Contracts;
using Constellation.Realtime.Engine.Database;
using Constellation.Realtime.Engine.Turns;
using Microsoft.EntityFrameworkCore;

namespace Constellation.Realtime.Engine.Feedback;

/// <summary>Reads the sessions from which something can be learned, some at a time. Never an ended one: who has deleted a session has taken it back.</summary>
internal sealed class TrainingSessions(IDatabase database)
{
    private const int AtOnce = 50;

    /// <summary>Those in which somebody said what they think, or a message was answered again, or a candidate was refused, at or after <paramref name="since"/>.</summary>
    public async IAsyncEnumerable<TrainingSession> ReadAsync(DateTimeOffset since, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (Guid? last = Guid.Empty; last is { } after;)
        {
            var ids = await database.ReadAsync(db => FindAsync(db, after, since), cancellationToken);
            foreach (var id in ids)
            {
                if (await database.ReadAsync(db => ReadAsync(db, id), cancellationToken) is { } session) yield return session;
            }

            last = ids.Count == AtOnce ? ids[^1] : null;
        }
    }

    /// <summary>The next of them, by their ids. Each of these queries walks along an index, and the first ones of all are among the first ones of each.</summary>
    private static async Task<List<Guid>> FindAsync(StoreContext db, Guid after, DateTimeOffset since)
    {
        IQueryable<Guid>[] queries =
        [
            db.Messages.Where(m => m.FeedbackAt >= since).Select(m => m.SessionId),
            db.Messages.Where(m => m.Status == MessageStatus.Superseded).Select(m => m.SessionId),
            db.Suggestions.Where(s => s.DecidedAt >= since).Select(s => s.SessionId),
            db.Candidates.Where(c => (!c.Passed || c.Codes != "") && c.At >= since).Select(c => c.SessionId),
        ];
        var found = new SortedSet<Guid>();
        foreach (var query in queries)
            found.UnionWith(await query.Where(id => id > after).Distinct().OrderBy(id => id).Take(AtOnce).ToListAsync());
        return [.. found.Take(AtOnce)];
    }

    /// <summary>Null where it has been ended.</summary>
    private static async Task<TrainingSession?> ReadAsync(StoreContext db, Guid sessionId)
    {
        if (await db.Sessions.SingleOrDefaultAsync(s => s.SessionId == sessionId && s.Status == SessionStatus.Active && !s.IsEnding) is not { } session) return null;
        var turns = await db.Turns.Where(t => t.SessionId == sessionId && t.Status != TurnStatus.Running).OrderBy(t => t.StartTerm)
            .Select(t => new { t.TurnId, t.UserMessageId, t.ReplyId }).ToListAsync();
        var messages = await db.Messages.Where(m => m.SessionId == sessionId).ToDictionaryAsync(m => m.MessageId);
        var suggestions = (await db.Suggestions.Where(s => s.SessionId == sessionId).OrderBy(s => s.Position).ToListAsync()).ToLookup(s => s.TurnId);
        var candidates = (await db.Candidates.Where(c => c.SessionId == sessionId).ToListAsync()).OrderBy(c => c.At).ThenBy(c => c.Number).ToLookup(c => c.TurnId);
        var ids = turns.ConvertAll(turn => turn.TurnId);
        var ingredients = (await db.Ingredients.Where(i => i.SessionId == sessionId).ToListAsync()).ToLookup(i => i.TurnId);
        var attempts = (await db.Attempts.Where(a => ids.Contains(a.TurnId)).ToListAsync()).OrderBy(a => a.StartedAt).ToLookup(a => a.TurnId);
        return new TrainingSession(
            sessionId,
            session.UserId,
            [
                .. turns.Select(turn => new TrainingTurn
                {
                    UserMessage = messages[turn.UserMessageId],
                    Reply = messages[turn.ReplyId],
                    Suggestions = [.. suggestions[turn.TurnId]],
                    Candidates = [.. candidates[turn.TurnId]],
                    Ingredients = ingredients[turn.TurnId].MaxBy(i => i.Term),
                    Attempts = [.. attempts[turn.TurnId]],
                }),
            ]);
    }
}
