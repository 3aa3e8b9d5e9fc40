namespace Constellation.Realtime.Engine.Database;

/// <summary>A node that says that it lives.</summary>
internal sealed class NodeRow
{
    public Guid NodeId { get; init; }

    /// <summary>When it said so last, by the database's clock.</summary>
    public DateTimeOffset Heartbeat { get; init; }

    /// <summary>Whether it holds the advisory lock of its id for as long as it lives; not so behind a transaction pooler.</summary>
    public bool HoldsLock { get; init; }

    /// <summary>Whether it is about to stop, and takes no turns any more.</summary>
    public bool IsDraining { get; init; }
}
