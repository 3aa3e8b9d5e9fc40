using System.Globalization;
using System.Text;

namespace Constellation.Realtime.Engine.Suggestions.Schemas;

/// <summary>Writes one ECMA-262 pattern as .NET patterns of the same meaning.</summary>
/// <param name="onlySyntax">Whether it is only asked whether the pattern is one: then nothing is written.</param>
internal sealed partial class EcmaTranslation(string source, bool onlySyntax)
{
    private const int SourceChars = 4_096;
    private const int Depth = 60;
    private const int Size = 4_000;

    /// <summary>Of what repeats something that can go on in more than one way: each repetition can have begun anywhere, and .NET follows them all; some 100 ms.</summary>
    private const int RepeatedChoices = 1_000;

    /// <summary>Of all .NET patterns of one together, in characters.</summary>
    private const int SpeltChars = 64 * 1024;

    /// <summary>Above all that a pattern's syntax is written in.</summary>
    private const char FirstSymbol = '\uE000';

    private readonly List<(string Pattern, bool Negated)> _conditions = [];
    private readonly List<CodePoints> _sets = [];
    private readonly Dictionary<string, int> _places = new(StringComparer.Ordinal);
    private readonly HashSet<string> _groupNames = new(StringComparer.Ordinal);
    private readonly List<string> _namesMeant = [];
    private int _groups;
    private int _lastGroupMeant;
    private int _at;
    private int _depth;
    private bool _boundaries;

    /// <summary>How often the pattern can go on in more than one way.</summary>
    private int _choices;
    private string? _unenforceable;

    /// <param name="Main">What has to match.</param>
    /// <param name="Conditions">What else has to match at the text's start, or must not.</param>
    /// <param name="Alphabet">All are written in its symbols.</param>
    /// <param name="States">In how many places of it a match can be at once, roughly.</param>
    /// <param name="Weight">What it costs to be read and made ready, in some 12 µs; squared in its sets, each of which is compared with each.</param>
    internal sealed record Result(string Main, IReadOnlyList<(string Pattern, bool Negated)> Conditions, Alphabet Alphabet, int States, int Weight);

    private readonly record struct Part(string Text, int Size);

    /// <exception cref="EcmaPatternException">It is none, or can't be enforced.</exception>
    /// <exception cref="NotSupportedException">It is too large to be enforced.</exception>
    internal Result Translate()
    {
        if (source.Length > SourceChars)
            throw Invalid($"It is longer than {SourceChars} characters.");
        var anchored = source is ['^', '(', '?', '=' or '!', ..];
        var size = 0;
        if (anchored)
        {
            _at = 1;
            while (Ahead("(?=") || Ahead("(?!"))
            {
                var negated = source[_at + 2] == '!';
                _at += 3;
                var condition = Group();
                size += condition.Size;
                _conditions.Add(($"\\A(?:{condition.Text})", negated));
            }
        }
        var alone = _at;
        var main = Disjunction();
        if (_at < source.Length)
            throw Invalid($"'{source[_at]}' at {_at} has no counterpart.");
        if (_lastGroupMeant > _groups || _namesMeant.Exists(name => !_groupNames.Contains(name)))
            throw Invalid("It refers back to a group that it does not have.");
        if (anchored && HasTopLevelBar(alone))
            _unenforceable = "Look-ahead in one of several alternatives can't be enforced without backtracking.";
        size += main.Size;
        if (size > Size)
            _unenforceable = "It repeats too much to be matched without backtracking.";
        if (_unenforceable is { } reason)
            throw Invalid(reason, valid: true);
        var alphabet = new Alphabet(onlySyntax ? [] : _sets, _boundaries && !onlySyntax ? _places[CodePoints.Word.Key] : null);
        if (onlySyntax)
            return new("", [], alphabet, 0, 0);
        var spelt = SpeltChars;
        var text = Spell(anchored ? $"\\A(?:{main.Text})" : main.Text, alphabet, ref spelt);
        List<(string, bool)> conditions = [];
        foreach (var (condition, negated) in _conditions)
            conditions.Add((Spell(condition, alphabet, ref spelt), negated));
        // Anchored and with one choice at most, it is in one place at a time, or in one and behind its end.
        var single = _choices <= 1 && conditions.Count == 0 && main.Text.StartsWith("\\A", StringComparison.Ordinal);
        return new(text, conditions, alphabet, single ? 0 : size, size + (_sets.Count * _sets.Count) + (alphabet.Work / 25) + ((SpeltChars - spelt) / 16));
    }

    /// <summary>A character that stands for the set until all sets are known.</summary>
    private string Symbol(CodePoints set)
    {
        if (onlySyntax)
            return "";
        if (!_places.TryGetValue(set.Key, out var place))
        {
            _places.Add(set.Key, place = _sets.Count);
            _sets.Add(set);
        }
        return ((char)(FirstSymbol + place)).ToString();
    }

    private static string Spell(string pattern, Alphabet alphabet, ref int spelt)
    {
        var text = new StringBuilder();
        foreach (var character in pattern)
        {
            if (character < FirstSymbol)
                text.Append(character);
            else
                text.Append(alphabet.Class(character - FirstSymbol));
            if (text.Length > spelt)
                throw new NotSupportedException();
        }
        spelt -= text.Length;
        return text.ToString();
    }

    private Part Group()
    {
        var body = Disjunction();
        Expect(')');
        return body;
    }

    private Part Disjunction()
    {
        if (++_depth > Depth)
            throw Invalid("It is nested too deeply.");
        var text = new StringBuilder();
        var size = 0;
        while (true)
        {
            var alternative = Alternative();
            text.Append(alternative.Text);
            size += alternative.Size + 1;
            if (!Ahead("|"))
                break;
            _at++;
            _choices += 2;
            text.Append('|');
        }
        _depth--;
        return new(text.ToString(), size);
    }

    private Part Alternative()
    {
        var text = new StringBuilder();
        var size = 0;
        while (_at < source.Length && source[_at] is not ('|' or ')'))
        {
            var term = Term();
            text.Append(term.Text);
            size += term.Size;
        }
        return new(text.ToString(), size);
    }

    private Part Term()
    {
        switch (source[_at])
        {
            case '^':
                _at++;
                return new("\\A", 1);
            case '$':
                _at++;
                return new("\\z", 1);
            case '(':
                return Parenthesis();
            case '*' or '+' or '?' or '{' or '}' or ']':
                throw Invalid($"'{source[_at]}' at {_at} stands for nothing.");
            case '\\' when Ahead("\\b") || Ahead("\\B"):
                _at += 2;
                Symbol(CodePoints.Word);
                _boundaries = true;
                return new($"\\{source[_at - 1]}", 2);
            case '\\' when _at + 1 < source.Length && source[_at + 1] is (>= '1' and <= '9') or 'k':
                return BackReference();
            default:
                var set = Atom();
                return Quantified(new(Symbol(set), 1 + (set.Ranges / 50)));
        }
    }

    private Part BackReference()
    {
        _at += 2;
        if (source[_at - 1] == 'k')
        {
            Expect('<');
            _namesMeant.Add(Name());
        }
        else
        {
            var digits = _at - 1;
            while (_at < source.Length && char.IsAsciiDigit(source[_at]))
                _at++;
            _lastGroupMeant = Math.Max(_lastGroupMeant, int.TryParse(source.AsSpan(digits, _at - digits), NumberStyles.None, CultureInfo.InvariantCulture, out var group) ? group : int.MaxValue);
        }
        _unenforceable = "A back reference can't be enforced without backtracking.";
        return Quantified(new("", 1));
    }

    private Part Parenthesis()
    {
        _at++;
        var looks = false;
        if (Ahead("?<=") || Ahead("?<!"))
            (_at, looks) = (_at + 3, true);
        else if (Ahead("?=") || Ahead("?!"))
            (_at, looks) = (_at + 2, true);
        else if (Ahead("?:"))
            _at += 2;
        else if (Ahead("?<"))
        {
            _at += 2;
            if (!_groupNames.Add(Name()))
                throw Invalid("It has two groups of one name.");
            _groups++;
        }
        else if (Ahead("?"))
            throw Invalid($"The group at {_at} is of no known kind.");
        else
            _groups++;
        var body = Group();
        if (looks)
        {
            _unenforceable = "Look-around can't be enforced without backtracking, but for look-ahead right after a leading ^.";
            return new("", 1);
        }
        return Quantified(new($"(?:{body.Text})", body.Size));
    }

    private string Name()
    {
        var start = _at;
        while (_at < source.Length && (char.IsLetterOrDigit(source[_at]) || source[_at] is '_' or '$'))
            _at++;
        if (_at == start || char.IsDigit(source[start]))
            throw Invalid($"The group's name at {start} is none.");
        var name = source[start.._at];
        Expect('>');
        return name;
    }

    private Part Quantified(Part atom)
    {
        if (_at >= source.Length)
            return atom;
        var (text, times) = source[_at] switch
        {
            '*' => ("*", 1),
            '+' => ("+", 1),
            '?' => ("?", 1),
            '{' => Braces(),
            _ => ("", 0),
        };
        if (text.Length == 0)
            return atom;
        if (text[0] != '{')
            _at++;
        var size = (int)Math.Min((long)Math.Max(atom.Size, 1) * times, int.MaxValue / 4);
        // What repeats a choice makes several of it.
        var repeatsChoice = _choices > 0 && atom.Text is ['(', ..];
        if (text[0] != '{' || text.Contains(',', StringComparison.Ordinal) || repeatsChoice)
            _choices++;
        if (text[0] == '{' && repeatsChoice && size > RepeatedChoices)
            _unenforceable = "It repeats alternatives too often to be matched without backtracking.";
        // Whether as little or as much as possible is taken makes no difference to whether it matches.
        if (Ahead("?"))
            _at++;
        return new(atom.Text + text, size);
    }

    private (string Text, int Times) Braces()
    {
        var end = source.IndexOf('}', _at);
        var inside = end < 0 ? "" : source[(_at + 1)..end];
        var bounds = inside.Split(',');
        if (bounds.Length > 2 || !Bound(bounds[0], out var min) || (bounds.Length == 2 && bounds[1].Length > 0 && !Bound(bounds[1], out _)))
            throw Invalid($"The quantifier at {_at} is none.");
        var max = bounds.Length == 2 && Bound(bounds[1], out var upper) ? upper : min;
        if (max < min)
            throw Invalid($"The quantifier at {_at} is out of order.");
        _at = end + 1;
        return ($"{{{inside}}}", max + 1);
    }

    private static bool Bound(string text, out int bound)
    {
        bound = 0;
        if (text.Length == 0 || text.AsSpan().ContainsAnyExceptInRange('0', '9'))
            return false;
        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out bound) || bound > 100_000)
            bound = 100_000;
        return true;
    }

    private bool HasTopLevelBar(int from)
    {
        var (depth, inClass) = (0, false);
        for (var i = from; i < source.Length; i++)
        {
            switch (source[i])
            {
                case '\\':
                    i++;
                    break;
                case '[':
                    inClass = true;
                    break;
                case ']':
                    inClass = false;
                    break;
                case '(' when !inClass:
                    depth++;
                    break;
                case ')' when !inClass:
                    depth--;
                    break;
                case '|' when !inClass && depth == 0:
                    return true;
            }
        }
        return false;
    }

    private bool Ahead(string text) => string.CompareOrdinal(source, _at, text, 0, text.Length) == 0;

    private void Expect(char character)
    {
        if (_at >= source.Length || source[_at] != character)
            throw Invalid($"'{character}' is missing at {_at}.");
        _at++;
    }

    private static EcmaPatternException Invalid(string message, bool valid = false) => new(message, valid);
}
