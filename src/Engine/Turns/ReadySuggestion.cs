using Constellation.Realtime.Contracts;
using Constellation.Realtime.Engine.Database;
using Constellation.Realtime.Engine.Suggestions;

namespace Constellation.Realtime.Engine.Turns;

/// <summary>What can be stored, and shown as ready: a candidate that was checked, or one of those as the database keeps it. There is no other way to one.</summary>
internal sealed class ReadySuggestion
{
    private ReadySuggestion(Suggestion shown) => Shown = shown;

    /// <summary>As people see it.</summary>
    public Suggestion Shown { get; }

    public Guid SuggestionId => Shown.SuggestionId;

    public static ReadySuggestion Of(CheckedSuggestion candidate, Guid suggestionId, Guid sessionId, Guid turnId) => new(new Suggestion
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
    });

    public static ReadySuggestion Kept(SuggestionRow row) => new(row.ToSuggestion());
}
