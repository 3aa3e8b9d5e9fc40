using Constellation.Realtime.Contracts;
using Constellation.Realtime.Engine.Applying;
using Constellation.Realtime.Engine.Database;
using Constellation.Realtime.Engine.Suggestions;
using Constellation.Realtime.Engine.Turns;
using Microsoft.EntityFrameworkCore;

namespace Constellation.Realtime.Engine.Sessions;

/// <summary>History in the database, whichever it is.</summary>
internal sealed class DatabaseHistory(IDatabase database) : IHistory
{
    public Task<Session> StartSessionAsync(Guid userId, Guid sessionId, string? title, DateTimeOffset at, CancellationToken cancellationToken) =>
        database.WriteAsync(db => SessionCourse.StartAsync(db, userId, sessionId, title, StoredTime.Of(at)), cancellationToken);

    public Task<Session?> FindSessionAsync(Guid userId, Guid sessionId, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async db => (await db.Sessions.SingleOrDefaultAsync(s => s.SessionId == sessionId && s.UserId == userId))?.ToSession(),
            cancellationToken);

    public Task<Page<Session>> ListActiveAsync(Guid userId, int limit, PageCursor? before, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async db =>
            {
                var page = await SessionPages.ReadAsync(db.Sessions.Where(s => s.UserId == userId && s.Status == SessionStatus.Active), limit, before);
                return new Page<Session>([.. page.Items.Select(row => row.ToSession())], page.Next);
            },
            cancellationToken);

    public Task<Page<Message>> ReadMessagesAsync(Guid sessionId, int limit, PageCursor? before, CancellationToken cancellationToken) =>
        database.ReadAsync(db => MessagesAsync(db, sessionId, limit, before), cancellationToken);

    public Task<SessionState?> ReadStateAsync(Guid sessionId, int messages, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async db =>
            {
                if (await db.Sessions.SingleOrDefaultAsync(s => s.SessionId == sessionId) is not { } session) return null;
                var page = await MessagesAsync(db, sessionId, messages, before: null);
                return new SessionState(session.ToSession(), page.Items, session.Term, session.Status == SessionStatus.Ended);
            },
            cancellationToken);

    public Task<Milestones> ReadMilestonesAsync(Guid sessionId, long after, int limit, CancellationToken cancellationToken) =>
        database.ReadAsync(db => MilestoneQueries.ReadAsync(db, sessionId, after, limit), cancellationToken);

    public Task<bool> StoreSuggestionAsync(ReadySuggestion suggestion, long term, DateTimeOffset at, CancellationToken cancellationToken) =>
        database.WriteAsync(db => SuggestionCourse.StoreAsync(db, suggestion, term, StoredTime.Of(at)), cancellationToken);

    public Task<IReadOnlyList<ReadySuggestion>> ReadReadyAsync(Guid sessionId, Guid turnId, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<ReadySuggestion>>(
            async db => [.. (await db.Suggestions.Where(s => s.SessionId == sessionId && s.TurnId == turnId).OrderBy(s => s.Position).ToListAsync()).Select(ReadySuggestion.Kept)],
            cancellationToken);

    public Task<IReadOnlyList<Suggestion>> ReadSuggestionsAsync(Guid sessionId, Guid? turnId, int limit, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<Suggestion>>(
            async db =>
            {
                var suggestions = db.Suggestions.Where(s => s.SessionId == sessionId);
                if (turnId is not null) suggestions = suggestions.Where(s => s.TurnId == turnId);
                var rows = await suggestions.OrderByDescending(s => s.Position).Take(limit).ToListAsync();
                return [.. rows.AsEnumerable().Reverse().Select(row => row.ToSuggestion())];
            },
            cancellationToken);

    public Task<Suggestion?> FindSuggestionAsync(Guid sessionId, Guid suggestionId, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async db => (await db.Suggestions.SingleOrDefaultAsync(s => s.SuggestionId == suggestionId && s.SessionId == sessionId))?.ToSuggestion(),
            cancellationToken);

    public Task<DecisionResult> DecideAsync(
        Guid userId, DecideSuggestion decision, CheckedSuggestion? edited, bool applies, DateTimeOffset at, CancellationToken cancellationToken) =>
        database.WriteAsync(db => SuggestionCourse.DecideAsync(db, userId, decision, edited, applies, StoredTime.Of(at)), cancellationToken);

    public Task<SettleResult> SettleAsync(Settlement settlement, DateTimeOffset at, CancellationToken cancellationToken) =>
        database.WriteAsync(db => SuggestionCourse.SettleAsync(db, settlement, StoredTime.Of(at)), cancellationToken);

    public Task<bool> GiveFeedbackAsync(Guid userId, GiveFeedback feedback, DateTimeOffset at, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async db => await db.Messages
                .Where(m => m.MessageId == feedback.MessageId && m.SessionId == feedback.SessionId && m.Sender == Sender.Assistant)
                .Where(m => db.Sessions.Any(s => s.SessionId == m.SessionId && s.UserId == userId))
                .ExecuteUpdateAsync(set => set
                    .SetProperty(m => m.Feedback, feedback.Rating)
                    .SetProperty(m => m.FeedbackComment, m => db.Sessions.Any(s => s.SessionId == m.SessionId && s.Status == SessionStatus.Ended) ? null : feedback.Comment)
                    .SetProperty(m => m.FeedbackAt, StoredTime.Of(at))) > 0,
            cancellationToken);

    public Task<RenameResult> RenameAsync(
        Guid userId, Guid sessionId, string title, string? instead, DateTimeOffset at, CancellationToken cancellationToken) =>
        database.WriteAsync(db => SessionCourse.RenameAsync(db, userId, sessionId, title, instead, StoredTime.Of(at)), cancellationToken);

    public Task<Session?> BeginEndingAsync(Guid userId, Guid sessionId, CancellationToken cancellationToken) =>
        database.WriteAsync(db => SessionCourse.BeginEndingAsync(db, userId, sessionId), cancellationToken);

    public Task<SessionEvent?> EndSessionAsync(Guid userId, Guid sessionId, DateTimeOffset at, CancellationToken cancellationToken) =>
        database.WriteAsync(db => SessionCourse.EndAsync(db, userId, sessionId, StoredTime.Of(at)), cancellationToken);

    public Task<IReadOnlyList<Session>> FindEndingAsync(int limit, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<Session>>(
            async db =>
            {
                var rows = await db.Sessions
                    .Where(s => s.Status == SessionStatus.Active && s.IsEnding)
                    .OrderBy(s => s.LastActive).ThenBy(s => s.SessionId).Take(limit).ToListAsync();
                return [.. rows.Select(row => row.ToSession())];
            },
            cancellationToken);

    private static async Task<Page<Message>> MessagesAsync(StoreContext db, Guid sessionId, int limit, PageCursor? before)
    {
        var messages = db.Messages.Where(m => m.SessionId == sessionId);
        if (before is { } cursor) messages = messages.Where(m => m.Position < cursor.Key);
        var rows = await messages.OrderByDescending(m => m.Position).Take(limit + 1).ToListAsync();
        var next = rows.Count > limit ? new PageCursor(rows[limit - 1].Position, rows[limit - 1].MessageId) : (PageCursor?)null;
        return new Page<Message>([.. rows.Take(limit).Reverse().Select(row => row.ToMessage())], next);
    }
}
