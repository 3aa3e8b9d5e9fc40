using Constellation.Realtime.Contracts;
using Constellation.Realtime.Engine.Applying;
using Constellation.Realtime.Engine.Sessions;
using Constellation.Realtime.Engine.Suggestions;
using Constellation.Realtime.Engine.Turns;

namespace Constellation.Realtime.Simulation.Stores;

/// <summary>What else the database keeps, as one node reaches it: as much of it as readers, decisions and a session's end need.</summary>
internal sealed class NodeHistory(SimulatedDatabase database, SimulatedNode node, Scheduler scheduler) : IHistory
{
    public Task<Milestones> ReadMilestonesAsync(Guid sessionId, long after, int limit, CancellationToken cancellationToken) =>
        Call($"asks the database after {NodeLog.Name(after)}", () => database.Milestones(after, limit));

    public Task<DecisionResult> DecideAsync(
        Guid userId, DecideSuggestion decision, CheckedSuggestion? edited, bool applies, DateTimeOffset at, CancellationToken cancellationToken) =>
        Call("decides", () => database.Decide(decision, at));

    public Task<Session?> BeginEndingAsync(Guid userId, Guid sessionId, CancellationToken cancellationToken) =>
        Call<Session?>("begins to end the session", database.BeginEnding);

    public Task<SessionEvent?> EndSessionAsync(Guid userId, Guid sessionId, DateTimeOffset at, CancellationToken cancellationToken) =>
        Call("ends the session", () => database.EndSession(at));

    public Task<bool> StoreSuggestionAsync(ReadySuggestion suggestion, long term, DateTimeOffset at, CancellationToken cancellationToken) =>
        Call("stores a suggestion", () => database.StoreSuggestion(suggestion.Shown, term));

    public Task<IReadOnlyList<ReadySuggestion>> ReadReadyAsync(Guid sessionId, Guid turnId, CancellationToken cancellationToken) =>
        Call<IReadOnlyList<ReadySuggestion>>("reads what is ready", () => [.. database.SuggestionsOf(turnId).Select(SimulatedDatabase.Ready)]);

    public Task<IReadOnlyList<Suggestion>> ReadSuggestionsAsync(Guid sessionId, Guid? turnId, int limit, CancellationToken cancellationToken) =>
        Call<IReadOnlyList<Suggestion>>("reads suggestions", () => [.. (turnId is { } turn ? database.SuggestionsOf(turn) : database.Suggestions).TakeLast(limit)]);

    public Task<Session> StartSessionAsync(Guid userId, Guid sessionId, string? title, DateTimeOffset at, CancellationToken cancellationToken) => throw Outside();

    public Task<Session?> FindSessionAsync(Guid userId, Guid sessionId, CancellationToken cancellationToken) => throw Outside();

    public Task<Page<Session>> ListActiveAsync(Guid userId, int limit, PageCursor? before, CancellationToken cancellationToken) => throw Outside();

    public Task<Page<Message>> ReadMessagesAsync(Guid sessionId, int limit, PageCursor? before, CancellationToken cancellationToken) => throw Outside();

    public Task<SessionState?> ReadStateAsync(Guid sessionId, int messages, CancellationToken cancellationToken) => throw Outside();

    public Task<Suggestion?> FindSuggestionAsync(Guid sessionId, Guid suggestionId, CancellationToken cancellationToken) => throw Outside();

    public Task<SettleResult> SettleAsync(Settlement settlement, DateTimeOffset at, CancellationToken cancellationToken) => throw Outside();

    public Task<bool> GiveFeedbackAsync(Guid userId, GiveFeedback feedback, DateTimeOffset at, CancellationToken cancellationToken) => throw Outside();

    public Task<RenameResult> RenameAsync(
        Guid userId, Guid sessionId, string title, string? instead, DateTimeOffset at, CancellationToken cancellationToken) => throw Outside();

    public Task<IReadOnlyList<Session>> FindEndingAsync(int limit, CancellationToken cancellationToken) => throw Outside();

    private static NotSupportedException Outside() => new("No part of what is simulated asks for this.");

    private Task<T> Call<T>(string name, Func<T> carryOut) => scheduler.CallAsync(node, name, carryOut, () => new StoreUnavailableException("Chance says so."));
}
