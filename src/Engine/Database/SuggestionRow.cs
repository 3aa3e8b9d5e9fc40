using System.Text.Json;
using Constellation.Realtime.Contracts;
using Constellation.Realtime.Engine.Suggestions;

namespace Constellation.Realtime.Engine.Database;

/// <summary>A suggestion that was ready, and what became of it.</summary>
internal sealed class SuggestionRow
{
    public Guid SuggestionId { get; init; }

    public Guid SessionId { get; init; }

    public Guid TurnId { get; init; }

    /// <summary>What orders the suggestions of a session: the turn's first term, then its count of suggestions, as one number.</summary>
    public long Position { get; init; }

    public required string Target { get; init; }

    public string? SchemaVersion { get; init; }

    public string? Title { get; set; }

    public string? Summary { get; set; }

    /// <summary>The JSON as it was checked, kept as text: a JSON column would reorder its keys and rewrite its numbers.</summary>
    public required string Payload { get; set; }

    /// <summary>What was suggested, in the same way, where the user edited it; null where <see cref="Payload"/> is it.</summary>
    public string? Original { get; set; }

    /// <summary>As JSON.</summary>
    public string? Graph { get; set; }

    public bool? Runnable { get; set; }

    /// <summary>As JSON.</summary>
    public string? Warnings { get; set; }

    public SuggestionStatus Status { get; set; }

    /// <summary>As JSON.</summary>
    public string? Error { get; set; }

    /// <summary>As JSON.</summary>
    public string? Result { get; set; }

    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>The first decision, which stands whatever <see cref="Status"/> it led to.</summary>
    public Decision? Decision { get; set; }

    public string? Comment { get; set; }

    public DateTimeOffset? DecidedAt { get; set; }

    /// <summary>The user's own takes its place, with all that follows from it.</summary>
    public void Edit(CheckedSuggestion edited)
    {
        (Original, Payload) = (Payload, edited.Payload.GetRawText());
        (Title, Summary, Runnable) = (edited.Title, edited.Summary, edited.Runnable);
        (Graph, Warnings) = (edited.Graph is null ? null : StoredJson.Write(edited.Graph), StoredJson.Write(edited.Warnings));
    }

    public Suggestion ToSuggestion() => new()
    {
        SuggestionId = SuggestionId,
        SessionId = SessionId,
        TurnId = TurnId,
        Target = Target,
        SchemaVersion = SchemaVersion,
        Title = Title,
        Summary = Summary,
        Payload = JsonElement.Parse(Payload),
        Edited = Original is null ? null : true,
        Graph = Graph is null ? null : StoredJson.Read<Contracts.Graph>(Graph),
        Runnable = Runnable,
        Warnings = Warnings is null ? null : StoredJson.Read<List<Finding>>(Warnings),
        Status = Status,
        Error = Error is null ? null : StoredJson.Read<TurnError>(Error),
        Result = Result is null ? null : StoredJson.Read<ApplyResult>(Result),
    };

    public static SuggestionRow Of(Suggestion suggestion, Guid sessionId, Guid turnId, long position, DateTimeOffset at) => new()
    {
        SuggestionId = suggestion.SuggestionId,
        SessionId = sessionId,
        TurnId = turnId,
        Position = position,
        Target = suggestion.Target,
        SchemaVersion = suggestion.SchemaVersion,
        Title = suggestion.Title,
        Summary = suggestion.Summary,
        Payload = suggestion.Payload.GetRawText(),
        Graph = suggestion.Graph is null ? null : StoredJson.Write(suggestion.Graph),
        Runnable = suggestion.Runnable,
        Warnings = suggestion.Warnings is null ? null : StoredJson.Write(suggestion.Warnings),
        Status = suggestion.Status,
        Error = suggestion.Error is null ? null : StoredJson.Write(suggestion.Error),
        CreatedAt = at,
    };
}
