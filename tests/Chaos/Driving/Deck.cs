namespace Constellation.Realtime.Chaos.Driving;

/// <summary>Sorts of faults in an order that chance makes, each once before any comes again.</summary>
internal sealed class Deck(IReadOnlyList<FaultKind> kinds, Random random)
{
    private readonly Queue<FaultKind> _left = new();
    private int _drawn;

    /// <summary>Whether each came at least once.</summary>
    public bool IsThrough => Volatile.Read(ref _drawn) >= kinds.Count;

    public bool IsEmpty => kinds.Count == 0;

    public FaultKind Draw()
    {
        if (_left.Count == 0)
        {
            var shuffled = kinds.ToArray();
            random.Shuffle(shuffled);
            foreach (var kind in shuffled) _left.Enqueue(kind);
        }

        return _left.Dequeue();
    }

    /// <summary>Another one has struck.</summary>
    public void Count() => Interlocked.Increment(ref _drawn);
}
