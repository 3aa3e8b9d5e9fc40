using Constellation.Realtime.Contracts;
using Constellation.Realtime.Engine.Suggestions;

namespace Constellation.Realtime.Engine.Turns;

/// <summary>The only way to a suggestion that is ready: from one that was checked.</summary>
internal static class SuggestionOf
{
    public static Suggestion ToSuggestion(this CheckedSuggestion candidate, Guid suggestionId, Guid sessionId, Guid turnId) => new()
    {
        SuggestionId = suggestionId,
        SessionId = sessionId,
        TurnId = turnId,
        Target = candidate.Target.Name,
        SchemaVersion = candidate.Target.SchemaVersion,
        Title = candidate.Title,
        Summary = candidate.Summary,
        Payload = candidate.Payload,
        Graph = candidate.Graph,
        Runnable = candidate.Runnable,
        Warnings = candidate.Warnings,
        Status = SuggestionStatus.Ready,
    };
}
