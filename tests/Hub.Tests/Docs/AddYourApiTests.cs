using System.Diagnostics;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Constellation.Realtime.Hub.Tests.Docs;

public sealed partial class AddYourApiTests(DocumentedHub hub) : IClassFixture<DocumentedHub>
{
    private const string Mark = "---8<---";
    private readonly DocPage _page = new("docs/add-your-api.md");

    [Fact]
    public async Task Each_command_of_it_answers_what_it_says()
    {
        var expected = _page.Code("json").Select(Plain).ToList();

        var answers = (await RunAsync(string.Join($"\necho; echo '{Mark}'\n", _page.Code("sh")))).Split(Mark)[1..].Select(Plain).ToList();

        Assert.Equal(expected, answers);
    }

    [Fact]
    public void Its_links_lead_somewhere() =>
        Assert.All(_page.Links, link => Assert.True(Path.Exists(Path.Combine(DocPage.Root, "docs", link)), link));

    private static string Plain(string json) => Version().Replace(JsonNode.Parse(json)!.ToJsonString(), "VERSION");

    private async Task<string> RunAsync(string script)
    {
        var folder = Directory.CreateTempSubdirectory("constellation-docs-");
        var start = new ProcessStartInfo("bash", ["-c", "set -euo pipefail\n" + script]) { WorkingDirectory = folder.FullName, RedirectStandardOutput = true };
        start.Environment["HUB"] = hub.Address.ToString().TrimEnd('/');
        using var bash = Process.Start(start)!;
        var said = await bash.StandardOutput.ReadToEndAsync();
        await bash.WaitForExitAsync();
        folder.Delete(recursive: true);
        Assert.Equal(0, bash.ExitCode);
        return said;
    }

    [GeneratedRegex("(?<=\"schema_version\":\")[0-9a-f]{16}")]
    private static partial Regex Version();
}
