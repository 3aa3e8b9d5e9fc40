using System.ComponentModel.DataAnnotations;

namespace Constellation.Realtime.Engine.Turns;

/// <summary>How nodes tell that one of them is gone. Section <c>Node</c>.</summary>
public sealed record NodeOptions
{
    /// <summary>After how long a silent node's turns are taken over.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")] public TimeSpan DeadAfter { get; init; } = TimeSpan.FromSeconds(3);
}
