using Constellation.Realtime.Contracts;
using Constellation.Realtime.Engine.EventLog;

namespace Constellation.Realtime.Simulation.Stores;

/// <summary>
/// One session's log, kept as the list of what was done to it: what it knows of terms and indexes follows from that. To lose its end, or everything, or to go back
/// to a stale copy, is to cut the list.
/// </summary>
internal sealed class SimulatedLog(Guid sessionId, Mutation mutation)
{
    private readonly List<Done> _done = [];
    private TaskCompletionSource _next = new();
    private long _floor;

    /// <summary>Every event that was ever there, in the order of its coming.</summary>
    public List<SessionEvent> Seen { get; } = [];

    public int Length => _done.Count;

    private long? Term => _done.Count == 0 ? null : _done[^1].Term;

    private long Index => _done.Count == 0 || _done[^1].Event is not { } last ? 0 : Sequence.IndexOf(last.Sequence);

    private bool IsClosed => _done.Exists(one => one.Event?.Type == SessionEventTypes.SessionEnded);

    public IReadOnlyList<SessionEvent> Seal(long term, IReadOnlyList<SessionEvent> events)
    {
        var isRepeated = term == Term && (events.Count == 0 || Sequence.IndexOf(events[^1].Sequence) <= Index);
        if (!isRepeated)
        {
            var again = mutation == Mutation.TermsAreKept && term == Term;
            if (IsClosed || (Term >= term && !again)) throw new FencedException(sessionId, term);
            if (Term is null) _floor = term == 1 ? 0 : Sequence.Of(term);
            _done.Add(new Done(term, null));
            Add(events);
        }

        return Below(term);
    }

    public IReadOnlyList<SessionEvent> Below(long term) => [.. Events().Where(e => Sequence.TermOf(e.Sequence) < term)];

    public void Append(Writer writer, IReadOnlyList<SessionEvent> events)
    {
        if (Term is null) throw new LogLostException(sessionId, writer.Term);
        var last = events[^1].Sequence;
        if (Sequence.TermOf(last) == Term && Sequence.IndexOf(last) <= Index)
        {
            if (mutation == Mutation.RepeatsAreAdded) Add([.. events.Select((e, i) => e with { Sequence = Sequence.Of(Term.Value, Index + 1 + i) })]);
            return;
        }

        if (mutation == Mutation.EndUnderItsOwnSeal && events[^1].EndsTurn && (Term != writer.Term || Index < writer.Index))
        {
            Seal(Sequence.TermOf(last), []);
            Add([events[^1]]);
            return;
        }

        if (IsClosed || (Term > writer.Term && mutation != Mutation.NoFence)) throw new FencedException(sessionId, writer.Term);
        if (Term < writer.Term || (Term == writer.Term && Index < writer.Index && mutation != Mutation.GapsAreTaken)) throw new LogLostException(sessionId, writer.Term);
        var there = Term == writer.Term ? Index : 0;
        Add([.. events.SkipWhile(e => Sequence.TermOf(e.Sequence) == writer.Term && Sequence.IndexOf(e.Sequence) <= there)]);
    }

    public LogPage Read(long after)
    {
        if (Term is null) return LogPage.Gone;
        var events = Events().ToList();
        return new LogPage(events[(events.FindLastIndex(e => e.Sequence <= after) + 1)..], _floor);
    }

    public Task NextAfter(long after) => Events().LastOrDefault() is { } last && last.Sequence > after ? Task.CompletedTask : _next.Task;

    /// <summary>Goes back to what it was when this much had been done.</summary>
    public void LoseAllAfter(int length) => _done.RemoveRange(length, _done.Count - length);

    /// <summary>Drops what is over and old, from the oldest on: whole turns and events outside turns, never a part of the live turn.</summary>
    public void Trim(Func<SessionEvent, bool> isOld)
    {
        var (upTo, isOpen) = (-1, false);
        for (var i = 0; i < _done.Count; i++)
        {
            if (_done[i] is not { Event: { } e, IsTrimmed: false }) continue;
            if (!isOld(e)) break;
            isOpen = !e.EndsTurn && (isOpen || e.TurnId is not null);
            if (!isOpen) upTo = i;
        }

        for (var i = 0; i <= upTo; i++)
        {
            if (_done[i].Event is { } e) _floor = Math.Max(_floor, e.Sequence);
            _done[i] = _done[i] with { IsTrimmed = true };
        }
    }

    private IEnumerable<SessionEvent> Events() => _done.Where(one => one is { Event: not null, IsTrimmed: false }).Select(one => one.Event!);

    private void Add(IReadOnlyList<SessionEvent> events)
    {
        foreach (var e in events) _done.Add(new Done(Sequence.TermOf(e.Sequence), e));
        Seen.AddRange(events);
        if (events.Count == 0) return;
        var woken = _next;
        _next = new TaskCompletionSource();
        woken.SetResult();
    }

    /// <summary>A term that was installed, or (with an event) something that was added.</summary>
    private readonly record struct Done(long Term, SessionEvent? Event)
    {
        public bool IsTrimmed { get; init; }
    }
}
