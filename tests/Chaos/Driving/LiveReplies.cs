using System.Collections.Concurrent;

namespace Constellation.Realtime.Chaos.Driving;

/// <summary>Which replies are being read in their middle now: there a fault hurts most.</summary>
internal sealed class LiveReplies(IPeer peer)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly ConcurrentDictionary<Guid, int> _takenBy = new();
    private readonly ConcurrentDictionary<Guid, bool> _over = new();
    private int _ended;

    /// <summary>How many turns were read to their end.</summary>
    public int Ended => Volatile.Read(ref _ended);

    public void CountEnded() => Interlocked.Increment(ref _ended);

    /// <summary>What a reader got of a turn whose message that node took. A turn is over once any reader has its end.</summary>
    public void Hear(int node, Observation.Seen seen)
    {
        if (seen.TurnId is not { } turnId) return;
        if (seen.EndsTurn) _over[turnId] = true;
        else if (seen.Type == "text.delta" && !_over.ContainsKey(turnId)) _takenBy[turnId] = node;
        if (_over.ContainsKey(turnId)) _takenBy.TryRemove(turnId, out _);
    }

    /// <summary>Waits for a reply in its middle, and gives the node that owns the most of them, and one of these.</summary>
    public async Task<(int Node, Guid? TurnId)> BusiestAsync(Func<IReadOnlyList<int>> nodes) => (await BusiestAsync(nodes, () => false))!.Value;

    /// <summary>The same; null as soon as nobody needs to know it any more.</summary>
    public async Task<(int Node, Guid? TurnId)?> BusiestAsync(Func<IReadOnlyList<int>> nodes, Func<bool> isOver)
    {
        for (var begun = TimeProvider.System.GetTimestamp(); !isOver(); await Task.Delay(10))
        {
            var owners = await peer.OwnersAsync(_takenBy.ToDictionary());
            var up = nodes();
            var live = owners.Where(turn => up.Contains(turn.Value) && _takenBy.ContainsKey(turn.Key)).ToLookup(turn => turn.Value, turn => turn.Key);
            if (live.MaxBy(node => node.Count()) is { } busiest) return (busiest.Key, busiest.First());
            if (up.Count > 0 && TimeProvider.System.GetElapsedTime(begun) > Patience) return (up[0], null);
        }

        return null;
    }
}
