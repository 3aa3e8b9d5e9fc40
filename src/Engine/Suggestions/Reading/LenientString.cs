using System.Globalization;
using System.Text;

namespace Constellation.Realtime.Engine.Suggestions.Reading;

/// <summary>Reads a string whose quotes or escapes may not be JSON's. Which quote closes it is told by what follows.</summary>
internal static class LenientString
{
    /// <summary>Writes the string as JSON and moves behind it; the repairs, or null where it can't be read for certain.</summary>
    internal static IReadOnlyList<string>? Read(LenientScanner scanner, Place place, StringBuilder json)
    {
        var text = scanner.Text;
        var opener = scanner.Current;
        List<string> repairs = [];
        if (Quotes.Repair(opener) is { } lame)
            repairs.Add(lame);
        json.Append('"');
        var inner = 0;
        for (var at = scanner.At + 1; at < text.Length; at++)
        {
            var character = text[at];
            if (character == '\\')
            {
                if (!Escape(text, ref at, json, repairs))
                    return null;
                continue;
            }
            if (Quotes.Closes(opener, character))
            {
                if (Closes(scanner, at + 1, place))
                {
                    scanner.Advance(at + 1 - scanner.At);
                    json.Append('"');
                    // Where the text ends right here, the quotes inside may as well be those of a name whose colon was lost.
                    var mayBeName = place == Place.Key || scanner.Next(at + 1) >= text.Length;
                    return mayBeName && inner > 0 ? null : Certain(repairs, inner);
                }
                // An apostrophe inside a word is no quotation.
                var apostrophe = character is '\'' or '’' && char.IsLetter(text[at - 1]) && at + 1 < text.Length && char.IsLetter(text[at + 1]);
                if (!apostrophe)
                    inner++;
                // What looks like the next member's name may be just that.
                if (scanner.IsColon(at + 1) || (place != Place.Item && IsBetween(scanner, at + 1)))
                    return null;
                if (opener != '\'' || !apostrophe)
                    repairs.Add(RepairCodes.UnescapedQuote);
            }
            if (character < ' ')
                repairs.Add(RepairCodes.RawControl);
            LenientScanner.WriteCharacter(json, character);
        }
        return null;
    }

    // Quotes inside come in pairs; one alone leaves open which of all is the last.
    private static List<string>? Certain(List<string> repairs, int inner) => inner % 2 == 0 ? [.. repairs.Distinct()] : null;

    /// <summary>Whether what follows a quote can follow the string's end.</summary>
    private static bool Closes(LenientScanner scanner, int after, Place place)
    {
        var text = scanner.Text;
        var at = scanner.Next(after);
        if (place == Place.Key)
            return at < text.Length && text[at] == ':';
        if (at >= text.Length || text[at] is '}' or ']')
            return true;
        if (text[at] != ',')
            return place == Place.Member ? scanner.BeginsKey(at) : Quotes.Opens(text[at]) || text[at] is '{' or '[';
        at = scanner.Next(at + 1);
        return at >= text.Length || text[at] is '}' or ']' or ',' or ':' || (place == Place.Member ? scanner.BeginsKey(at) : scanner.BeginsItem(at));
    }

    // A comma and one more quote: two texts are here as well as one with quotes inside.
    private static bool IsBetween(LenientScanner scanner, int after) => scanner.Next(after) is var comma && comma < scanner.Text.Length && scanner.Text[comma] == ','
        && scanner.Next(comma + 1) is var next && next < scanner.Text.Length && Quotes.Opens(scanner.Text[next]);

    private static bool Escape(string text, ref int at, StringBuilder json, List<string> repairs)
    {
        if (++at >= text.Length)
            return false;
        switch (text[at])
        {
            case '"' or '\\' or '/' or 'b' or 'f' or 'n' or 'r' or 't':
                json.Append('\\').Append(text[at]);
                return true;
            case 'u' when at + 4 < text.Length && IsHex(text.AsSpan(at + 1, 4)):
                json.Append('\\').Append(text, at, 5);
                at += 4;
                return true;
            case 'x' when at + 2 < text.Length && IsHex(text.AsSpan(at + 1, 2)):
                json.Append("\\u00").Append(text, at + 1, 2);
                at += 2;
                break;
            case '\'' or '`':
                json.Append(text[at]);
                break;
            default:
                // Whether the backslash is meant or not, nobody can tell.
                return false;
        }
        repairs.Add(RepairCodes.Escape);
        return true;
    }

    private static bool IsHex(ReadOnlySpan<char> digits) => uint.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out _);
}
