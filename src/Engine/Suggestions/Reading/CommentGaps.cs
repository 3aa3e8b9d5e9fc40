namespace Constellation.Realtime.Engine.Suggestions.Reading;

/// <summary>
/// Where white space and comments lead to, from any place of a text: found once for all places, from the end on. Every quote in a string asks what follows it, and
/// what follows may be one comment for all of them.
/// </summary>
internal sealed class CommentGaps
{
    private readonly int _from;

    /// <summary>For each place the next one that is in no comment and no white space; the text's end, less than zero, where a comment has no end.</summary>
    private readonly int[] _after;

    /// <param name="from">No earlier place is asked for.</param>
    internal CommentGaps(string text, int from)
    {
        (_from, _after) = (from, new int[text.Length - from + 1]);
        var (line, close) = (text.Length, -1);
        _after[^1] = text.Length;
        for (var at = text.Length - 1; at >= from; at--)
        {
            if (text[at] is '\n' or '\r')
                line = at;
            // A comment's end is at least two characters behind its beginning.
            if (at + 3 < text.Length && text[at + 2] == '*' && text[at + 3] == '/')
                close = at + 2;
            _after[at - from] = IsSpace(text[at]) ? After(at + 1) : Begins(text, at) switch
            {
                null => at,
                '/' => After(line),
                _ => close < 0 ? -text.Length : After(close + 2),
            };
        }
    }

    /// <summary>Where the reading can go on that looks from here.</summary>
    internal int After(int at) => _after[at - _from];

    /// <summary>Which comment begins here: <c>/</c> for one to the line's end, <c>*</c> for one with an end of its own; null for none.</summary>
    internal static char? Begins(string text, int at) =>
        text[at] == '#' ? '/' : text[at] == '/' && at + 1 < text.Length && text[at + 1] is '/' or '*' ? text[at + 1] : null;

    internal static bool IsSpace(char character) => char.IsWhiteSpace(character) || character == '\uFEFF';
}
