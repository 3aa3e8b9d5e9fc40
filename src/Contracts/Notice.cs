using System.Runtime.Serialization;

namespace Constellation.Realtime.Contracts;

/// <summary>Something that a connection should know of its node or itself.</summary>
[DataContract]
public sealed record Notice
{
    /// <summary>This node is about to stop: reconnect.</summary>
    public const string Draining = "draining";

    /// <summary>The connection's token is good for 60 more seconds.</summary>
    public const string TokenExpiring = "token_expiring";

    /// <summary>One of the constants here.</summary>
    [DataMember(Name = "code")] public required string Code { get; init; }

    /// <summary>The same for people.</summary>
    [DataMember(Name = "message")] public required string Message { get; init; }

    /// <summary>How long to wait before acting on it, in milliseconds.</summary>
    [DataMember(Name = "retryAfterMs")] public int? RetryAfterMs { get; init; }
}
