using System.Runtime.Serialization;
using System.Text.Json.Serialization;

namespace Constellation.Realtime.Contracts;

/// <summary>A whole text of one sender, as history keeps it.</summary>
[DataContract]
public sealed record Message
{
    /// <summary>The message's id.</summary>
    [DataMember(Name = "messageId")] public required Guid MessageId { get; init; }

    /// <summary>The session it belongs to.</summary>
    [DataMember(Name = "sessionId")] public required Guid SessionId { get; init; }

    /// <summary>The turn that it began (user) or that made it (assistant).</summary>
    [DataMember(Name = "turnId")] public required Guid TurnId { get; init; }

    /// <summary>Who says it.</summary>
    [DataMember(Name = "sender")] public required Sender Sender { get; init; }

    /// <summary>The text, never trimmed; may be empty where a turn ended before its first character.</summary>
    [DataMember(Name = "content")] public required string Content { get; init; }

    /// <summary>When it was stored.</summary>
    [DataMember(Name = "timestamp")] public required DateTimeOffset Timestamp { get; init; }

    /// <summary>How far the text got.</summary>
    [DataMember(Name = "status")] public required MessageStatus Status { get; init; }

    /// <summary>What the user thinks of it; null until they say.</summary>
    [DataMember(Name = "feedback")] public Rating? Feedback { get; init; }
}

/// <summary>Who says a message.</summary>
[JsonConverter(typeof(WireEnumConverter<Sender>))]
public enum Sender
{
    /// <summary>The person.</summary>
    [EnumMember(Value = "user")] User,

    /// <summary>The service.</summary>
    [EnumMember(Value = "assistant")] Assistant,
}

/// <summary>How far a message got.</summary>
[JsonConverter(typeof(WireEnumConverter<MessageStatus>))]
public enum MessageStatus
{
    /// <summary>It is whole.</summary>
    [EnumMember(Value = "complete")] Complete,

    /// <summary>It was cancelled on the way, or is still being written.</summary>
    [EnumMember(Value = "partial")] Partial,

    /// <summary>A regenerated reply took its place.</summary>
    [EnumMember(Value = "superseded")] Superseded,

    /// <summary>Its turn failed; this is what had been said.</summary>
    [EnumMember(Value = "failed")] Failed,
}

/// <summary>What a user thinks of a message.</summary>
[JsonConverter(typeof(WireEnumConverter<Rating>))]
public enum Rating
{
    /// <summary>Good.</summary>
    [EnumMember(Value = "up")] Up,

    /// <summary>Bad.</summary>
    [EnumMember(Value = "down")] Down,
}
