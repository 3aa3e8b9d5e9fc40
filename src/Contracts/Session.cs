using System.Runtime.Serialization;
using System.Text.Json.Serialization;

namespace Constellation.Realtime.Contracts;

/// <summary>One person's conversation and its event log.</summary>
[DataContract]
public sealed record Session
{
    /// <summary>The session's id.</summary>
    [DataMember(Name = "sessionId")] public required Guid SessionId { get; init; }

    /// <summary>Who owns it: the <c>sub</c> of that user's token.</summary>
    [DataMember(Name = "userId")] public required Guid UserId { get; init; }

    /// <summary>1 to 200 characters; by default the first line of the first message.</summary>
    [DataMember(Name = "title")] public required string Title { get; init; }

    /// <summary>When it was started.</summary>
    [DataMember(Name = "createdAt")] public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When its last turn started or ended.</summary>
    [DataMember(Name = "lastActive")] public required DateTimeOffset LastActive { get; init; }

    /// <summary>Whether it takes messages.</summary>
    [DataMember(Name = "status")] public required SessionStatus Status { get; init; }

    /// <summary>The turn that runs now, if any.</summary>
    [DataMember(Name = "activeTurnId")] public Guid? ActiveTurnId { get; init; }

    /// <summary>The number of its last event: a cursor from which only what is new is read. 0 before the first event.</summary>
    [DataMember(Name = "lastSequence")] public required long LastSequence { get; init; }
}

/// <summary>Whether a session takes messages.</summary>
[JsonConverter(typeof(WireEnumConverter<SessionStatus>))]
public enum SessionStatus
{
    /// <summary>It takes messages.</summary>
    [EnumMember(Value = "active")] Active,

    /// <summary>It can only be read.</summary>
    [EnumMember(Value = "ended")] Ended,
}
