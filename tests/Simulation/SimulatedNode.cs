using Microsoft.Extensions.Time.Testing;

namespace Constellation.Realtime.Simulation;

/// <summary>A process: it has a clock of its own, which stands while it is paused, and for ever once it is dead.</summary>
internal sealed class SimulatedNode(string name, Guid id, DateTimeOffset now)
{
    public string Name => name;

    public Guid Id => id;

    public FakeTimeProvider Time { get; } = new(now);

    public bool IsAlive { get; set; } = true;

    public bool IsPaused { get; set; }

    /// <summary>The turns that it runs, or is about to.</summary>
    public HashSet<Guid> Runs { get; } = [];

    /// <summary>It may own a turn that it does not run: an answer was lost.</summary>
    public bool Doubts { get; set; }
}
