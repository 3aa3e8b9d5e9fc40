namespace Constellation.Realtime.Engine.Sessions;

/// <summary>A session's title from its first message, or from what a model says.</summary>
internal static class Titles
{
    private const int MaxLength = 80;
    private const string Label = "title:";

    /// <summary>The first line that says something, cut at a word where it is long.</summary>
    public static string FirstLine(string message) => Cut(Lines(message)[0]);

    /// <summary>The first line that says something, without what models like to put around a title; null where nothing is left.</summary>
    public static string? OfModel(string answer)
    {
        foreach (var line in Lines(answer))
        {
            var title = Bare(line);
            if (title.StartsWith(Label, StringComparison.OrdinalIgnoreCase)) title = Bare(title[Label.Length..]);
            if (title.Any(char.IsLetterOrDigit)) return Cut(title);
        }

        return null;
    }

    private static string[] Lines(string text) => text.Split(['\n', '\r'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static string Bare(string line) =>
        new string([.. line.Where(c => !char.IsControl(c))]).TrimStart('#', '>', '-', '*', ' ').Trim('"', '\'', '“', '”', '„', '«', '»', '`', '*', '_', ' ').TrimEnd('.', ' ');

    private static string Cut(string line)
    {
        if (line.Length <= MaxLength) return line;

        var cut = line.LastIndexOf(' ', MaxLength - 1);
        if (cut < MaxLength / 2) cut = MaxLength - 1;
        if (char.IsHighSurrogate(line[cut - 1])) cut--;
        return line[..cut].TrimEnd() + "…";
    }
}
