using System.ComponentModel.DataAnnotations;

namespace Constellation.Realtime.Engine.Limits;

/// <summary>What one user may do, over all nodes. Section <c>Limits</c>; a bad value stops the start.</summary>
internal sealed record LimitOptions
{
    /// <summary>Messages per minute; a whole minute's worth may come at once, then evenly. Beyond it <c>rate_limited</c>.</summary>
    [Range(1, 1_000_000)] public int MessagesPerMinute { get; init; } = 30;

    /// <summary>Turns that may run at once; beyond it <c>rate_limited</c>.</summary>
    [Range(1, 1_000_000)] public int ConcurrentTurns { get; init; } = 4;

    /// <summary>Tokens per day; beyond it <c>budget_exceeded</c>.</summary>
    [Range(1, 2_000_000_000)] public int TokensPerDay { get; init; } = 200_000;

    /// <summary>Characters of one message, in UTF-16 code units; beyond it <c>too_large</c>.</summary>
    [Range(1, 1_000_000)] public int MessageChars { get; init; } = 16_000;

    /// <summary>Connections at once; beyond it 429 on the upgrade.</summary>
    [Range(1, 1_000_000)] public int ConnectionsPerUser { get; init; } = 20;
}
