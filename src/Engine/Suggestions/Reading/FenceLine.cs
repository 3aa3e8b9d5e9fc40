namespace Constellation.Realtime.Engine.Suggestions.Reading;

/// <summary>The lines that begin and end a fenced block (CommonMark 0.31, section 4.5), judged from their beginning while they arrive.</summary>
internal static class FenceLine
{
    private const string Keyword = "suggest";
    private const int TargetChars = 64;

    /// <summary>No line is held back longer than this; a longer one is no fence.</summary>
    internal const int LineChars = 256;

    /// <summary>Whether <paramref name="begun"/> may still become the opening of a candidate: <c>```suggest pipeline</c>.</summary>
    internal static bool MayOpenCandidate(ReadOnlySpan<char> begun) => Open(begun, whole: false) is not null;

    /// <summary>The target that this whole line, without its end, opens a candidate for; null where it does not.</summary>
    internal static string? OpensCandidate(ReadOnlySpan<char> line) => Open(line, whole: true) is { Length: > 0 } target ? target : null;

    /// <summary>The fence that a line begins with, if it does: its character and how many of them.</summary>
    internal static Fence? Begins(ReadOnlySpan<char> line)
    {
        var indent = Indent(line);
        if (indent > 3 || indent == line.Length || line[indent] is not ('`' or '~'))
            return null;
        var length = Run(line[indent..]);
        return length < 3 ? null : new Fence(line[indent], length);
    }

    /// <summary>Whether <paramref name="begun"/> may still become a line that closes <paramref name="fence"/>; for a whole line see <see cref="Closes"/>.</summary>
    internal static bool MayClose(ReadOnlySpan<char> begun, Fence fence)
    {
        var indent = Indent(begun);
        if (indent > 3 || begun.Length > LineChars)
            return false;
        var rest = begun[indent..];
        if (rest.IsEmpty)
            return true;
        if (rest[0] != fence.Character)
            return false;
        var run = Run(rest);
        return run == rest.Length || (run >= fence.Length && rest[run..].Trim(" \t").IsEmpty);
    }

    /// <summary>Whether this whole line, without its end, closes <paramref name="fence"/>.</summary>
    internal static bool Closes(ReadOnlySpan<char> line, Fence fence) =>
        MayClose(line, fence) && Run(line[Indent(line)..].TrimEnd(" \t")) >= fence.Length;

    /// <summary>Null: no opening. Empty: not yet known. Else the target, complete only if the line is.</summary>
    private static string? Open(ReadOnlySpan<char> line, bool whole)
    {
        if (line.Length > LineChars || Indent(line) is var indent && indent > 3)
            return null;
        var rest = line[indent..];
        if (rest.IsEmpty)
            return "";
        if (rest[0] is not ('`' or '~'))
            return null;
        var run = Run(rest);
        if (run == rest.Length)
            return "";
        if (run < 3)
            return null;
        rest = rest[run..].TrimStart(" \t");
        if (rest.Length <= Keyword.Length)
            return Keyword.AsSpan().StartsWith(rest, StringComparison.Ordinal) ? "" : null;
        if (!rest.StartsWith(Keyword, StringComparison.Ordinal) || rest[Keyword.Length] is not (' ' or '\t'))
            return null;
        rest = rest[Keyword.Length..].Trim(" \t");
        if (rest.Length > TargetChars || rest.ContainsAnyExcept(TargetCharacters))
            return null;
        return whole ? rest.ToString() : "";
    }

    private static readonly System.Buffers.SearchValues<char> TargetCharacters =
        System.Buffers.SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-");

    private static int Indent(ReadOnlySpan<char> line) => line.IndexOfAnyExcept(' ') is var first and >= 0 ? first : line.Length;

    private static int Run(ReadOnlySpan<char> text) =>
        text.IsEmpty ? 0 : text.IndexOfAnyExcept(text[0]) is var end and >= 0 ? end : text.Length;
}

/// <summary>A fence that is open.</summary>
/// <param name="Character"><c>`</c> or <c>~</c>.</param>
/// <param name="Length">How many of them; a closing one has at least as many.</param>
internal readonly record struct Fence(char Character, int Length);
