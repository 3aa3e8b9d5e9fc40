using System.Buffers;
using System.Text.RegularExpressions;

namespace Constellation.Realtime.Engine.Suggestions.Schemas;

/// <summary>
/// A regular expression of ECMA-262 (with its <c>u</c> flag, as JSON Schema recommends), matched in time linear to the text: translated for .NET's
/// non-backtracking engine. What that can't do is refused when the schema is read: back references, and look-around but for look-aheads right after a leading
/// <c>^</c>.
/// </summary>
internal sealed class EcmaPattern
{
    /// <summary>What it took to find that one is, as a weight.</summary>
    private const int TooLarge = 8_000;

    /// <summary>By the clock, so a busy machine must not reach it: what matching may cost is counted in steps.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(1);

    private readonly Regex _main;
    private readonly List<(Regex Regex, bool Negated)> _conditions;
    private readonly Alphabet _alphabet;
    private readonly int _states;

    private EcmaPattern(string source, EcmaTranslation.Result translated)
    {
        (Source, _alphabet, _main) = (source, translated.Alphabet, Compile(translated.Main));
        _states = translated.States;
        _conditions = [.. translated.Conditions.Select(condition => (Compile(condition.Pattern), condition.Negated))];
    }

    internal string Source { get; }

    /// <summary>Null with a reason where the text is no regular expression, or none that can be enforced.</summary>
    /// <param name="room">How much it may weigh; less by its weight when this returns.</param>
    internal static EcmaPattern? Parse(string source, ref int room, out string? reason)
    {
        reason = "The patterns of this schema are too large, all together.";
        if (room <= 0)
            return null;
        try
        {
            var translated = new EcmaTranslation(source, onlySyntax: false).Translate();
            room -= translated.Weight;
            if (room < 0)
                return null;
            reason = null;
            return new(source, translated);
        }
        catch (EcmaPatternException exception)
        {
            reason = exception.Message;
        }
        catch (NotSupportedException)
        {
            room -= TooLarge;
            reason = "It is too large to be matched without backtracking.";
        }
        return null;
    }

    /// <summary>Whether the text is a regular expression at all: the <c>regex</c> format. Whether it can be enforced is another matter.</summary>
    internal static bool IsValid(string source)
    {
        try
        {
            new EcmaTranslation(source, onlySyntax: true).Translate();
            return true;
        }
        catch (EcmaPatternException exception)
        {
            return exception.Valid;
        }
    }

    /// <summary>
    /// The steps of matching a text of so many characters. Where the pattern can be in several of its states at once, the engine has to follow them all, for every
    /// character, once they are too many to know each combination.
    /// </summary>
    internal long Cost(int length) => 4 + (length / 8) + ((long)_states * length / 64);

    /// <summary>Whether it matches somewhere in the text.</summary>
    /// <exception cref="RegexMatchTimeoutException">It takes too long to tell.</exception>
    internal bool IsMatch(ReadOnlySpan<char> text)
    {
        var rented = text.Length > 256 ? ArrayPool<char>.Shared.Rent(text.Length) : null;
        var symbols = rented ?? stackalloc char[256];
        try
        {
            return Matches(symbols[.._alphabet.Map(text, symbols)]);
        }
        finally
        {
            if (rented is not null)
                ArrayPool<char>.Shared.Return(rented);
        }
    }

    private bool Matches(ReadOnlySpan<char> symbols)
    {
        foreach (var (regex, negated) in _conditions)
        {
            if (regex.IsMatch(symbols) == negated)
                return false;
        }
        return _main.IsMatch(symbols);
    }

    private static Regex Compile(string pattern) => new(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant, Limit);
}

/// <summary>A pattern that is no regular expression, or (<see cref="Valid"/>) one that can't be enforced.</summary>
internal sealed class EcmaPatternException(string message, bool valid = false) : Exception(message)
{
    internal bool Valid { get; } = valid;
}
