using System.Runtime.Serialization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Constellation.Realtime.Contracts;

/// <summary>JSON made for another API. As a draft only <see cref="SuggestionId"/>, <see cref="Target"/>, <see cref="Payload"/>, <see cref="Graph"/> and
/// <see cref="Status"/> are there; from <see cref="SuggestionStatus.Ready"/> on it is checked and whole.</summary>
[DataContract]
public sealed record Suggestion
{
    /// <summary>The suggestion's id, the same from its first draft to its application.</summary>
    [DataMember(Name = "suggestionId")] public required Guid SuggestionId { get; init; }

    /// <summary>The session; null in a draft.</summary>
    [DataMember(Name = "sessionId")] public Guid? SessionId { get; init; }

    /// <summary>The turn that made it; null in a draft.</summary>
    [DataMember(Name = "turnId")] public Guid? TurnId { get; init; }

    /// <summary>The registered API schema that the payload is for, such as <c>pipeline</c>.</summary>
    [DataMember(Name = "target")] public required string Target { get; init; }

    /// <summary>The version of that schema, by the hash of its content; null in a draft.</summary>
    [DataMember(Name = "schemaVersion")] public string? SchemaVersion { get; init; }

    /// <summary>A name for people; null in a draft.</summary>
    [DataMember(Name = "title")] public string? Title { get; init; }

    /// <summary>What it does, in a sentence or two.</summary>
    [DataMember(Name = "summary")] public string? Summary { get; init; }

    /// <summary>What the API takes, in its own spelling, key order and number text. In a draft: what has arrived so far.</summary>
    [DataMember(Name = "payload")] public required JsonElement Payload { get; init; }

    /// <summary>True where the user edited the payload before they accepted it; null else.</summary>
    [DataMember(Name = "edited")] public bool? Edited { get; init; }

    /// <summary>The payload as a graph, where the target is graph-shaped.</summary>
    [DataMember(Name = "graph")] public Graph? Graph { get; init; }

    /// <summary>Whether today's runner could execute it; where false, <see cref="Warnings"/> say why. Null in a draft.</summary>
    [DataMember(Name = "runnable")] public bool? Runnable { get; init; }

    /// <summary>What is worth knowing though the suggestion is valid. Null in a draft.</summary>
    [DataMember(Name = "warnings")] public IReadOnlyList<Finding>? Warnings { get; init; }

    /// <summary>Where it stands.</summary>
    [DataMember(Name = "status")] public required SuggestionStatus Status { get; init; }

    /// <summary>Why applying it failed.</summary>
    [DataMember(Name = "error")] public TurnError? Error { get; init; }

    /// <summary>What the target API made of it, where it was applied: from that API's own answer.</summary>
    [DataMember(Name = "result")] public ApplyResult? Result { get; init; }
}

/// <summary>What a target API answered when a suggestion was applied.</summary>
[DataContract]
public sealed record ApplyResult
{
    /// <summary>Which one: <c>core</c>, <c>runner</c>, or a target's own name.</summary>
    [DataMember(Name = "api")] public required string Api { get; init; }

    /// <summary>What it calls the thing that it made, such as a pipeline's id or a run's; null where it doesn't say.</summary>
    [DataMember(Name = "id")] public string? Id { get; init; }

    /// <summary>Its own words, shortened; null where it said nothing for people.</summary>
    [DataMember(Name = "message")] public string? Message { get; init; }
}

/// <summary>Where a suggestion stands.</summary>
[JsonConverter(typeof(WireEnumConverter<SuggestionStatus>))]
public enum SuggestionStatus
{
    /// <summary>Being written, not checked.</summary>
    [EnumMember(Value = "draft")] Draft,

    /// <summary>Checked: schema and graph.</summary>
    [EnumMember(Value = "ready")] Ready,

    /// <summary>The user wants it.</summary>
    [EnumMember(Value = "accepted")] Accepted,

    /// <summary>The user does not want it.</summary>
    [EnumMember(Value = "rejected")] Rejected,

    /// <summary>The target API took it.</summary>
    [EnumMember(Value = "applied")] Applied,

    /// <summary>The target API did not take it.</summary>
    [EnumMember(Value = "failed")] Failed,
}

/// <summary>Something found in a JSON value.</summary>
[DataContract]
public sealed record Finding
{
    /// <summary>Where, as a JSON Pointer (RFC 6901); empty for the whole value.</summary>
    [DataMember(Name = "pointer")] public required string Pointer { get; init; }

    /// <summary>What, for programs.</summary>
    [DataMember(Name = "code")] public required string Code { get; init; }

    /// <summary>What, for people.</summary>
    [DataMember(Name = "message")] public required string Message { get; init; }
}
