namespace Constellation.Realtime.Engine.Suggestions.Reading;

/// <summary>
/// Where an object or list ends that could not be read. What is inside belongs to it and is never taken for a value of its own, so its end counts only where it is
/// certain: brackets that no string or comment may hide, whatever its quotes are meant to be.
/// </summary>
internal static class UnreadEnd
{
    /// <summary>Behind its last bracket, or the text's end where nothing comes that could be taken; null where nobody can tell.</summary>
    internal static int? Find(string text, int start) => Closing(text, start) is { } end && !LacksOpener(text, end) ? end : IsLast(text, start) ? text.Length : null;

    private static int? Closing(string text, int start)
    {
        var depth = 0;
        for (var at = start; at < text.Length; at++)
        {
            switch (text[at])
            {
                case '{' or '[':
                    depth++;
                    break;
                case '}' or ']' when --depth == 0:
                    return at + 1;
                case '"' when StringEnd(text, start, at) is { } quote:
                    at = quote;
                    break;
                case '\'' or '’' when IsApostrophe(text, at):
                    break;
                case '#' or '/':
                case var character when Quotes.Opens(character):
                    return null;
            }
        }
        return text.Length;
    }

    /// <summary>The closing quote of the string that is opened here, where both stand as JSON has them; else null.</summary>
    private static int? StringEnd(string text, int start, int opening)
    {
        var before = opening - 1;
        while (before > start && char.IsWhiteSpace(text[before]))
            before--;
        if (text[before] is not ('{' or '[' or ',' or ':'))
            return null;
        for (var at = opening + 1; at < text.Length && text[at] >= ' '; at++)
        {
            if (text[at] == '\\')
                at++;
            else if (text[at] == '"')
                return text.AsSpan(at + 1).TrimStart() is ['}' or ']' or ',' or ':', ..] ? at : null;
        }
        return null;
    }

    private static bool IsApostrophe(string text, int at) => char.IsLetter(text[at - 1]) && at + 1 < text.Length && char.IsLetter(text[at + 1]);

    /// <summary>Whether a bracket closes behind the end that nothing opened there: then it was not the end.</summary>
    private static bool LacksOpener(string text, int end)
    {
        var depth = 0;
        foreach (var character in text.AsSpan(end))
        {
            depth += character is '{' or '[' ? 1 : character is '}' or ']' ? -1 : 0;
            if (depth < 0)
                return true;
        }
        return false;
    }

    private static bool IsLast(string text, int start) => text.AsSpan(start + 1).IndexOfAny('{', '[') < 0 && text.IndexOf("```", start, StringComparison.Ordinal) < 0;
}
