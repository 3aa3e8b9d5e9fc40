namespace Constellation.Realtime.Engine.Sessions;

/// <summary>The part of a text around the first of the words that were looked for, on one line.</summary>
internal static class Snippets
{
    /// <summary>Characters of the text before the word, and in all.</summary>
    private const int Before = 60, Most = 200;

    public static string Of(string text, IReadOnlyList<string> words)
    {
        var found = SearchWords.Read(text).FirstOrDefault(word => words.Any(wanted => word.Folded.StartsWith(wanted, StringComparison.Ordinal)));
        var start = found.Start <= Before ? 0 : Whole(text, found.Start - Before, found.Start);
        var end = text.Length - start <= Most ? text.Length : Cut(text, start + Most, Math.Max(found.Start + found.Length, start + (Most / 2)));
        var line = string.Join(' ', text[start..end].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return (start > 0 ? "…" : "") + line + (end < text.Length ? "…" : "");
    }

    /// <summary>The first beginning of a word from here on, and no further than <paramref name="last"/>.</summary>
    private static int Whole(string text, int start, int last)
    {
        for (var at = start; at < last; at++)
            if (char.IsWhiteSpace(text[at])) return at + 1;
        return char.IsLowSurrogate(text[start]) ? start + 1 : start;
    }

    /// <summary>The last end of a word up to here, and no earlier than <paramref name="first"/>.</summary>
    private static int Cut(string text, int end, int first)
    {
        for (var at = end; at > first; at--)
            if (char.IsWhiteSpace(text[at])) return at;
        return char.IsLowSurrogate(text[end]) ? end - 1 : end;
    }
}
