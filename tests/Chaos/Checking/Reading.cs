using System.Text;

namespace Constellation.Realtime.Chaos.Checking;

/// <summary>One reader's way through one turn: the fold law and what goes with it, applied as the contract states it.</summary>
internal sealed class Reading(int reader, Guid turnId)
{
    private readonly StringBuilder _text = new();
    private readonly HashSet<string> _tools = [];
    private readonly List<Observation.Seen> _seen = [];
    private long _last;
    private bool _isRestarted;
    private bool _isAnew;
    private string? _shown;

    public int Reader => reader;

    public Guid TurnId => turnId;

    public string Text => _text.ToString();

    public (long Sequence, string Type)? End { get; private set; }

    /// <summary>A snapshot gave this reader the finished reply; it saw no terminal event and needs none.</summary>
    public bool IsToldBySnapshot { get; private set; }

    /// <summary>Whether the log no longer held the end: a reader is then told the whole text and the terminal event, and nothing of tools and suggestions.</summary>
    public bool IsToldFromHistory { get; private set; }

    /// <summary>Where the reply stands by the terminal event, if it says so.</summary>
    public string? Status { get; private set; }

    /// <summary>Whether it saw the turn's beginning, or was told that all that was said is said anew, or was given the state.</summary>
    public bool BeganWell => _isRestarted || _seen is [{ Type: "turn.started" }, ..] || _isAnew;

    public bool SawBeginning => _seen.Exists(one => one.Type == "turn.started");

    public double? FirstTextAt { get; private set; }

    public double EndAt { get; private set; } = double.PositiveInfinity;

    public List<(double At, string Reason)> Rewinds { get; } = [];

    /// <summary>The suggestions that this reader was shown as ready.</summary>
    public HashSet<string> Ready { get; } = [];

    /// <summary>When not all that had been shown was gone on with after a rewind: excused only where a store had lost it.</summary>
    public List<(double At, int Shown, int Stands)> Shortfalls { get; } = [];

    /// <summary>What is wrong with this event where it stands; null where nothing is.</summary>
    public string? Take(Observation.Seen seen)
    {
        var before = _last;
        _last = Math.Max(_last, seen.Sequence);
        if (End is not null || IsToldBySnapshot) return $"{seen.Type} {seen.Sequence} came after the terminal event";
        if (seen.Sequence <= before) return $"{seen.Type} {seen.Sequence} came after {before}";
        if (_shown is { } shown)
        {
            _shown = null;
            var stands = seen.Type == "text.delta" ? seen.Text!.Zip(shown).TakeWhile(pair => pair.First == pair.Second).Count() : 0;
            if (stands < shown.Length) Shortfalls.Add((seen.At, shown.Length, stands));
        }

        if (_seen.Count == 0) _isAnew = seen is { Type: "text.rewound", Length: 0 };
        _seen.Add(seen);
        return seen switch
        {
            { Type: "text.rewound" } => Rewind(seen),
            { Type: "text.delta" } => Append(seen),
            { Type: "tool.started", About: { } call } => _tools.Add(call) ? null : $"tool.started {seen.Sequence}: call {call} was started already",
            { Type: "tool.finished", About: { } call } => _tools.Remove(call) ? null : $"tool.finished {seen.Sequence}: call {call} was never started",
            { Type: "suggestion.ready", About: { } suggestion } => Show(suggestion),
            { EndsTurn: true } => Finish(seen),
            _ => null,
        };
    }

    /// <summary>Another reader, which comes late with what this one had in hand at the cursor.</summary>
    public Reading Join(int other, long after)
    {
        var joined = new Reading(other, turnId);
        foreach (var seen in _seen.TakeWhile(seen => seen.Sequence <= after)) joined.Take(seen);

        // Those were judged where they were seen.
        joined.Rewinds.Clear();
        joined.Shortfalls.Clear();
        return joined;
    }

    /// <summary>Takes a snapshot as the state.</summary>
    /// <param name="text">The reply, or what there is of it.</param>
    /// <param name="isLive">Whether its turn goes on.</param>
    /// <param name="at">When.</param>
    public void Restart(string text, bool isLive, double at)
    {
        if (End is not null || IsToldBySnapshot) return;
        _isRestarted = true;
        _text.Clear().Append(text);
        _tools.Clear();
        _shown = null;
        if (text.Length > 0) FirstTextAt ??= at;
        if (isLive) return;
        IsToldBySnapshot = true;
        EndAt = at;
    }

    private string? Rewind(Observation.Seen seen)
    {
        // What stands follows at once. The log may have lost what else belonged to the reply.
        if (seen.Reason is "takeover" or "resync")
        {
            _shown = Text;
            _tools.Clear();
        }

        if (seen.Length is not { } length || length > _text.Length) return $"a rewind to {seen.Length} of {_text.Length} characters";
        _text.Length = length;
        Rewinds.Add((seen.At, seen.Reason ?? ""));
        return null;
    }

    private string? Append(Observation.Seen seen)
    {
        var expected = _text.Length;
        _text.Append(seen.Text);
        FirstTextAt ??= seen.At;
        return seen.Offset == expected ? null : $"a delta at {seen.Offset} where the text was {expected} long";
    }

    private string? Show(string suggestion)
    {
        Ready.Add(suggestion);
        return null;
    }

    private string? Finish(Observation.Seen seen)
    {
        (End, EndAt, Status) = ((seen.Sequence, seen.Type), seen.At, seen.Status);

        // Cut back to nothing, the whole text, the end, numbered in a row: so the contract has a turn told of which the log no longer holds the end.
        IsToldFromHistory = _seen is [.., { Type: "text.rewound", Sequence: var first }, { Type: "text.delta", Sequence: var second }, _]
            && first + 1 == second && second + 1 == seen.Sequence;
        if (seen.Reply is { } reply && reply != Text) return $"{seen.Type} {seen.Sequence} says {reply.Length} characters, {_text.Length} are in hand";
        return seen.Type == "turn.completed" && _tools.Count > 0 && !IsToldFromHistory ? $"the turn was completed while {_tools.First()} had not finished" : null;
    }
}
