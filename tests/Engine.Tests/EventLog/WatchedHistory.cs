using Constellation.Realtime.Contracts;
using Constellation.Realtime.Engine.Applying;
using Constellation.Realtime.Engine.Sessions;
using Constellation.Realtime.Engine.Suggestions;
using Constellation.Realtime.Engine.Turns;

namespace Constellation.Realtime.Engine.Tests.EventLog;

/// <summary>Counts how often a history is asked for milestones, and can be away for them.</summary>
internal sealed class WatchedHistory(IHistory history) : IHistory
{
    private int _times;

    public int Times => Volatile.Read(ref _times);

    public TaskCompletionSource Asked { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public bool IsAway { get; set; }

    public Task<Milestones> ReadMilestonesAsync(Guid sessionId, long after, int limit, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _times);
        Asked.TrySetResult();
        return IsAway ? throw new StoreUnavailableException("The test says so.") : history.ReadMilestonesAsync(sessionId, after, limit, cancellationToken);
    }

    public Task<RenameResult> RenameAsync(
        Guid userId, Guid sessionId, string title, string? instead, DateTimeOffset at, CancellationToken cancellationToken) =>
        history.RenameAsync(userId, sessionId, title, instead, at, cancellationToken);

    public Task<Session> StartSessionAsync(Guid userId, Guid sessionId, string? title, DateTimeOffset at, CancellationToken cancellationToken) =>
        history.StartSessionAsync(userId, sessionId, title, at, cancellationToken);

    public Task<Session?> FindSessionAsync(Guid userId, Guid sessionId, CancellationToken cancellationToken) =>
        history.FindSessionAsync(userId, sessionId, cancellationToken);

    public Task<Page<Session>> ListActiveAsync(Guid userId, int limit, PageCursor? before, CancellationToken cancellationToken) =>
        history.ListActiveAsync(userId, limit, before, cancellationToken);

    public Task<Page<Message>> ReadMessagesAsync(Guid sessionId, int limit, PageCursor? before, CancellationToken cancellationToken) =>
        history.ReadMessagesAsync(sessionId, limit, before, cancellationToken);

    public Task<SessionState?> ReadStateAsync(Guid sessionId, int messages, CancellationToken cancellationToken) =>
        history.ReadStateAsync(sessionId, messages, cancellationToken);

    public Task<bool> StoreSuggestionAsync(ReadySuggestion suggestion, long term, DateTimeOffset at, CancellationToken cancellationToken) =>
        history.StoreSuggestionAsync(suggestion, term, at, cancellationToken);

    public Task<IReadOnlyList<ReadySuggestion>> ReadReadyAsync(Guid sessionId, Guid turnId, CancellationToken cancellationToken) =>
        history.ReadReadyAsync(sessionId, turnId, cancellationToken);

    public Task<IReadOnlyList<Suggestion>> ReadSuggestionsAsync(Guid sessionId, Guid? turnId, int limit, CancellationToken cancellationToken) =>
        history.ReadSuggestionsAsync(sessionId, turnId, limit, cancellationToken);

    public Task<Suggestion?> FindSuggestionAsync(Guid sessionId, Guid suggestionId, CancellationToken cancellationToken) =>
        history.FindSuggestionAsync(sessionId, suggestionId, cancellationToken);

    public Task<DecisionResult> DecideAsync(
        Guid userId, DecideSuggestion decision, CheckedSuggestion? edited, bool applies, DateTimeOffset at, CancellationToken cancellationToken) =>
        history.DecideAsync(userId, decision, edited, applies, at, cancellationToken);

    public Task<SettleResult> SettleAsync(Settlement settlement, DateTimeOffset at, CancellationToken cancellationToken) =>
        history.SettleAsync(settlement, at, cancellationToken);

    public Task<bool> GiveFeedbackAsync(Guid userId, GiveFeedback feedback, DateTimeOffset at, CancellationToken cancellationToken) =>
        history.GiveFeedbackAsync(userId, feedback, at, cancellationToken);

    public Task<Session?> BeginEndingAsync(Guid userId, Guid sessionId, CancellationToken cancellationToken) =>
        history.BeginEndingAsync(userId, sessionId, cancellationToken);

    public Task<SessionEvent?> EndSessionAsync(Guid userId, Guid sessionId, DateTimeOffset at, CancellationToken cancellationToken) =>
        history.EndSessionAsync(userId, sessionId, at, cancellationToken);

    public Task<IReadOnlyList<Session>> FindEndingAsync(int limit, CancellationToken cancellationToken) => history.FindEndingAsync(limit, cancellationToken);
}
