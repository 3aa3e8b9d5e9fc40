using System.Text.RegularExpressions;

namespace Constellation.Realtime.Deploy.Tests;

public sealed partial class OperationsPageTests
{
    private readonly string _page = Repository.Read("docs/operations.md");

    [Fact]
    public void Every_log_event_that_it_names_is_written_by_that_class_at_that_level()
    {
        var rows = _page.Split("## What to watch in the log")[1].Split('\n').Select(line => line.Split('|')).Where(cells => cells.Length > 3);
        var named = rows.SelectMany(cells => Event().Matches(cells[1]).Select(match => (Type: match.Groups[1].Value, Name: match.Groups[2].Value, Level: cells[2].Trim()))).ToList();

        Assert.NotEmpty(named);
        Assert.All(named, each =>
        {
            var file = Repository.Root.GetDirectories("src")[0].GetFiles($"{each.Type}.cs", SearchOption.AllDirectories).Single();
            Assert.Matches($"(?i)LogLevel\\.{each.Level},[^\n]*\n[^\n]*void {each.Name}\\(", File.ReadAllText(file.FullName));
        });
    }

    [Fact]
    public void Every_setting_that_it_names_is_documented()
    {
        var documented = Repository.Read("docs/api.md");

        Assert.All(Setting().Matches(_page).Select(match => match.Groups[1].Value), key => Assert.Contains($"`{key}`", documented, StringComparison.Ordinal));
    }

    [Fact]
    public void Its_links_lead_somewhere() =>
        Assert.All(Link().Matches(_page).Select(match => match.Groups[1].Value), link => Assert.True(Path.Exists(Repository.PathOf(Path.Combine("docs", link))), link));

    [GeneratedRegex(@"`(\w+)\.(\w+)`")]
    private static partial Regex Event();

    [GeneratedRegex(@"`((?:ConnectionStrings|Redis|Node|Log|Limits|Turns|Stream):\w+)`")]
    private static partial Regex Setting();

    [GeneratedRegex(@"\]\(([^)#]+)\)")]
    private static partial Regex Link();
}
