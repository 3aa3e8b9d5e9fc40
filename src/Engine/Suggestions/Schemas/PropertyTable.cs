using System.Collections.Frozen;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace Constellation.Realtime.Engine.Suggestions.Schemas;

/// <summary>Finds the place of a member's name in a fixed list of names, without making a string.</summary>
internal sealed class PropertyTable
{
    private const int Scanned = 8;

    private readonly byte[][] _names;
    private readonly FrozenDictionary<string, int> _places;
    private readonly FrozenDictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _lookup;

    internal PropertyTable(IReadOnlyList<string> names)
    {
        Names = names;
        _names = [.. names.Select(Encoding.UTF8.GetBytes)];
        _places = names.Select((name, place) => KeyValuePair.Create(name, place)).ToFrozenDictionary(StringComparer.Ordinal);
        _lookup = _places.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    internal IReadOnlyList<string> Names { get; }

    /// <summary>Its place among <see cref="Names"/>, or -1.</summary>
    internal int Find(JsonProperty property)
    {
        var raw = JsonMarshal.GetRawUtf8PropertyName(property);
        if (raw.Contains((byte)'\\'))
            return _places.GetValueOrDefault(property.Name, -1);
        if (_names.Length > Scanned && raw.Length <= 128)
        {
            Span<char> characters = stackalloc char[128];
            return _lookup.TryGetValue(characters[..Encoding.UTF8.GetChars(raw, characters)], out var place) ? place : -1;
        }
        if (_names.Length > Scanned)
            return _places.GetValueOrDefault(property.Name, -1);
        for (var i = 0; i < _names.Length; i++)
        {
            if (raw.SequenceEqual(_names[i]))
                return i;
        }
        return -1;
    }
}
