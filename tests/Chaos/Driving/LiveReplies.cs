using System.Collections.Concurrent;

namespace Constellation.Realtime.Chaos.Driving;

/// <summary>Which replies are being read in their middle now, by the node that took the message: there a fault hurts most.</summary>
internal sealed class LiveReplies
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly ConcurrentDictionary<int, int> _nodes = new();
    private int _ended;

    /// <summary>How many turns were read to their end.</summary>
    public int Ended => Volatile.Read(ref _ended);

    public void CountEnded() => Interlocked.Increment(ref _ended);

    /// <summary>What a reader got of a turn whose message that node took.</summary>
    public void Hear(int reader, int node, Observation.Seen seen)
    {
        if (seen.EndsTurn) Forget(reader);
        else if (seen.Type == "text.delta") _nodes[reader] = node;
    }

    public void Forget(int reader) => _nodes.TryRemove(reader, out _);

    /// <summary>Waits for a reply in its middle, and gives the node with the most of them.</summary>
    public async Task<int> BusiestAsync(Func<IReadOnlyList<int>> nodes)
    {
        for (var begun = TimeProvider.System.GetTimestamp(); ; await Task.Delay(10))
        {
            var up = nodes();
            var live = _nodes.Values.Where(up.Contains).CountBy(node => node).ToList();
            if (live.Count > 0) return live.MaxBy(node => node.Value).Key;
            if (up.Count > 0 && TimeProvider.System.GetElapsedTime(begun) > Patience) return up[0];
        }
    }
}
