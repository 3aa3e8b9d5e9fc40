using StackExchange.Redis;

namespace Constellation.Realtime.Engine.EventLog;

/// <summary>What a session's log is called in Redis. The braces are the hash tag: in a cluster all of a session is in one place.</summary>
internal readonly struct RedisLogNames
{
    public RedisLogNames(string prefix, Guid sessionId)
    {
        Channel = $"{prefix}:log:{{{sessionId}}}";
        Meta = Channel + ":meta";
        Events = Channel + ":events";
        Ends = Channel + ":ends";
    }

    /// <summary>Where nudges are published.</summary>
    public string Channel { get; }

    /// <summary>A hash: the installed term, the last index, the floor.</summary>
    public RedisKey Meta { get; }

    /// <summary>A stream: an entry's id is <c>term-index</c>.</summary>
    public RedisKey Events { get; }

    /// <summary>A list: up to where events may be trimmed, and when.</summary>
    public RedisKey Ends { get; }
}
