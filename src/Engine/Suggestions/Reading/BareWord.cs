using System.Text;
using System.Text.RegularExpressions;

namespace Constellation.Realtime.Engine.Suggestions.Reading;

/// <summary>Reads a value without quotes: numbers, literals in any language's spelling, single words.</summary>
internal static partial class BareWord
{
    /// <summary>A word as JSON.</summary>
    internal sealed record Result(string Json, string? Repair);

    /// <summary>Reads the word and moves behind it; null where it means nothing for certain.</summary>
    internal static Result? Read(LenientScanner scanner)
    {
        var rest = scanner.Text.AsSpan(scanner.At);
        var length = rest.IndexOfAny(Ends) is var end and >= 0 ? end : rest.Length;
        var word = rest[..length].ToString();
        if (word.Length == 0)
            return null;
        var closed = length < rest.Length && Quotes.Opens(rest[length]);
        var result = closed ? Quoted(word) : Plain(word);
        if (result is null)
            return null;
        scanner.Advance(closed ? length + 1 : length);
        if (closed)
            return Follows(scanner) ? result : null;
        if (char.IsAsciiDigit(result.Json[^1]))
            scanner.EndNumber();
        return result.Repair != RepairCodes.UnquotedString || Follows(scanner) ? result : null;
    }

    /// <summary>The word as JSON, if it is a literal or a number of JSON's own form.</summary>
    internal static string? AsLiteralOrNumber(string word) => Literal(word) ?? (Number().IsMatch(word) ? word : null);

    internal static bool IsLiteral(ReadOnlySpan<char> word) => Literal(word) is not null;

    private static readonly System.Buffers.SearchValues<char> Ends = System.Buffers.SearchValues.Create(" \t\r\n,{}[]:/#\"'`“”„‟‘’‚‛");

    // A word without quotes ends at a comma, a closer or the line's end: else it may be the first of several.
    private static bool Follows(LenientScanner scanner)
    {
        var at = scanner.At;
        while (at < scanner.Text.Length && scanner.Text[at] is ' ' or '\t')
            at++;
        return at < scanner.Text.Length && scanner.Text[at] is ',' or '}' or ']' or '\n' or '\r';
    }

    private static Result? Plain(string word)
    {
        if (Literal(word) is { } literal)
            return new(literal, literal == word ? null : RepairCodes.Literal);
        if (Number().IsMatch(word))
            return new(word, null);
        if (LameNumber().Match(word) is { Success: true } number && number.Groups["whole"].Length + number.Groups["fraction"].Length > 0)
            return new(Mended(number), RepairCodes.NumberForm);
        return Name().IsMatch(word) && !Unclear.Contains(word) ? new($"\"{word}\"", RepairCodes.UnquotedString) : null;
    }

    // Only the quote before it is missing.
    private static Result? Quoted(string word)
    {
        if (word.Contains('\\', StringComparison.Ordinal))
            return null;
        var json = new StringBuilder();
        LenientScanner.WriteString(json, word);
        return new(json.ToString(), RepairCodes.MissingQuote);
    }

    private static string Mended(Match number)
    {
        var (whole, fraction) = (number.Groups["whole"].Value, number.Groups["fraction"].Value);
        return string.Concat(
            number.Groups["minus"].Value, whole.Length == 0 ? "0" : whole, fraction.Length == 0 ? "" : $".{fraction}", number.Groups["exponent"].Value);
    }

    private static string? Literal(ReadOnlySpan<char> word) => word switch
    {
        "true" or "True" or "TRUE" => "true",
        "false" or "False" or "FALSE" => "false",
        "null" or "None" or "NULL" or "Null" => "null",
        _ => null,
    };

    /// <summary>Words that stand for a value in some language, and not for themselves.</summary>
    private static readonly HashSet<string> Unclear = new(StringComparer.OrdinalIgnoreCase) { "undefined", "nan", "infinity", "inf", "nil", "yes", "no", "on", "off", "none", "true", "false", "null" };

    [GeneratedRegex(@"^-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?\z", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Number();

    [GeneratedRegex(@"^\+?(?<minus>-?)(?<whole>0|[1-9][0-9]*)?(\.(?<fraction>[0-9]*))?(?<exponent>[eE][+-]?[0-9]+)?\z", RegexOptions.ExplicitCapture)]
    private static partial Regex LameNumber();

    [GeneratedRegex(@"^([A-Za-z_][A-Za-z0-9_\-]*|[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})\z", RegexOptions.ExplicitCapture)]
    private static partial Regex Name();
}
