using Constellation.Realtime.Contracts;

namespace Constellation.Realtime.Engine.EventLog;

/// <summary>
/// What one node reads of a session for all its readers there: the log is asked once for all, and so is the database while nothing comes. Nothing runs for it: a
/// reader that has everything pulls for the others. What they have not taken yet is held up to a bound; who falls behind that reads for itself.
/// </summary>
internal sealed class SharedTail(Reading reading)
{
    /// <summary>How many events are held for readers that are behind.</summary>
    internal const int Held = 512;

    private readonly Lock _lock = new();
    private readonly List<SessionEvent> _events = [];
    private TaskCompletionSource _pulled = Signal();
    private long _floor = reading.Cursor;
    private volatile bool _isOver;
    private int _pullers;

    /// <summary>How many take part; counted by <see cref="SharedTails"/>.</summary>
    public int Readers { get; set; }

    /// <summary>Whether it reads no further: what it holds can still be had.</summary>
    public bool IsOver => _isOver;

    /// <summary>Whether a reader with this cursor gets from here exactly what it would have read itself. A cursor at the first events of a term may lie inside an end
    /// that the database told, whose rest nobody else tells in the same way: it is covered only where that very event was read here.</summary>
    public bool Covers(long cursor)
    {
        lock (_lock) return cursor == _floor || cursor > _floor && (Sequence.IndexOf(cursor) >= Sequence.TerminalIndex || IndexOf(cursor) >= 0);
    }

    /// <summary>What comes next above <paramref name="cursor"/>: at least one event, or null where this tail can't tell it (any more).</summary>
    public async ValueTask<IReadOnlyList<SessionEvent>?> NextAsync(long cursor, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task pulled;
            lock (_lock)
            {
                if (!Covers(cursor)) return null;
                if (Above(cursor) is { Count: > 0 } events) return events;
                if (_isOver) return null;
                pulled = _pulled.Task;
            }

            if (Interlocked.CompareExchange(ref _pullers, 1, 0) == 0) await PullAsync(cancellationToken);
            else await pulled.WaitAsync(cancellationToken);
        }
    }

    private async ValueTask PullAsync(CancellationToken cancellationToken)
    {
        try
        {
            var events = await reading.ReadOnAsync(cancellationToken);
            if (events.Count == 0 && !reading.HasLeft) events = await reading.WaitAsync(cancellationToken);
            Add(events);
        }
        finally
        {
            // Also where this reader goes: then another one pulls.
            Volatile.Write(ref _pullers, 0);
            Ring();
        }
    }

    private void Add(IReadOnlyList<SessionEvent> events)
    {
        lock (_lock)
        {
            _events.AddRange(events);
            _isOver = reading.HasLeft || events is [.., { Type: SessionEventTypes.SessionEnded }];
            var tooMany = _events.Count - Held;
            if (tooMany < Held) return;
            _floor = _events[tooMany - 1].Sequence;
            _events.RemoveRange(0, tooMany);
        }
    }

    private void Ring()
    {
        TaskCompletionSource pulled;
        lock (_lock) (pulled, _pulled) = (_pulled, Signal());
        pulled.TrySetResult();
    }

    private List<SessionEvent> Above(long cursor)
    {
        var found = IndexOf(cursor);
        var first = found >= 0 ? found + 1 : ~found;
        return _events.GetRange(first, _events.Count - first);
    }

    private int IndexOf(long cursor)
    {
        var (low, high) = (0, _events.Count - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            var sequence = _events[middle].Sequence;
            if (sequence == cursor) return middle;
            if (sequence < cursor) low = middle + 1;
            else high = middle - 1;
        }

        return ~low;
    }

    private static TaskCompletionSource Signal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
