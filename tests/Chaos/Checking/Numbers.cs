namespace Constellation.Realtime.Chaos.Checking;

/// <summary>A number is one event: whoever sees it, wherever and whenever, sees the same. Neighbouring deltas may come as one, with the last one's number.</summary>
internal sealed class Numbers
{
    private readonly Dictionary<(Guid SessionId, long Sequence), Observation.Seen> _first = [];

    /// <summary>What is wrong with this event beside what others saw under its number; null where nothing is.</summary>
    public string? Take(Guid sessionId, Observation.Seen seen)
    {
        if (_first.TryAdd((sessionId, seen.Sequence), seen)) return null;
        var first = _first[(sessionId, seen.Sequence)];
        return IsSame(first, seen)
            ? null
            : $"{seen.Type} {seen.Sequence} is another event than reader {first.Reader} saw under this number: {Say(seen)}, {Say(first)}";
    }

    private static bool IsSame(Observation.Seen one, Observation.Seen other)
    {
        if (one.Type != other.Type || one.TurnId != other.TurnId || one.Length != other.Length || one.Reason != other.Reason) return false;
        if (one.Type != "text.delta")
            return one.About == other.About && one.Status == other.Status && (one.Content is null || other.Content is null || one.Content == other.Content);
        return one.Offset + one.Text!.Length == other.Offset + other.Text!.Length
            && (one.Text.EndsWith(other.Text, StringComparison.Ordinal) || other.Text.EndsWith(one.Text, StringComparison.Ordinal));
    }

    private static string Say(Observation.Seen seen) => $"[{seen.Type} {seen.Offset ?? seen.Length} {seen.Text ?? seen.Reason ?? seen.Content} {seen.Status}]";
}
