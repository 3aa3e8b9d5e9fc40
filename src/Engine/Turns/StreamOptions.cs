using System.ComponentModel.DataAnnotations;

namespace Constellation.Realtime.Engine.Turns;

/// <summary>How replies are streamed. Section <c>Stream</c>.</summary>
internal sealed record StreamOptions
{
    /// <summary>How long text is gathered into one delta, after the first; zero: not at all. Below what a reader sees, and the big lever on load.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:10")]
    public TimeSpan Gather { get; init; } = TimeSpan.FromMilliseconds(40);
}
