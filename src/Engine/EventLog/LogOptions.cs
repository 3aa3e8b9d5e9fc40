using System.ComponentModel.DataAnnotations;

namespace Constellation.Realtime.Engine.EventLog;

/// <summary>How long events are kept for readers. Section <c>Log</c>.</summary>
internal sealed record LogOptions
{
    /// <summary>How long a finished turn's events stay in the log; who comes later is served from history.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "7.00:00:00")]
    public TimeSpan Retention { get; init; } = TimeSpan.FromMinutes(5);
}
