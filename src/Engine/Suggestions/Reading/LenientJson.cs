using System.Text;

namespace Constellation.Realtime.Engine.Suggestions.Reading;

/// <summary>
/// Reads one object or list that was meant as JSON and writes it as JSON, noting every repair. It mends how a value is written, never what it says: where two
/// readings are possible it reads none. Linear in the text's length.
/// </summary>
internal sealed class LenientJson
{
    private readonly LenientScanner _scanner;
    private readonly StringBuilder _json = new();
    private readonly RepairList _repairs = new();
    private readonly List<char> _open = [];
    private ReadPlace? _place;

    /// <summary>Whether some name seems to lack a quote: where the text lost its end too, that may have been the beginning of a longer name.</summary>
    private bool _lacksQuote;

    private LenientJson(string text, int start) => _scanner = new(text, start);

    /// <summary>A value that was read.</summary>
    /// <param name="Json">As JSON.</param>
    /// <param name="End">Where in the text it ends.</param>
    internal sealed record Result(string Json, IReadOnlyList<Repair> Repairs, int End);

    /// <summary>Reads the value that begins at <paramref name="start"/> with <c>{</c> or <c>[</c>; null where it can't be read for certain.</summary>
    internal static Result? Read(string text, int start)
    {
        var reader = new LenientJson(text, start);
        return reader.Value(Place.Root) ? new(reader._json.ToString(), reader._repairs.All, reader._scanner.At) : null;
    }

    private bool Value(Place place)
    {
        switch (_scanner.Current)
        {
            case '{':
                return Object();
            case '[':
                return List();
            case var character when Quotes.Opens(character):
                return Text(place);
            default:
                return Bare();
        }
    }

    private bool Object()
    {
        if (!Open('{'))
            return false;
        for (var first = true; ; first = false)
        {
            if (Ends(first, '}') is { } ended)
                return ended;
            if (_json[^1] != '{')
                _json.Append(',');
            if (!Key(out var key))
                return false;
            _place = new(_place, key);
            if (!Skip() || _scanner.Current != ':')
                return false;
            _scanner.Advance();
            _json.Append(':');
            if (!Skip() || _scanner.IsAtEnd || !Value(Place.Member))
                return false;
            _place = _place.Outer;
        }
    }

    private bool List()
    {
        if (!Open('['))
            return false;
        for (var index = 0; ; index++)
        {
            if (Ends(index == 0, ']') is { } ended)
                return ended;
            if (index > 0)
                _json.Append(',');
            _place = new(_place, null, index);
            if (!Value(Place.Item))
                return false;
            _place = _place.Outer;
        }
    }

    private bool Open(char opener)
    {
        if (_open.Count == StrictJson.Depth)
            return false;
        _open.Add(opener);
        _json.Append(opener);
        _scanner.Advance();
        return true;
    }

    /// <summary>Looks for what comes between or after members: null where another one follows, true where the container is closed, false where neither.</summary>
    private bool? Ends(bool first, char closer)
    {
        if (!Skip())
            return false;
        var comma = !first && _scanner.Current == ',';
        if (comma)
        {
            _scanner.Advance();
            if (!Skip())
                return false;
        }
        if (_scanner.IsAtEnd)
            return comma || _scanner.EndsInNumber || _lacksQuote ? false : Close(closer, missing: true);
        if (_scanner.Current is '}' or ']')
        {
            if (comma)
                Repaired(RepairCodes.TrailingComma);
            if (_scanner.Current == closer)
            {
                _scanner.Advance();
                return Close(closer, missing: false);
            }
            // Another container's closer: this one lacks its own, if that other one is open at all.
            return _open.Contains(closer == '}' ? '[' : '{') && Close(closer, missing: true);
        }
        if (first || comma)
            return _scanner.Current == ',' ? false : null;
        if (!_scanner.BeginsMember(inObject: closer == '}'))
            return false;
        Repaired(RepairCodes.MissingComma);
        return null;
    }

    private bool Close(char closer, bool missing)
    {
        if (missing)
            Repaired(RepairCodes.MissingCloser);
        _open.RemoveAt(_open.Count - 1);
        _json.Append(closer);
        return true;
    }

    private bool Key(out string key)
    {
        key = "";
        if (_scanner.TryReadLameKey(out var name, out var code))
        {
            key = name;
            _lacksQuote |= code == RepairCodes.MissingQuote;
            LenientScanner.WriteString(_json, name);
            _repairs.Add(code, new(_place, name));
            return true;
        }
        if (!Quotes.Opens(_scanner.Current))
            return false;
        var start = _json.Length;
        if (!Text(Place.Key))
            return false;
        var written = Encoding.UTF8.GetBytes(_json.ToString(start, _json.Length - start));
        if (StrictJson.IsBroken(written))
            return false;
        key = System.Text.Json.JsonElement.Parse(written).GetString()!;
        return true;
    }

    private bool Text(Place place)
    {
        if (LenientString.Read(_scanner, place, _json) is not { } repairs)
            return false;
        foreach (var repair in repairs)
            Repaired(repair);
        return true;
    }

    private bool Bare()
    {
        if (BareWord.Read(_scanner) is not { } word)
            return false;
        _json.Append(word.Json);
        if (word.Repair is { } repair)
            Repaired(repair);
        return true;
    }

    /// <summary>Passes white space and comments; false where a comment has no end.</summary>
    private bool Skip()
    {
        if (_scanner.Skip() is not { } comments)
            return false;
        if (comments)
            Repaired(RepairCodes.Comment);
        return true;
    }

    private void Repaired(string code) => _repairs.Add(code, _place);
}

/// <summary>Where a value stands, which says what may follow it.</summary>
internal enum Place
{
    Root,
    Key,
    Member,
    Item,
}
