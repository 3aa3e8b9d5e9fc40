using Constellation.Realtime.Contracts;
using Constellation.Realtime.Engine.Applying;
using Constellation.Realtime.Engine.Suggestions;
using Constellation.Realtime.Engine.Turns;

namespace Constellation.Realtime.Engine.Sessions;

/// <summary>A history whose sessions and newest active lists are served from copies that all nodes share. Everything else is asked of the original.</summary>
internal sealed class CopiedHistory(IHistory original, RedisSessions copies) : IHistory
{
    /// <summary>The page that is copied: the one that callers ask for who don't say how long it shall be.</summary>
    internal const int ListLimit = 50;

    public async Task<Session> StartSessionAsync(Guid userId, Guid sessionId, string? title, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var session = await original.StartSessionAsync(userId, sessionId, title, at, cancellationToken);
        await copies.DropListAsync(userId);
        return session;
    }

    public async Task<Session?> FindSessionAsync(Guid userId, Guid sessionId, CancellationToken cancellationToken)
    {
        var session = await copies.FindAsync(sessionId, () => original.FindSessionAsync(userId, sessionId, cancellationToken));
        return session?.UserId == userId ? session : null;
    }

    public Task<Page<Session>> ListActiveAsync(Guid userId, int limit, PageCursor? before, CancellationToken cancellationToken) =>
        limit == ListLimit && before is null
            ? copies.ListActiveAsync(userId, () => original.ListActiveAsync(userId, limit, before, cancellationToken))
            : original.ListActiveAsync(userId, limit, before, cancellationToken);

    public async Task<DecisionResult> DecideAsync(
        Guid userId, DecideSuggestion decision, CheckedSuggestion? edited, bool applies, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var result = await copies.ChangeAsync(decision.SessionId, () => original.DecideAsync(userId, decision, edited, applies, at, cancellationToken));
        if (result is DecisionResult.Decided) await copies.DropListAsync(userId);
        return result;
    }

    public async Task<RenameResult> RenameAsync(
        Guid userId, Guid sessionId, string title, string? instead, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var result = await copies.ChangeAsync(sessionId, () => original.RenameAsync(userId, sessionId, title, instead, at, cancellationToken));
        if (result is RenameResult.Renamed) await copies.DropListAsync(userId);
        return result;
    }

    public async Task<SettleResult> SettleAsync(Settlement settlement, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var result = await copies.ChangeAsync(settlement.Application.SessionId, () => original.SettleAsync(settlement, at, cancellationToken));
        await copies.DropListAsync(settlement.Application.UserId);
        return result;
    }

    public Task<Suggestion?> FindSuggestionAsync(Guid sessionId, Guid suggestionId, CancellationToken cancellationToken) =>
        original.FindSuggestionAsync(sessionId, suggestionId, cancellationToken);

    public Task<Session?> BeginEndingAsync(Guid userId, Guid sessionId, CancellationToken cancellationToken) =>
        original.BeginEndingAsync(userId, sessionId, cancellationToken);

    public async Task<SessionEvent?> EndSessionAsync(Guid userId, Guid sessionId, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var ended = await copies.ChangeAsync(sessionId, () => original.EndSessionAsync(userId, sessionId, at, cancellationToken));
        await copies.DropListAsync(userId);
        return ended;
    }

    public Task<Page<Message>> ReadMessagesAsync(Guid sessionId, int limit, PageCursor? before, CancellationToken cancellationToken) =>
        original.ReadMessagesAsync(sessionId, limit, before, cancellationToken);

    public Task<SessionState?> ReadStateAsync(Guid sessionId, int messages, CancellationToken cancellationToken) =>
        original.ReadStateAsync(sessionId, messages, cancellationToken);

    public Task<Milestones> ReadMilestonesAsync(Guid sessionId, long after, int limit, CancellationToken cancellationToken) =>
        original.ReadMilestonesAsync(sessionId, after, limit, cancellationToken);

    public Task<bool> StoreSuggestionAsync(ReadySuggestion suggestion, long term, DateTimeOffset at, CancellationToken cancellationToken) =>
        original.StoreSuggestionAsync(suggestion, term, at, cancellationToken);

    public Task<IReadOnlyList<ReadySuggestion>> ReadReadyAsync(Guid sessionId, Guid turnId, CancellationToken cancellationToken) =>
        original.ReadReadyAsync(sessionId, turnId, cancellationToken);

    public Task<IReadOnlyList<Suggestion>> ReadSuggestionsAsync(Guid sessionId, Guid? turnId, int limit, CancellationToken cancellationToken) =>
        original.ReadSuggestionsAsync(sessionId, turnId, limit, cancellationToken);

    public Task<bool> GiveFeedbackAsync(Guid userId, GiveFeedback feedback, DateTimeOffset at, CancellationToken cancellationToken) =>
        original.GiveFeedbackAsync(userId, feedback, at, cancellationToken);

    public Task<IReadOnlyList<Session>> FindEndingAsync(int limit, CancellationToken cancellationToken) => original.FindEndingAsync(limit, cancellationToken);
}
