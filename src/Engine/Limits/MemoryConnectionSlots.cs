using Microsoft.Extensions.Options;

namespace Constellation.Realtime.Engine.Limits;

/// <summary>The connections of a process that serves alone.</summary>
internal sealed class MemoryConnectionSlots(IOptions<LimitOptions> options) : IConnectionSlots
{
    private readonly Dictionary<Guid, HashSet<Guid>> _open = [];
    private readonly Lock _lock = new();

    public ValueTask<bool> TryOpenAsync(Guid userId, Guid connectionId, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (!_open.TryGetValue(userId, out var connections)) _open[userId] = connections = [];
            var isRoom = connections.Count < options.Value.ConnectionsPerUser;
            if (isRoom) connections.Add(connectionId);
            return ValueTask.FromResult(isRoom);
        }
    }

    public ValueTask CloseAsync(Guid userId, Guid connectionId)
    {
        lock (_lock)
        {
            if (_open.TryGetValue(userId, out var connections) && connections.Remove(connectionId) && connections.Count == 0) _open.Remove(userId);
        }

        return ValueTask.CompletedTask;
    }
}
