using System.Globalization;

namespace Constellation.Realtime.Engine.Suggestions.Schemas.Formats;

/// <summary>
/// The characters of host names in Unicode, from the file Tables/idn.txt: the runtime, which runs without the tables of languages, can't tell what is normal
/// (with them it can, for another version of Unicode on every machine).
/// </summary>
internal sealed class IdnTable
{
    private static readonly Lazy<IdnTable> Made = new(() => new IdnTable());

    private readonly Dictionary<int, int> _classes = [];
    private readonly Dictionary<int, int> _tails = [];
    private readonly Dictionary<int, CodePoints> _composed = [];

    private IdnTable()
    {
        using var stream = typeof(IdnTable).Assembly.GetManifestResourceStream("Formats.idn.txt")!;
        using var lines = new StreamReader(stream);
        List<CodePoints> valid = [], right = [];
        while (lines.ReadLine() is { } line)
        {
            if (line is ['#', ..])
                continue;
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            var (name, ranges) = (line[..colon].Split(' '), Ranges(line[(colon + 1)..]));
            switch (name)
            {
                case ["valid"]:
                    valid.Add(CodePoints.Of(ranges));
                    break;
                case ["right"]:
                    right.Add(CodePoints.Of(ranges));
                    break;
                case ["composed", var mark]:
                    var before = CodePoints.Of(ranges);
                    _composed[Number(mark)] = _composed.TryGetValue(Number(mark), out var more) ? CodePoints.OfAll([more, before]) : before;
                    break;
                case [var kind, var number]:
                    Add(kind == "class" ? _classes : _tails, ranges, int.Parse(number, CultureInfo.InvariantCulture));
                    break;
            }
        }
        (Valid, RightToLeft) = (CodePoints.OfAll(valid), CodePoints.OfAll(right));
    }

    internal static IdnTable Now => Made.Value;

    /// <summary>What may be part of a label (RFC 5892), but for what may be in some context only.</summary>
    internal CodePoints Valid { get; }

    /// <summary>Letters that are written from right to left.</summary>
    internal CodePoints RightToLeft { get; }

    /// <summary>The canonical combining class; 0 for what is no mark of any.</summary>
    internal int ClassOf(int character) => _classes.GetValueOrDefault(character);

    /// <summary>Whether the text is composed and in order (UAX 15, form C). Where nobody writes it so, false, though it may be.</summary>
    internal bool IsComposed(List<int> characters)
    {
        var (starter, before, order, first) = (-1, 0, 0, true);
        foreach (var character in characters)
        {
            var own = ClassOf(character);
            if (own > 0 && order > own)
                return false;
            var isNext = own == 0 ? first : before < own;
            if (starter >= 0 && isNext && _composed.TryGetValue(character, out var others) && others.Has(starter))
                return false;
            if (own == 0)
                starter = character;
            (before, first) = (own, own == 0);
            order = own > 0 ? own : _tails.GetValueOrDefault(character);
        }
        return true;
    }

    private static void Add(Dictionary<int, int> map, (int From, int To)[] ranges, int number)
    {
        foreach (var (from, to) in ranges)
        {
            for (var character = from; character <= to; character++)
                map[character] = number;
        }
    }

    private static (int From, int To)[] Ranges(string text) =>
        [.. text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(range => range.Split('-')).Select(ends => (Number(ends[0]), Number(ends[^1])))];

    private static int Number(string digits) => int.Parse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
}
