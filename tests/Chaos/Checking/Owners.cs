namespace Constellation.Realtime.Chaos.Checking;

/// <summary>What each asking of the model would say: a text is one owner's where it is the beginning of one of these. Where none is known, any text may be.</summary>
internal sealed class Owners
{
    // Ordinal: whatever begins with a text comes right behind it.
    private readonly SortedSet<string> _told = new(StringComparer.Ordinal);

    public void Take(Observation.Told told) => _told.Add(told.Text);

    public bool IsWhole(string text) => _told.Count == 0 || _told.Contains(text);

    public bool IsPart(string text) =>
        _told.Count == 0 || _told.GetViewBetween(text, text + char.MaxValue).Min?.StartsWith(text, StringComparison.Ordinal) == true;
}
