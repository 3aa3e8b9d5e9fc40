using System.Net.Http.Headers;
using System.Text.Json;
using Constellation.Realtime.Contracts;
using Constellation.Realtime.Hub.Tests.Wire;
using Constellation.Realtime.ScriptedModel;
using Microsoft.ML.Tokenizers;

namespace Constellation.Realtime.Hub.Tests.Journeys;

public sealed class PromptTests(TestNode node) : JourneyTests(node), IClassFixture<TestNode>
{
    private static readonly Tokenizer Tokenizer = TiktokenTokenizer.CreateForEncoding("o200k_base");

    [Fact]
    public async Task An_administrator_sees_each_prompt_of_a_turn_as_it_was_sent_and_no_key()
    {
        var number = Llm.Requests.Count + 1;
        Llm.Calls("search_blocks", """{"query":"flood"}""");
        Llm.Says("There are some.");
        var door = await OpenHubAsync();
        var asked = await door.AskAsync("Map floods in Kenya with Sentinel-1");
        await asked.Answer;

        var (status, body) = await KeptAsync(asked.Turn, requests: 2);

        Assert.Equal(200, status);
        var requests = body.GetProperty("requests").EnumerateArray().ToList();
        Assert.Equal(2, requests.Count);
        for (var i = 0; i < 2; i++)
        {
            var request = await Llm.WaitForRequestAsync(number + i);
            var content = requests[i].GetProperty("content");
            Assert.Equal(request.Said[0].Text, content.GetProperty("system").GetString());
            Assert.Equal(
                request.Said.Skip(1).Select(said => said.Text), content.GetProperty("messages").EnumerateArray().Select(message => Text(message, "text")));
            Assert.Equal("openai", requests[i].GetProperty("provider").GetString());
            Assert.Matches("^[0-9a-f]{12}$", requests[i].GetProperty("template").GetString());
            Assert.InRange(requests[i].GetProperty("tokens").GetInt32(), TokensOf(request), (TokensOf(request) * 11 / 10) + 200);
            Assert.InRange(requests[i].GetProperty("tokens").GetInt32(), 100, requests[i].GetProperty("window").GetInt32());
        }

        var parts = requests[0].GetProperty("content").GetProperty("messages").EnumerateArray().Select(message => message.GetProperty("part").GetString());
        Assert.Equal(["found", "facts", "said"], parts);
        Assert.DoesNotContain("a-key-that-no-client-sees", body.GetRawText(), StringComparison.Ordinal);
        Assert.DoesNotContain(Tokens.Secret, body.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_administrators_see_prompts_and_what_is_not_there_is_not_found()
    {
        Llm.Says("Well.");
        var door = await OpenHubAsync();
        var asked = await door.AskAsync("What is there?");
        await asked.Answer;
        await KeptAsync(asked.Turn, requests: 1);

        var path = Path(asked.Turn);
        Assert.Equal(401, (await GetAsync(path, token: null)).Status);
        Assert.Equal(403, (await GetAsync(path, Tokens.For(door.UserId))).Status);
        Assert.Equal(404, (await GetAsync(Path(asked.Turn with { TurnId = Guid.NewGuid() }), Administrator)).Status);
        Assert.Equal(404, (await GetAsync(Path(asked.Turn with { SessionId = Guid.NewGuid() }), Administrator)).Status);
    }

    [Theory]
    [InlineData(null, "ready")]
    [InlineData(Decision.Accepted, "accepted")]
    [InlineData(Decision.Rejected, null)]
    public async Task The_suggestion_that_stands_is_in_the_next_prompt_so_that_it_can_be_changed(Decision? decision, string? status)
    {
        Llm.Calls("suggest_pipeline", Suggested.Fires);
        Llm.Says("Here.");
        Llm.Says("Done.");
        var door = await OpenHubAsync();
        var first = await door.AskToEndAsync("Detect fires");
        if (decision is { } decided) await door.DecideAsync(first.SessionId, first.Suggestions.Single().SuggestionId, decided);
        var number = Llm.Requests.Count + 1;

        await door.AskToEndAsync("Swap the model", first.SessionId);

        var data = (await Llm.WaitForRequestAsync(number)).Said.Select(said => said.Text).SingleOrDefault(text => text.Contains(" suggestion\n", StringComparison.Ordinal));
        Assert.Equal(status is null, data is null);
        if (data is null) return;
        var json = JsonElement.Parse(data.Split('\n')[1]);
        Assert.StartsWith("<<<DATA ", data, StringComparison.Ordinal);
        Assert.Equal(("pipeline", status, "Fires"), (Text(json, "target"), Text(json, "status"), Text(json.GetProperty("payload"), "name")));
        Assert.All(json.GetProperty("payload").GetProperty("blocks").EnumerateArray(), id => Assert.StartsWith("b-", id.GetString(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_prompt_has_what_the_catalogue_has_for_the_message_and_never_the_whole_of_it()
    {
        Llm.Says("Well.");
        var door = await OpenHubAsync();
        var number = Llm.Requests.Count + 1;

        await door.AskToEndAsync("Map burn scars from Sentinel-2");

        var found = (await Llm.WaitForRequestAsync(number)).Said.Select(said => said.Text).Single(text => text.Contains(" found\n", StringComparison.Ordinal));
        var json = JsonElement.Parse(found.Split('\n')[1]);
        Assert.InRange(json.GetProperty("blocks").GetArrayLength(), 1, 6);
        Assert.InRange(json.GetProperty("neighbours").GetArrayLength(), 1, 3);
        Assert.InRange(json.GetProperty("pipelines").GetArrayLength(), 1, 3);
    }

    /// <summary>What of the request is certainly a token of the model's.</summary>
    private static int TokensOf(ReceivedRequest request) =>
        request.Said.Sum(said => Tokenizer.CountTokens(said.Text))
        + request.Messages.Where(message => message.TryGetProperty("tool_calls", out _)).SelectMany(message => message.GetProperty("tool_calls").EnumerateArray())
            .Sum(call => Tokenizer.CountTokens(call.GetProperty("function").GetProperty("arguments").GetString()!))
        + request.Tools.Select(tool => tool.GetProperty("function"))
            .Sum(tool => Tokenizer.CountTokens(tool.GetProperty("description").GetString()!) + Tokenizer.CountTokens(tool.GetProperty("parameters").GetRawText()));

    private static string Administrator { get; } = Tokens.For(Guid.NewGuid(), administrator: true);

    private async Task<(int Status, JsonElement Body)> KeptAsync(TurnRef turn, int requests)
    {
        (int Status, JsonElement Body) answer = default;
        await Wait.UntilAsync(async () => (answer = await GetAsync(Path(turn), Administrator)) is { Status: 200 } && answer.Body.GetProperty("requests").GetArrayLength() >= requests);
        return answer;
    }

    private async Task<(int Status, JsonElement Body)> GetAsync(string path, string? token)
    {
        using var http = new HttpClient { BaseAddress = Node.Address };
        if (token is not null) http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var answer = await http.GetAsync(new Uri(path, UriKind.Relative));
        return ((int)answer.StatusCode, JsonElement.Parse(await answer.Content.ReadAsStringAsync()));
    }

    private static string Path(TurnRef turn) => $"/llm/chat/{turn.SessionId}/turns/{turn.TurnId}/prompt/";

    private static string Text(JsonElement element, string member) => element.TryGetProperty(member, out var text) ? text.GetString() ?? "" : "";
}
