using System.Collections.Concurrent;

namespace Constellation.Realtime.Chaos.Driving;

/// <summary>How many replies are being read, by the node that took the message: where a fault hurts most.</summary>
internal sealed class LiveReplies
{
    private readonly ConcurrentDictionary<int, int> _live = new();

    public void Begin(int node) => _live.AddOrUpdate(node, 1, (_, count) => count + 1);

    public void End(int node) => _live.AddOrUpdate(node, 0, (_, count) => count - 1);

    /// <summary>Of these nodes the one with the most.</summary>
    public int Busiest(IReadOnlyList<int> nodes) => nodes.MaxBy(node => _live.GetValueOrDefault(node));
}
