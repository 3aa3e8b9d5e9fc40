using System.Runtime.Serialization;

namespace Constellation.Realtime.Contracts;

/// <summary>A session in which something was found.</summary>
[DataContract]
public sealed record SessionHit
{
    /// <summary>The session.</summary>
    [DataMember(Name = "session")] public required Session Session { get; init; }

    /// <summary>The text around what was found, on one line, with an ellipsis where more comes before or after it.</summary>
    [DataMember(Name = "snippet")] public required string Snippet { get; init; }

    /// <summary>The newest message in which it was found; null where only the title has it.</summary>
    [DataMember(Name = "messageId")] public Guid? MessageId { get; init; }
}
