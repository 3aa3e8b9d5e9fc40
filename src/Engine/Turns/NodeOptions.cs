using System.ComponentModel.DataAnnotations;

namespace Constellation.Realtime.Engine.Turns;

/// <summary>How nodes tell that one of them is gone. Section <c>Node</c>.</summary>
internal sealed record NodeOptions
{
    /// <summary>After how long a silent node's turns are taken over.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")] public TimeSpan DeadAfter { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>How often a node says that it lives: each second, and where others wait for less than three of them as often that one heartbeat may be late.</summary>
    internal TimeSpan BeatEvery => DeadAfter < 3 * Second ? DeadAfter / 3 : Second;

    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
}
