using System.Globalization;
using System.Text;

namespace Constellation.Realtime.Engine.Suggestions.Schemas;

// What stands for one character: itself, an escape, a class, a property.
internal sealed partial class EcmaTranslation
{
    private CodePoints Atom()
    {
        switch (source[_at])
        {
            case '.':
                _at++;
                return CodePoints.LineEnds.Inverted();
            case '[':
                _at++;
                return Class();
            case '\\':
                return Escape(inClass: false).Set;
            default:
                return One(Character());
        }
    }

    private CodePoints Class()
    {
        var negated = Ahead("^");
        if (negated)
            _at++;
        List<CodePoints> sets = [];
        while (!Ahead("]"))
        {
            if (_at >= source.Length)
                throw Invalid("A class of characters is not closed.");
            var (first, from) = ClassAtom();
            if (Ahead("-") && _at + 1 < source.Length && source[_at + 1] != ']')
            {
                _at++;
                var (_, to) = ClassAtom();
                if (from is null || to is null || from > to)
                    throw Invalid($"The range before {_at} is none.");
                first = CodePoints.Of((from.Value, to.Value));
            }
            sets.Add(first);
        }
        _at++;
        var set = CodePoints.OfAll(sets);
        return negated ? set.Inverted() : set;
    }

    private (CodePoints Set, int? Character) ClassAtom()
    {
        if (_at >= source.Length)
            throw Invalid("A class of characters is not closed.");
        if (source[_at] == '\\')
            return Escape(inClass: true);
        var character = Character();
        return (One(character), character);
    }

    private int Character()
    {
        if (!Rune.TryGetRuneAt(source, _at, out var rune))
            throw Invalid("It has an unpaired surrogate.");
        _at += rune.Utf16SequenceLength;
        return rune.Value;
    }

    private (CodePoints Set, int? Character) Escape(bool inClass)
    {
        if (++_at >= source.Length)
            throw Invalid("It ends with a backslash.");
        var letter = source[_at++];
        CodePoints? set = letter switch
        {
            'd' => CodePoints.Digits,
            'D' => CodePoints.Digits.Inverted(),
            'w' => CodePoints.Word,
            'W' => CodePoints.Word.Inverted(),
            's' => CodePoints.Space,
            'S' => CodePoints.Space.Inverted(),
            'p' or 'P' => Property(letter == 'P'),
            _ => null,
        };
        if (set is not null)
            return (set, null);
        var character = letter switch
        {
            't' => '\t',
            'n' => '\n',
            'v' => '\v',
            'f' => '\f',
            'r' => '\r',
            'b' when inClass => '\b',
            '0' when _at >= source.Length || !char.IsAsciiDigit(source[_at]) => 0,
            'c' when _at < source.Length && char.IsAsciiLetter(source[_at]) => source[_at++] % 32,
            'x' => Hex(2),
            'u' => Unicode(),
            // ECMA-262 with u allows syntax characters only; other punctuation can mean nothing but itself.
            _ when char.IsAscii(letter) && !char.IsAsciiLetterOrDigit(letter) && !char.IsControl(letter) => letter,
            _ => throw Invalid($"'\\{letter}' at {_at - 2} means nothing."),
        };
        return (One(character), character);
    }

    private CodePoints Property(bool negated)
    {
        Expect('{');
        var end = source.IndexOf('}', _at);
        if (end < 0)
            throw Invalid("A property is not closed.");
        var name = source[_at..end];
        _at = end + 1;
        if (UnicodeProperties.Find(name) is { } known)
            return onlySyntax ? CodePoints.Any : negated ? known.Inverted() : known;
        _unenforceable = $"The Unicode property '{name}' can't be enforced; general categories can.";
        return CodePoints.Any;
    }

    private int Unicode()
    {
        if (!Ahead("{"))
        {
            var unit = Hex(4);
            if (char.IsHighSurrogate((char)unit) && Ahead("\\u") && !Ahead("\\u{"))
            {
                var back = _at;
                _at += 2;
                var low = Hex(4);
                if (char.IsLowSurrogate((char)low))
                    return char.ConvertToUtf32((char)unit, (char)low);
                _at = back;
            }
            return unit;
        }
        var end = source.IndexOf('}', _at);
        var digits = end < 0 ? "" : source[(_at + 1)..end];
        if (digits.Length == 0 || !uint.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value) || value > 0x10FFFF)
            throw Invalid($"The escape at {_at} is none.");
        _at = end + 1;
        return (int)value;
    }

    private int Hex(int digits)
    {
        if (_at + digits > source.Length || !int.TryParse(source.AsSpan(_at, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value))
            throw Invalid($"The escape at {_at} is none.");
        _at += digits;
        return value;
    }

    private static CodePoints One(int character) => CodePoints.Of((character, character));
}
