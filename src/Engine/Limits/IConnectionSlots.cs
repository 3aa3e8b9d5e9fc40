namespace Constellation.Realtime.Engine.Limits;

/// <summary>How many connections a user has open, over all nodes. A killed node's share frees itself.</summary>
internal interface IConnectionSlots
{
    /// <summary>False where the user has <see cref="LimitOptions.ConnectionsPerUser"/> already: nothing is counted.</summary>
    ValueTask<bool> TryOpenAsync(Guid userId, Guid connectionId, CancellationToken cancellationToken);

    /// <summary>Frees what <see cref="TryOpenAsync"/> counted.</summary>
    ValueTask CloseAsync(Guid userId, Guid connectionId);
}
