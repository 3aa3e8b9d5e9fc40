using System.Globalization;
using System.Text;

namespace Constellation.Realtime.Engine.Suggestions.Schemas;

/// <summary>
/// The characters that one pattern tells apart, as few symbols: characters that are in the same of its sets are the same to it. A pattern over the symbols is
/// small whatever Unicode sets it names, and a symbol stands for a whole character, where .NET's own patterns know halves of surrogate pairs.
/// </summary>
internal sealed class Alphabet
{
    /// <summary>From here on .NET has thousands of word characters.</summary>
    private const int FirstLetter = 0x4E00;

    /// <summary>From here on it has thousands of characters that are none.</summary>
    private const int FirstPrivate = 0xE000;

    private const int Bounded = 6_000;

    /// <summary>Of different sets: .NET compares each with each, which takes some 100 ms for so many.</summary>
    private const int Sets = 120;

    /// <summary>Of sets at places where something changes: some 10 ms.</summary>
    private const int MostWork = 100_000;

    private readonly int[] _starts;
    private readonly char[] _symbols;
    private readonly char[] _ascii;
    private readonly string[] _classes;

    private readonly int? _word;

    /// <exception cref="NotSupportedException">They tell too many characters apart.</exception>
    /// <param name="sets">The pattern's sets.</param>
    /// <param name="word">Which of them is that of word characters, where the pattern asks for a word's boundary: .NET then has to see them as such, and no others.</param>
    internal Alphabet(IReadOnlyList<CodePoints> sets, int? word = null)
    {
        if (sets.Count > Sets)
            throw new NotSupportedException();
        _word = word;
        // At each turn some sets begin or end; between two turns nothing changes.
        var turns = sets.SelectMany((set, index) => set.Turns.Select(at => (At: at, Set: index))).GroupBy(turn => turn.At, turn => turn.Set).OrderBy(turn => turn.Key);
        Dictionary<string, char> known = new(StringComparer.Ordinal);
        var members = Enumerable.Range(0, sets.Count).Select(_ => new List<(char From, char To)>()).ToArray();
        var inside = new SortedSet<int>();
        List<(int Start, char Symbol)> pieces = [(0, Symbol(inside, known, members))];
        foreach (var turn in turns)
        {
            foreach (var set in turn)
            {
                if (!inside.Remove(set))
                    inside.Add(set);
            }
            if ((Work += 1 + inside.Count) > MostWork)
                throw new NotSupportedException();
            pieces.Add((turn.Key, Symbol(inside, known, members)));
        }
        (_starts, _symbols) = ([.. pieces.Select(piece => piece.Start)], [.. pieces.Select(piece => piece.Symbol)]);
        _ascii = [.. Enumerable.Range(0, 128).Select(Find)];
        _classes = [.. members.Select(Spelt)];
    }

    /// <summary>How many sets there were, at all places where something changes.</summary>
    internal int Work { get; }

    /// <summary>A .NET pattern for one symbol of the set.</summary>
    internal string Class(int set) => _classes[set];

    /// <summary>Writes the text's characters as symbols; how many there are.</summary>
    internal int Map(ReadOnlySpan<char> text, Span<char> symbols)
    {
        var count = 0;
        for (var at = 0; at < text.Length; at++)
        {
            var character = text[at];
            if (character < 128)
                symbols[count++] = _ascii[character];
            else if (char.IsHighSurrogate(character) && at + 1 < text.Length && char.IsLowSurrogate(text[at + 1]))
                symbols[count++] = Find(char.ConvertToUtf32(character, text[++at]));
            else
                symbols[count++] = Find(character);
        }
        return count;
    }

    private char Find(int character)
    {
        var place = Array.BinarySearch(_starts, character);
        if (place < 0)
            return _symbols[~place - 1];
        // The first piece begins at 0, and so may the second.
        while (place + 1 < _starts.Length && _starts[place + 1] == character)
            place++;
        return _symbols[place];
    }

    private char Symbol(SortedSet<int> inside, Dictionary<string, char> known, List<(char From, char To)>[] members)
    {
        var key = string.Join(' ', inside);
        if (known.TryGetValue(key, out var symbol))
            return symbol;
        symbol = (char)(known.Count + (_word is null ? 0 : inside.Contains(_word.Value) ? FirstLetter : FirstPrivate));
        if (_word is not null && known.Count > Bounded)
            throw new NotSupportedException();
        known.Add(key, symbol);
        foreach (var set in inside)
        {
            var ranges = members[set];
            if (ranges.Count > 0 && ranges[^1].To + 1 == symbol)
                ranges[^1] = (ranges[^1].From, symbol);
            else
                ranges.Add((symbol, symbol));
        }
        return symbol;
    }

    private static string Spelt(List<(char From, char To)> ranges)
    {
        if (ranges.Count == 0)
            return "[a-[a]]";
        var text = new StringBuilder("[");
        foreach (var (from, to) in ranges)
        {
            text.Append(CultureInfo.InvariantCulture, $"\\u{(int)from:X4}");
            if (to > from)
                text.Append(CultureInfo.InvariantCulture, $"-\\u{(int)to:X4}");
        }
        return text.Append(']').ToString();
    }
}
