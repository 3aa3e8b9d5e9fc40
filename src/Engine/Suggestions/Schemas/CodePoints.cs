using System.Globalization;

namespace Constellation.Realtime.Engine.Suggestions.Schemas;

/// <summary>A set of Unicode characters, as ranges in order.</summary>
internal sealed class CodePoints
{
    private const int Last = 0x10FFFF;

    private readonly List<(int From, int To)> _ranges;

    private CodePoints(IEnumerable<(int From, int To)> ranges) => _ranges = Joined(ranges);

    /// <summary>How many ranges: what the set costs.</summary>
    internal int Ranges => _ranges.Count;

    /// <summary>The characters at which the set begins, or has just ended.</summary>
    internal IEnumerable<int> Turns => _ranges.SelectMany(range => new[] { range.From, range.To + 1 });

    /// <summary>Whether the character is one of them.</summary>
    internal bool Has(int character)
    {
        var (from, to) = (0, _ranges.Count - 1);
        while (from <= to)
        {
            var middle = (from + to) / 2;
            if (character < _ranges[middle].From)
                to = middle - 1;
            else if (character > _ranges[middle].To)
                from = middle + 1;
            else
                return true;
        }
        return false;
    }

    /// <summary>The same for equal sets and for no others.</summary>
    internal string Key => string.Join(' ', _ranges);

    internal static CodePoints Of(params (int From, int To)[] ranges) => new(ranges);

    internal static readonly CodePoints Any = Of((0, Last));
    internal static readonly CodePoints Digits = Of(('0', '9'));
    internal static readonly CodePoints Word = Of(('0', '9'), ('A', 'Z'), ('_', '_'), ('a', 'z'));
    internal static readonly CodePoints LineEnds = Of(('\n', '\n'), ('\r', '\r'), (0x2028, 0x2029));

    /// <summary>ECMA-262's WhiteSpace and LineTerminator.</summary>
    internal static readonly CodePoints Space =
        Of((9, 13), (32, 32), (0xA0, 0xA0), (0x1680, 0x1680), (0x2000, 0x200A), (0x2028, 0x2029), (0x202F, 0x202F), (0x205F, 0x205F), (0x3000, 0x3000), (0xFEFF, 0xFEFF));

    private static readonly Lazy<ILookup<UnicodeCategory, (int From, int To)>> Categories = new(ReadCategories);

    /// <summary>The characters of some general categories.</summary>
    internal static CodePoints OfCategories(IEnumerable<UnicodeCategory> categories) => new(categories.SelectMany(category => Categories.Value[category]));

    /// <summary>The characters of some sets.</summary>
    internal static CodePoints OfAll(IEnumerable<CodePoints> sets) => new(sets.SelectMany(set => set._ranges));

    internal CodePoints Inverted()
    {
        List<(int, int)> gaps = [];
        var next = 0;
        foreach (var (from, to) in _ranges)
        {
            if (from > next)
                gaps.Add((next, from - 1));
            next = to + 1;
        }
        if (next <= Last)
            gaps.Add((next, Last));
        return new(gaps);
    }

    private static List<(int From, int To)> Joined(IEnumerable<(int From, int To)> ranges)
    {
        List<(int From, int To)> joined = [];
        foreach (var range in ranges.Order())
        {
            if (joined.Count > 0 && range.From <= joined[^1].To + 1)
                joined[^1] = (joined[^1].From, Math.Max(joined[^1].To, range.To));
            else
                joined.Add(range);
        }
        return joined;
    }

    private static ILookup<UnicodeCategory, (int From, int To)> ReadCategories()
    {
        List<(UnicodeCategory Category, (int From, int To) Range)> found = [];
        var from = 0;
        for (var character = 1; character <= Last + 1; character++)
        {
            var category = CharUnicodeInfo.GetUnicodeCategory(from);
            if (character <= Last && CharUnicodeInfo.GetUnicodeCategory(character) == category)
                continue;
            found.Add((category, (from, character - 1)));
            from = character;
        }
        return found.ToLookup(entry => entry.Category, entry => entry.Range);
    }
}
