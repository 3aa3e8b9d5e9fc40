namespace Constellation.Realtime.Engine.Database;

/// <summary>A node that says that it lives.</summary>
internal sealed class NodeRow
{
    public Guid NodeId { get; init; }

    /// <summary>When it said so last, by the database's clock.</summary>
    public DateTimeOffset Heartbeat { get; set; }
}
