using System.Text;

namespace Constellation.Realtime.Chaos.Checking;

/// <summary>One reader's way through one turn: the fold law, applied as the contract states it.</summary>
internal sealed class Reading(int reader, Guid turnId)
{
    private static readonly HashSet<string> Terminal = ["turn.completed", "turn.cancelled", "turn.failed"];

    private readonly StringBuilder _text = new();
    private long _last;
    private string? _shown;

    public int Reader => reader;

    public Guid TurnId => turnId;

    public string Text => _text.ToString();

    public (long Sequence, string Type)? End { get; private set; }

    public double? FirstTextAt { get; private set; }

    public double EndAt { get; private set; } = double.PositiveInfinity;

    public List<(double At, string Reason)> Rewinds { get; } = [];

    /// <summary>When another owner did not go on with all that had been shown: excused only where a store had lost it.</summary>
    public List<(double At, int Shown, int Stands)> Shortfalls { get; } = [];

    /// <summary>What is wrong with this event where it stands; null where nothing is.</summary>
    public string? Take(Observation.Seen seen)
    {
        var before = _last;
        _last = Math.Max(_last, seen.Sequence);
        if (End is not null) return $"{seen.Type} {seen.Sequence} came after the terminal event";
        if (seen.Sequence <= before) return $"{seen.Type} {seen.Sequence} came after {before}";
        if (Terminal.Contains(seen.Type)) (End, EndAt) = ((seen.Sequence, seen.Type), seen.At);
        if (_shown is { } shown)
        {
            _shown = null;
            var stands = seen.Type == "text.delta" ? seen.Text!.Zip(shown).TakeWhile(pair => pair.First == pair.Second).Count() : 0;
            if (stands < shown.Length) Shortfalls.Add((seen.At, shown.Length, stands));
        }

        if (seen.Type == "text.rewound")
        {
            if (seen.Reason == "takeover") _shown = Text;
            if (seen.Length is not { } length || length > _text.Length) return $"a rewind to {seen.Length} of {_text.Length} characters";
            _text.Length = length;
            Rewinds.Add((seen.At, seen.Reason ?? ""));
        }

        if (seen.Type == "text.delta")
        {
            var expected = _text.Length;
            _text.Append(seen.Text);
            FirstTextAt ??= seen.At;
            if (seen.Offset != expected) return $"a delta at {seen.Offset} where the text was {expected} long";
        }

        return null;
    }
}
