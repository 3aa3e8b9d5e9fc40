using Constellation.Realtime.Contracts;

namespace Constellation.Realtime.Engine.EventLog;

/// <summary>
/// One session's log in memory. It knows the term that is installed and the index of that term's last event; an append must have the first and follow the
/// second, or it is a repeat, a fenced one, or one of a writer whose events were lost.
/// </summary>
internal sealed class MemorySessionLog(Guid sessionId, TimeSpan retention)
{
    private readonly Lock _lock = new();
    private readonly List<Entry> _entries = [];
    private TaskCompletionSource _next = Signal();
    private long? _term;
    private long _index;
    private long _floor;
    private bool _closed;
    private bool _retired;

    private readonly record struct Entry(SessionEvent Event, DateTimeOffset Since);

    /// <summary>Null where this log was let go of just now: ask for a new one.</summary>
    public IReadOnlyList<SessionEvent>? Seal(long term, IReadOnlyList<SessionEvent> events, DateTimeOffset now)
    {
        lock (_lock)
        {
            if (_retired) return null;
            var repeated = term == _term && (events.Count == 0 || Sequence.IndexOf(events[^1].Sequence) <= _index);
            if (!repeated)
            {
                if (_closed || _term >= term) throw new FencedException(sessionId, term);
                if (_term is null) _floor = term == 1 ? 0 : Sequence.Of(term);
                (_term, _index) = (term, 0);
                Add(events, now);
            }

            Trim(now);
            return [.. _entries.Select(entry => entry.Event).Where(e => Sequence.TermOf(e.Sequence) < term)];
        }
    }

    public void Append(Writer writer, IReadOnlyList<SessionEvent> events, DateTimeOffset now)
    {
        lock (_lock)
        {
            if (_term is null) throw new LogLostException(sessionId, writer.Term);
            if (Sequence.TermOf(events[^1].Sequence) == _term && Sequence.IndexOf(events[^1].Sequence) <= _index) return;
            if (_closed || _term > writer.Term) throw new FencedException(sessionId, writer.Term);
            if (_term < writer.Term || _index < writer.Index) throw new LogLostException(sessionId, writer.Term);
            Add([.. events.SkipWhile(e => Sequence.TermOf(e.Sequence) == writer.Term && Sequence.IndexOf(e.Sequence) <= _index)], now);
            Trim(now);
        }
    }

    public LogPage Read(long after, DateTimeOffset now)
    {
        lock (_lock)
        {
            if (_term is null) return LogPage.Gone;
            Trim(now);
            var from = _entries.FindLastIndex(entry => entry.Event.Sequence <= after) + 1;
            return new LogPage([.. _entries.Skip(from).Select(entry => entry.Event)], _floor);
        }
    }

    /// <summary>Null where this log was let go of just now: ask for a new one.</summary>
    public Task? NextAfter(long after)
    {
        lock (_lock)
        {
            if (_retired) return null;
            return _entries.Count > 0 && _entries[^1].Event.Sequence > after ? Task.CompletedTask : _next.Task;
        }
    }

    /// <summary>True once nothing is left in it; from then on it can't be used. Whoever waits is woken and asks anew.</summary>
    public bool TryRetire(DateTimeOffset now)
    {
        lock (_lock)
        {
            Trim(now);
            if (_entries.Count > 0) return false;
            Retire();
            return true;
        }
    }

    /// <summary>From now on this log can't be used.</summary>
    public void Retire()
    {
        lock (_lock)
        {
            _retired = true;
            _next.TrySetResult();
        }
    }

    private void Add(IReadOnlyList<SessionEvent> events, DateTimeOffset now)
    {
        foreach (var e in events)
        {
            _entries.Add(new Entry(e, now));
            (_term, _index) = (Sequence.TermOf(e.Sequence), Sequence.IndexOf(e.Sequence));
            _closed |= e.Type == SessionEventTypes.SessionEnded;
        }

        if (events.Count == 0) return;
        var woken = _next;
        _next = Signal();
        woken.TrySetResult();
    }

    /// <summary>Drops what is finished and older than the retention: whole turns and events outside turns, never a part of the live turn.</summary>
    private void Trim(DateTimeOffset now)
    {
        var upTo = -1;
        var open = false;
        for (var i = 0; i < _entries.Count && _entries[i].Since + retention <= now; i++)
        {
            var e = _entries[i].Event;
            open = !e.EndsTurn && (open || e.TurnId is not null);
            if (!open) upTo = i;
        }

        if (upTo < 0) return;
        _floor = _entries[upTo].Event.Sequence;
        _entries.RemoveRange(0, upTo + 1);
    }

    private static TaskCompletionSource Signal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
