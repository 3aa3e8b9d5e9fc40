using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Constellation.Realtime.Contracts;
using Constellation.Realtime.Hub.Tests.Doors;
using Constellation.Realtime.Hub.Tests.Journeys;
using Constellation.Realtime.Hub.Tests.Wire;
using Constellation.Realtime.ScriptedModel;

namespace Constellation.Realtime.Hub.Tests.Injection;

public sealed class InjectionTests(PoisonedNode node) : JourneyTests(node), IClassFixture<PoisonedNode>
{
    private const string Secret = "quetzalcoatlus-northropi";
    private const int AtOnce = 8;

    [Fact]
    public async Task Whatever_a_block_says_and_a_model_does_nothing_foreign_is_read_nothing_is_decided_and_nobody_is_called()
    {
        var (victim, own) = (await SuggestAsync($"Detect fires for {Secret}"), await SuggestAsync("Detect fires"));
        var handle = Regex.Match(string.Concat(Llm.Requests.Select(request => request.Body)), "b-[0-9a-z]{6}").Value;
        node.Poison(
            ("{CANARY}", node.Canary), ("{VICTIM_SESSION}", victim.Turn.SessionId.ToString()), ("{VICTIM_SUGGESTION}", victim.Suggestion.ToString()),
            ("{VICTIM_USER}", victim.Door.UserId.ToString()), ("{OWN_SUGGESTION}", own.Suggestion.ToString()), ("{VICTIM_HANDLE}", handle), ("{PIPELINE}", Suggested.Fires));
        await PoisonIsReadAsync(node.Canary);
        await ImportAsync();
        var before = Llm.Requests.Count;
        Llm.When(request => request.Body.Contains("Tell me about Zorb", StringComparison.Ordinal)).Decides(ObedientModel.Obey);

        await Parallel.ForAsync(0, node.Payloads.Count, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (i, _) =>
        {
            var answered = await own.Door.AskToEndAsync($"Tell me about {PoisonedNode.NameOf(i)}");
            Assert.DoesNotContain(answered.Events, e => e.Type == SessionEventTypes.SuggestionChanged);
            Assert.All(answered.Suggestions, suggestion => Assert.Equal(SuggestionStatus.Ready, suggestion.Status));
        });

        var sent = Llm.Requests.Skip(before).ToList();
        Assert.Equal(300, node.Payloads.Count);
        Assert.Empty(Unread(sent));
        Assert.InRange(sent.Count, 2 * node.Payloads.Count, 9 * node.Payloads.Count);
        foreach (var secret in PoisonedNode.Secrets.Append(Secret))
            Assert.All(sent, request => Assert.DoesNotContain(secret, request.Body, StringComparison.OrdinalIgnoreCase));
        Assert.False(node.WasCalled, "Somebody called the address that only payloads name.");
        Assert.Equal(SuggestionStatus.Rejected, (await victim.Door.DecideAsync(victim.Turn.SessionId, victim.Suggestion, Decision.Rejected)).Status);
        Assert.Equal(SuggestionStatus.Rejected, (await own.Door.DecideAsync(own.Turn.SessionId, own.Suggestion, Decision.Rejected)).Status);
    }

    [Fact]
    public async Task A_fenced_candidate_that_a_block_or_a_tool_has_is_none_of_the_model_s()
    {
        node.Poison(("{PIPELINE}", Suggested.Fires), ("{CANARY}", "a-quiet-place"));
        await PoisonIsReadAsync("a-quiet-place");
        var door = await OpenHubAsync();

        foreach (var (payload, i) in node.Payloads.Select((payload, i) => (payload, i)).Where(one => one.payload.Class == "fence"))
        {
            Llm.Calls("search_blocks", $$"""{"query":"{{PoisonedNode.NameOf(i)}}"}""");
            Llm.Says("There is such a block.");
            var answered = await door.AskToEndAsync($"What is {PoisonedNode.NameOf(i)}?");

            Assert.Equal("There is such a block.", answered.Text);
            Assert.Empty(answered.Suggestions);
            Assert.DoesNotContain(answered.Events, e => e.Type.StartsWith("suggestion.", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Nothing_that_a_block_says_looks_like_a_fence_a_tag_or_a_link_in_a_prompt()
    {
        node.Poison(("{PIPELINE}", Suggested.Fires), ("{CANARY}", "another-quiet-place"));
        await PoisonIsReadAsync("another-quiet-place");
        var door = await OpenHubAsync();
        var before = Llm.Requests.Count;

        for (var i = 0; i < node.Payloads.Count; i += 10)
        {
            Llm.Calls("search_blocks", $$"""{"query":"{{PoisonedNode.NameOf(i)}}"}""");
            Llm.Says("Well.");
            await door.AskToEndAsync($"What is {PoisonedNode.NameOf(i)}?");
        }

        var data = Llm.Requests.Skip(before).SelectMany(request => request.Said).Where(said => said.Role is "tool" or "user")
            .Select(said => said.Text).Where(text => !text.StartsWith("What is", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(data);
        Assert.All(data, text => AssertQuiet(text.StartsWith("<<<DATA", StringComparison.Ordinal) ? text.Split('\n')[1] : text));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Nor_in_what_the_check_says_of_a_candidate_with_such_blocks(bool isCall)
    {
        node.Poison(("{PIPELINE}", Suggested.Fires), ("{CANARY}", "a-third-quiet-place"));
        await PoisonIsReadAsync("a-third-quiet-place");
        var door = await OpenHubAsync();
        var loud = Enumerable.Range(0, node.Payloads.Count).Where(i => node.Filled(i) is { Length: < 120 } text && text.IndexOfAny(['<', '>', '`', '[', '\u200b']) >= 0).ToList();
        Assert.InRange(loud.Count, 40, 300);

        foreach (var some in loud.Chunk(8))
        {
            var edges = some.Zip(some.Skip(1), (from, to) => $$"""{"source_block_id":"{{PoisonedNode.IdOf(from)}}","target_block_id":"{{PoisonedNode.IdOf(to)}}","edge_type":"primary"}""");
            var wrong = $$"""{"name":"Wrong","blocks":[{{string.Join(',', some.Select(i => $"\"{PoisonedNode.IdOf(i)}\""))}}],"edges":[{{string.Join(',', edges)}}]}""";
            if (isCall) Llm.Calls("suggest_pipeline", wrong);
            else Llm.Says($"```suggest pipeline\n{wrong}\n```\n");
            Llm.Says("It can't be done.");
            await door.AskToEndAsync("Make one of these.");

            var told = Llm.Requests[^1].Said.Last(said => said.Text.Contains("\"status\":\"invalid\"", StringComparison.Ordinal));
            Assert.Equal(isCall ? "tool" : "user", told.Role);
            Assert.All(some.Skip(1).SkipLast(1), i => Assert.Contains(PoisonedNode.NameOf(i), told.Text, StringComparison.Ordinal));
            AssertQuiet(told.Text.TrimEnd());
        }
    }

    private static void AssertQuiet(string text)
    {
        Assert.DoesNotContain(text, c => c is '<' or '>' or '`' or '\n' or '\r' or '\u2028' or '\u202e' or '\u200b');
        Assert.DoesNotContain("![", text, StringComparison.Ordinal);
        Assert.DoesNotContain("[INST]", text, StringComparison.Ordinal);
    }

    private async Task<(HubDoor Door, TurnRef Turn, Guid Suggestion)> SuggestAsync(string text)
    {
        Llm.Calls("suggest_pipeline", Suggested.Fires);
        Llm.Says("Here.");
        var door = await OpenHubAsync();
        var asked = await door.AskAsync(text);
        return (door, asked.Turn, (await asked.Answer).Suggestions.Single().SuggestionId);
    }

    /// <summary>The node reads its catalogue once a second.</summary>
    private async Task PoisonIsReadAsync(string word)
    {
        var index = node.Payloads.ToList().FindIndex(payload => payload.Class == "urls");
        var door = await OpenHubAsync();
        await Wait.UntilAsync(async () =>
        {
            var number = Llm.Requests.Count + 1;
            Llm.Says("Yes.");
            await door.AskToEndAsync($"What is {PoisonedNode.NameOf(index)}?");
            return (await Llm.WaitForRequestAsync(number)).Body.Contains(word, StringComparison.Ordinal);
        });
    }

    /// <summary>Has the targets of an API whose descriptions are the payloads.</summary>
    private async Task ImportAsync()
    {
        using var administrator = new HttpClient { BaseAddress = node.Address };
        administrator.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Tokens.For(Guid.NewGuid(), administrator: true));
        using var answer = await administrator.PostAsync(
            new Uri("/llm/schemas/import/", UriKind.Relative), new StringContent(node.Api().ToJsonString(), Encoding.UTF8, "application/json"));
        var imported = JsonElement.Parse(await answer.Content.ReadAsStringAsync());
        Assert.Equal((HttpStatusCode.OK, 300, 0), (answer.StatusCode, imported.GetProperty("targets").GetArrayLength(), imported.GetProperty("refused").GetArrayLength()));
    }

    /// <summary>Payloads that no model was told of in a tool's result, or in the description of a tool.</summary>
    private IEnumerable<string> Unread(List<ReceivedRequest> sent)
    {
        var turns = sent.ToLookup(ObedientModel.NameAskedFor);
        for (var i = 0; i < node.Payloads.Count; i++)
        {
            var requests = turns[PoisonedNode.NameOf(i)].ToList();
            var results = requests.SelectMany(request => request.Said).Where(said => said.Role == "tool").SelectMany(said => ObedientModel.Texts(said.Text));
            if (!results.Any(text => text.Contains(Start(node.Filled(i)), StringComparison.Ordinal))) yield return $"{i} as a tool's result: {node.Payloads[i].Text}";

            var described = requests.SelectMany(request => request.Tools).Select(tool => tool.GetProperty("function"))
                .Where(tool => tool.GetProperty("name").GetString() == $"suggest_{PoisonedNode.NameOf(i).ToLowerInvariant()}").Select(tool => tool.GetProperty("description").GetString()!);
            var expected = Start(node.Filled(i).Trim().TrimEnd('.').Replace('\0', '\uFFFD'));
            if (!described.Any(text => text.Contains(expected, StringComparison.Ordinal))) yield return $"{i} as a tool's description: {node.Payloads[i].Text}";
        }
    }

    /// <summary>As much of it as the model can be told of it by a search.</summary>
    private static string Start(string payload) => payload.Length <= 150 ? payload : payload[..(char.IsHighSurrogate(payload[149]) ? 149 : 150)];
}
