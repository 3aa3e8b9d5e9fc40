namespace Constellation.Realtime.Engine.Suggestions.Reading;

/// <summary>
/// The repairs of one reading, each once, in the order in which they were made. A text in another notation has one for every string: the first
/// <see cref="Listed"/> are told with their places, of the others what they are, once each for the whole.
/// </summary>
internal sealed class RepairList
{
    private const int Listed = 100;

    private readonly HashSet<(ReadPlace? Place, string Code)> _listed = [];
    private readonly HashSet<string> _more = new(StringComparer.Ordinal);
    private readonly List<Repair> _repairs = [];

    /// <summary>Notes a repair at this place; null is the whole.</summary>
    internal void Add(string code, ReadPlace? place)
    {
        if (_repairs.Count == Listed)
        {
            if (!_listed.Contains((place, code)))
                _more.Add(code);
        }
        else if (_listed.Add((place, code)))
        {
            _repairs.Add(new(code, place?.Pointer ?? ""));
        }
    }

    internal IReadOnlyList<Repair> All => [.. _repairs.Concat(_more.Select(code => new Repair(code, ""))).Distinct()];
}

/// <summary>A place in the value that is being read: a member or an item, and what it is in. Its pointer is made where somebody asks for it.</summary>
/// <param name="outer">Null: the value itself.</param>
/// <param name="name">The member's; null for an item.</param>
internal sealed class ReadPlace(ReadPlace? outer, string? name, int index = 0)
{
    private string? _pointer;

    /// <summary>As a JSON Pointer; of the nearest place around where that would be too long to tell.</summary>
    internal string Pointer => _pointer ??= JsonPointer.Longer(outer?.Pointer ?? "", name, index) ?? outer?.Pointer ?? "";

    internal ReadPlace? Outer => outer;
}
