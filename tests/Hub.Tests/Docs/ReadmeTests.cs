using System.Net.Http.Json;
using System.Text.Json;

namespace Constellation.Realtime.Hub.Tests.Docs;

public sealed class ReadmeTests(DocumentedHub hub) : IClassFixture<DocumentedHub>
{
    private readonly DocPage _readme = new("README.md");

    [Fact]
    public void Its_CSharp_is_the_code_that_is_compiled_and_run_here()
    {
        var source = File.ReadAllText(Path.Combine(DocPage.Root, "tests/Hub.Tests/Docs/Asking.cs"));

        Assert.Equal([source.Replace("namespace Constellation.Realtime.Hub.Tests.Docs;\n\n", "", StringComparison.Ordinal)], _readme.Code("csharp"));
    }

    [Fact]
    public async Task Its_CSharp_asks_and_gets_the_reply_that_history_keeps()
    {
        using var http = new HttpClient { BaseAddress = hub.Address };
        var answer = await http.PostAsync(new Uri("/dev/token", UriKind.Relative), null);
        var token = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("access_token").GetString()!;

        var reply = await Asking.AskAsync(hub.Address, token, "I want to detect wildfires from Sentinel-2");

        http.DefaultRequestHeaders.Authorization = new("Bearer", token);
        var sessions = await http.GetFromJsonAsync<JsonElement>("/llm/chat/sessions/");
        var history = await http.GetFromJsonAsync<JsonElement>($"/llm/chat/{sessions[0].GetProperty("session_id")}/history/");
        Assert.Equal(history[1].GetProperty("content").GetString(), reply);
    }

    [Fact]
    public void Its_links_lead_somewhere() =>
        Assert.All(_readme.Links, link => Assert.True(Path.Exists(Path.Combine(DocPage.Root, link)), link));
}
