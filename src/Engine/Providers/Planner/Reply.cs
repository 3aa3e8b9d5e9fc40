namespace Constellation.Realtime.Engine.Providers.Planner;

/// <summary>Cuts a reply's text: into words, and at what was said of it already.</summary>
internal static class Reply
{
    private const int ShortestOverlap = 12;
    private const string Paragraph = "\n\n";

    /// <summary>What of <paramref name="text"/> is still to be said.</summary>
    /// <param name="before">What this reply's earlier answers said by rights.</param>
    /// <param name="text">What this answer says by rights.</param>
    /// <param name="begun">What was said in fact, by this provider or another.</param>
    public static string Rest(string before, string text, string begun)
    {
        if (begun.Length == 0)
            return text;
        var whole = before + text;
        if (whole.StartsWith(begun, StringComparison.Ordinal))
            return begun.Length <= before.Length ? text : whole[begun.Length..];
        if (begun.StartsWith(whole, StringComparison.Ordinal))
            return "";
        // Begun by another, and perhaps gone on with by this one: a new paragraph from where this one's own words end.
        if (before.Length > 0 && !begun.EndsWith(text, StringComparison.Ordinal))
        {
            var said = Overlap(begun, text);
            return said >= Math.Min(ShortestOverlap, text.Length) ? text[said..] : text;
        }

        var own = Overlap(begun, Paragraph + text);
        return own >= ShortestOverlap ? (Paragraph + text)[own..] : begun.EndsWith(text, StringComparison.Ordinal) ? "" : Paragraph + text;
    }

    /// <summary>The text word by word, each with the white space before it.</summary>
    public static IEnumerable<string> Words(string text)
    {
        var start = 0;
        for (var i = 1; i < text.Length; i++)
        {
            if (char.IsWhiteSpace(text[i]) && !char.IsWhiteSpace(text[i - 1]))
            {
                yield return text[start..i];
                start = i;
            }
        }

        if (start < text.Length)
            yield return text[start..];
    }

    // The longest beginning of the text with which the other ends.
    private static int Overlap(string other, string text)
    {
        for (var length = Math.Min(other.Length, text.Length); length > 0; length--)
        {
            if (other.AsSpan(other.Length - length).SequenceEqual(text.AsSpan(0, length)))
                return length;
        }

        return 0;
    }
}
