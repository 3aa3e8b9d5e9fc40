using System.ComponentModel.DataAnnotations;

namespace Constellation.Realtime.Engine.Turns;

/// <summary>How many turns a node takes. Section <c>Turns</c>.</summary>
internal sealed record TurnOptions
{
    /// <summary>Turns that may be live on one node, queued ones included; beyond it <c>unavailable</c>.</summary>
    [Range(1, 1_000_000)] public int MaxLive { get; init; } = 5_000;
}
