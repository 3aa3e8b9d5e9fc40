using System.Text.RegularExpressions;

namespace Constellation.Realtime.Hub.Tests.Docs;

/// <summary>A page of the documentation, for comparing it with the code.</summary>
internal sealed partial class DocPage(string path)
{
    internal string Text { get; } = File.ReadAllText(Path.Combine(Root, path));

    /// <summary>The folder of the solution.</summary>
    internal static string Root { get; } = FindRoot(new DirectoryInfo(AppContext.BaseDirectory));

    /// <summary>The rows of the first table under a heading, each as its cells.</summary>
    internal IReadOnlyList<string[]> Table(string heading)
    {
        var lines = Text.Split('\n').SkipWhile(line => line != $"## {heading}").Skip(1).TakeWhile(line => !line.StartsWith('#'));
        return [.. lines.SkipWhile(line => !line.StartsWith('|')).TakeWhile(line => line.StartsWith('|')).Skip(2).Select(Cells)];
    }

    /// <summary>The fenced blocks whose info string is <paramref name="language"/>.</summary>
    internal IReadOnlyList<string> Code(string language) =>
        [.. Fences().Matches(Text).Where(match => match.Groups["language"].Value == language).Select(match => match.Groups["code"].Value)];

    /// <summary>The files and folders that it links to.</summary>
    internal IReadOnlyList<string> Links =>
        [.. LinkTargets().Matches(Text).Select(match => match.Groups[1].Value).Where(target => !target.Contains("://", StringComparison.Ordinal))];

    /// <summary>What stands in backticks in a cell.</summary>
    internal static string[] Quoted(string cell) => [.. Backticks().Matches(cell).Select(match => match.Groups[1].Value)];

    private static string[] Cells(string row) => [.. row.Trim().Trim('|').Split('|').Select(cell => cell.Trim())];

    private static string FindRoot(DirectoryInfo folder) =>
        File.Exists(Path.Combine(folder.FullName, "Constellation.Realtime.sln")) ? folder.FullName : FindRoot(folder.Parent!);

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Backticks();

    [GeneratedRegex(@"\]\(([^)#]+)[^)]*\)")]
    private static partial Regex LinkTargets();

    [GeneratedRegex("^```(?<language>[a-z]*)\n(?<code>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fences();
}
