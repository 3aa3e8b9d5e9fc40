using System.Text.RegularExpressions;

namespace Constellation.Realtime.Engine.Suggestions.Schemas;

/// <summary>
/// A regular expression of ECMA-262 (with its <c>u</c> flag, as JSON Schema recommends), matched in time linear to the text: translated for .NET's
/// non-backtracking engine. What that can't do is refused when the schema is read: back references, look-around but for look-aheads right after a leading
/// <c>^</c>, and word boundaries, whose .NET meaning differs.
/// </summary>
internal sealed class EcmaPattern
{
    private static readonly TimeSpan Limit = TimeSpan.FromMilliseconds(100);

    private readonly Regex _main;
    private readonly List<(Regex Regex, bool Negated)> _conditions;

    private EcmaPattern(string source, Regex main, List<(Regex Regex, bool Negated)> conditions) => (Source, _main, _conditions) = (source, main, conditions);

    internal string Source { get; }

    /// <summary>Null with a reason where the text is no regular expression, or none that can be enforced.</summary>
    internal static EcmaPattern? Parse(string source, out string? reason)
    {
        try
        {
            var translated = new EcmaTranslation(source).Translate();
            reason = null;
            return new(source, Compile(translated.Main), [.. translated.Conditions.Select(condition => (Compile(condition.Pattern), condition.Negated))]);
        }
        catch (EcmaPatternException exception)
        {
            reason = exception.Message;
        }
        catch (NotSupportedException)
        {
            reason = "It is too large to be matched without backtracking.";
        }
        return null;
    }

    /// <summary>Whether the text is a regular expression at all: the <c>regex</c> format. Whether it can be enforced is another matter.</summary>
    internal static bool IsValid(string source)
    {
        try
        {
            new EcmaTranslation(source).Translate();
            return true;
        }
        catch (EcmaPatternException exception)
        {
            return exception.Valid;
        }
    }

    /// <summary>Whether it matches somewhere in the text. False also where the engine would take too long.</summary>
    internal bool IsMatch(ReadOnlySpan<char> text)
    {
        foreach (var (regex, negated) in _conditions)
        {
            if (regex.IsMatch(text) == negated)
                return false;
        }
        return _main.IsMatch(text);
    }

    private static Regex Compile(string pattern) => new(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant, Limit);
}

/// <summary>A pattern that is no regular expression, or (<see cref="Valid"/>) one that can't be enforced.</summary>
internal sealed class EcmaPatternException(string message, bool valid = false) : Exception(message)
{
    internal bool Valid { get; } = valid;
}
