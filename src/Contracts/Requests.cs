using System.Runtime.Serialization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Constellation.Realtime.Contracts;

/// <summary>Starts a session owned by the caller.</summary>
[DataContract]
public sealed record StartSession
{
    /// <summary>1 to 200 characters; without one the first message's first line becomes the title.</summary>
    [DataMember(Name = "title")] public string? Title { get; init; }
}

/// <summary>Another title for a session.</summary>
[DataContract]
public sealed record RenameSession
{
    /// <summary>The session.</summary>
    [DataMember(Name = "sessionId", IsRequired = true)] public required Guid SessionId { get; init; }

    /// <summary>1 to 200 characters.</summary>
    [DataMember(Name = "title", IsRequired = true)] public required string Title { get; init; }
}

/// <summary>A user's message, which starts a turn.</summary>
[DataContract]
public sealed record SendMessage
{
    /// <summary>The session.</summary>
    [DataMember(Name = "sessionId", IsRequired = true)] public required Guid SessionId { get; init; }

    /// <summary>The client's own id for this message: the same again in that session returns the same turn and starts nothing.</summary>
    [DataMember(Name = "clientMessageId", IsRequired = true)] public required Guid ClientMessageId { get; init; }

    /// <summary>What the user says: not blank, without U+0000 and unpaired surrogates, at most <c>Limits:MessageChars</c> UTF-16 code units.</summary>
    [DataMember(Name = "text", IsRequired = true)] public required string Text { get; init; }
}

/// <summary>A decision on a suggestion. The first one wins.</summary>
[DataContract]
public sealed record DecideSuggestion
{
    /// <summary>The session.</summary>
    [DataMember(Name = "sessionId", IsRequired = true)] public required Guid SessionId { get; init; }

    /// <summary>The suggestion.</summary>
    [DataMember(Name = "suggestionId", IsRequired = true)] public required Guid SuggestionId { get; init; }

    /// <summary>What the user wants.</summary>
    [DataMember(Name = "decision", IsRequired = true)] public required Decision Decision { get; init; }

    /// <summary>Why; at most 4000 characters.</summary>
    [DataMember(Name = "comment")] public string? Comment { get; init; }

    /// <summary>With <see cref="Contracts.Decision.Accepted"/>: the payload as the user edited it, whole. It is judged like the one that was suggested, by the same version
    /// of the schema, and takes its place; null accepts what was suggested.</summary>
    [DataMember(Name = "payload")] public JsonElement? Payload { get; init; }
}

/// <summary>What a user wants of a suggestion.</summary>
[JsonConverter(typeof(WireEnumConverter<Decision>))]
public enum Decision
{
    /// <summary>Use it.</summary>
    [EnumMember(Value = "accepted")] Accepted,

    /// <summary>Don't.</summary>
    [EnumMember(Value = "rejected")] Rejected,
}

/// <summary>What a user thinks of a reply. The last one stands.</summary>
[DataContract]
public sealed record GiveFeedback
{
    /// <summary>The session.</summary>
    [DataMember(Name = "sessionId", IsRequired = true)] public required Guid SessionId { get; init; }

    /// <summary>The reply.</summary>
    [DataMember(Name = "messageId", IsRequired = true)] public required Guid MessageId { get; init; }

    /// <summary>Up or down.</summary>
    [DataMember(Name = "rating", IsRequired = true)] public required Rating Rating { get; init; }

    /// <summary>Why; at most 4000 characters.</summary>
    [DataMember(Name = "comment")] public string? Comment { get; init; }
}

/// <summary>An accepted turn, and where to read it from.</summary>
[DataContract]
public sealed record TurnRef
{
    /// <summary>The session.</summary>
    [DataMember(Name = "sessionId")] public required Guid SessionId { get; init; }

    /// <summary>The turn.</summary>
    [DataMember(Name = "turnId")] public required Guid TurnId { get; init; }

    /// <summary>The user's message.</summary>
    [DataMember(Name = "messageId")] public required Guid MessageId { get; init; }

    /// <summary>The cursor before the turn's first event: reading from here gives the whole turn.</summary>
    [DataMember(Name = "after")] public required long After { get; init; }
}
