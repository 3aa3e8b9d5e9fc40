using System.Globalization;
using System.Text;

namespace Constellation.Realtime.Engine.Suggestions.Schemas;

/// <summary>A set of Unicode characters, as ranges in order. .NET's patterns know UTF-16 units only, so what lies beyond them is written as surrogate pairs.</summary>
internal sealed class CodePoints
{
    private const int Last = 0x10FFFF;

    private readonly List<(int From, int To)> _ranges;

    private CodePoints(IEnumerable<(int From, int To)> ranges) => _ranges = Joined(ranges);

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

    internal CodePoints With(CodePoints other) => new(_ranges.Concat(other._ranges));

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

    /// <summary>A .NET pattern for one character of the set.</summary>
    internal string ToPattern()
    {
        var basic = new StringBuilder();
        List<string> pairs = [];
        foreach (var (from, to) in _ranges)
        {
            // Text has no unpaired surrogates, so the surrogates' own numbers match nothing.
            Write(basic, from, Math.Min(to, 0xD7FF));
            Write(basic, Math.Max(from, 0xE000), Math.Min(to, 0xFFFF));
            if (to > 0xFFFF)
                WritePairs(pairs, Math.Max(from, 0x10000), to);
        }
        if (basic.Length > 0)
            pairs.Insert(0, $"[{basic}]");
        return pairs.Count switch
        {
            0 => "[a-[a]]",
            1 => pairs[0].Length > 0 && pairs[0][0] == '[' && basic.Length > 0 ? pairs[0] : $"(?:{pairs[0]})",
            _ => $"(?:{string.Join('|', pairs)})",
        };
    }

    private static void Write(StringBuilder text, int from, int to)
    {
        if (from > to)
            return;
        text.Append(Unit(from));
        if (to > from)
            text.Append('-').Append(Unit(to));
    }

    private static void WritePairs(List<string> pairs, int from, int to)
    {
        while (from <= to)
        {
            var high = High(from);
            var whole = Low(from) == 0xDC00;
            var lastHigh = whole ? High(to) - (Low(to) == 0xDFFF ? 0 : 1) : high;
            if (whole && lastHigh >= high)
            {
                pairs.Add($"[{Unit(high)}-{Unit(lastHigh)}][\\uDC00-\\uDFFF]");
                from = ((lastHigh - 0xD800 + 1) << 10) + 0x10000;
                continue;
            }
            var end = Math.Min(to, from | 0x3FF);
            pairs.Add($"{Unit(high)}[{Unit(Low(from))}-{Unit(Low(end))}]");
            from = end + 1;
        }
    }

    private static int High(int character) => 0xD800 + ((character - 0x10000) >> 10);

    private static int Low(int character) => 0xDC00 + ((character - 0x10000) & 0x3FF);

    private static string Unit(int unit) => string.Create(CultureInfo.InvariantCulture, $"\\u{unit:X4}");

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
