namespace Constellation.Realtime.Engine.Sessions;

/// <summary>A session's title from its first message.</summary>
internal static class Titles
{
    private const int MaxLength = 80;

    /// <summary>The first line that says something, cut at a word where it is long.</summary>
    public static string FirstLine(string message)
    {
        var line = message.Split(['\n', '\r'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)[0];
        if (line.Length <= MaxLength) return line;

        var cut = line.LastIndexOf(' ', MaxLength - 1);
        if (cut < MaxLength / 2) cut = MaxLength - 1;
        if (char.IsHighSurrogate(line[cut - 1])) cut--;
        return line[..cut].TrimEnd() + "…";
    }
}
