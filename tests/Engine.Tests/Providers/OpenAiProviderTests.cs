using System.Text.Json;
using Constellation.Realtime.Engine.Providers;
using Constellation.Realtime.Engine.Providers.OpenAi;

namespace Constellation.Realtime.Engine.Tests.Providers;

public sealed class OpenAiProviderTests : OpenAiJourney
{
    private const string Schema = """
        {"$defs":{"id":{"type":"string","format":"uuid"}}, "additionalProperties":false, "type":"object",
         "properties":{"name":{"type":"string"},"blocks":{"type":"array","items":{"$ref":"#/$defs/id"}}}, "required":["name"], "x-weight":1.50}
        """;

    [Fact]
    public async Task Halves_of_a_surrogate_pair_that_come_apart_are_one_character()
    {
        Llm.Says("a").ThenSendsEvent(Chunk("""{"content":"b\ud83d"}""")).ThenSendsEvent(Chunk("""{"content":"\ude00c\\ud83d \ud83d\ude80"}"""));

        var pieces = await ReadAsync();

        Assert.Equal("ab😀c\\ud83d 🚀", Text(pieces));
    }

    [Fact]
    public async Task A_tool_calls_arguments_stream_while_they_are_written()
    {
        Llm.Calls("suggest_pipeline", """{"name":"Crop map","blocks":[]}""", splitInto: 12).ThenWaits();

        await using var pieces = Provider.StreamAsync(Ask(), default).GetAsyncEnumerator();
        var parts = new List<Piece.ToolCall>();
        while (parts.Count < 13 && await pieces.MoveNextAsync())
        {
            parts.Add(Assert.IsType<Piece.ToolCall>(pieces.Current));
        }

        Assert.Equal("suggest_pipeline", parts[0].Name);
        Assert.All(parts.Skip(1), part => Assert.Null(part.Name));
        Assert.Single(parts.Select(part => part.CallId).Distinct());
        Assert.Equal("""{"name":"Crop map","blocks":[]}""", string.Concat(parts.Select(part => part.Arguments)));
    }

    [Fact]
    public async Task Calls_that_come_interleaved_and_without_ids_are_told_apart_too()
    {
        Llm.Sends("")
            .ThenSendsEvent(Chunk("""{"tool_calls":[{"index":0,"function":{"name":"a","arguments":"{"}},{"index":1,"function":{"name":"b","arguments":"["}}]}"""))
            .ThenSendsEvent(Chunk("""{"tool_calls":[{"index":1,"function":{"arguments":"]"}},{"index":0,"function":{"arguments":"}"}}]}"""))
            .ThenFinishes("stop");

        var pieces = await ReadAsync();

        Assert.Equal([("a", "{}"), ("b", "[]")], Calls(pieces));
        Assert.Equal(new Piece.End(Finish.ToolCalls), pieces[^1]);
    }

    [Fact]
    public async Task Calls_under_one_index_are_told_apart_by_their_ids()
    {
        Llm.Sends("")
            .ThenSendsEvent(Chunk("""{"tool_calls":[{"index":0,"id":"x","function":{"name":"a","arguments":"{}"}}]}"""))
            .ThenSendsEvent(Chunk("""{"tool_calls":[{"index":0,"id":"y","function":{"name":"a","arguments":"{"}}]}"""))
            .ThenSendsEvent(Chunk("""{"tool_calls":[{"index":0,"id":"y","function":{"name":"a","arguments":"}"}}]}"""))
            .ThenFinishes("tool_calls");

        var pieces = await ReadAsync();

        Assert.Equal([new("x", "a", "{}"), new("y", "a", "{"), new("y", null, "}")], pieces.OfType<Piece.ToolCall>());
    }

    [Fact]
    public async Task A_call_of_an_unknown_tool_goes_to_the_turn_and_not_back_to_the_model()
    {
        Llm.Calls("made_up", "{}");

        var pieces = await ReadAsync(Ask("Hello", Tool("search_blocks", Schema)));

        Assert.Contains(pieces, piece => piece is Piece.ToolCall { Name: "made_up" });
        Assert.Single(Llm.Requests);
    }

    [Theory]
    [InlineData("stop", "Stop")]
    [InlineData("tool_calls", "Stop")]
    [InlineData("length", "Length")]
    [InlineData("content_filter", "Filtered")]
    public async Task The_finish_is_what_the_model_says(string reason, string finish)
    {
        Llm.Says("So").ThenFinishes(reason);

        var pieces = await ReadAsync();

        Assert.Equal(new Piece.End(Enum.Parse<Finish>(finish)), pieces[^1]);
    }

    [Fact]
    public async Task A_finished_answer_waits_two_seconds_for_its_usage()
    {
        Llm.Says("So").ThenFinishes("stop").ThenStalls();

        var reading = ReadAsync();
        while (!reading.IsCompleted)
        {
            await Task.Yield();
            Time.Advance(TimeSpan.FromSeconds(2));
        }

        Assert.Equal([new Piece.Text("So"), new Piece.End(Finish.Stop)], Said(await reading));
    }

    [Fact]
    public async Task Tools_are_sent_by_their_own_names_with_their_schemas_as_they_are()
    {
        Llm.Says("So");

        await ReadAsync(Ask("Hello", Tool("suggest_pipeline", Schema), Tool("get_block", """{"type":"object"}""")));

        var tools = Llm.Requests[0].Tools.Select(tool => tool.GetProperty("function")).ToList();
        Assert.Equal(["suggest_pipeline", "get_block"], tools.Select(tool => tool.GetProperty("name").GetString()));
        Assert.Equal("What suggest_pipeline does.", tools[0].GetProperty("description").GetString());
        Assert.Equal(Schema, tools[0].GetProperty("parameters").GetRawText());
    }

    [Fact]
    public async Task A_prompt_without_tools_sends_none()
    {
        Llm.Says("So");

        await ReadAsync();

        Assert.False(Llm.Requests[0].Json.TryGetProperty("tools", out _));
    }

    [Fact]
    public async Task The_request_asks_for_a_stream_with_usage_from_the_model_with_the_key()
    {
        Llm.Says("So");

        await ReadAsync();

        var request = Llm.Requests[0];
        Assert.True(request.Json.GetProperty("stream").GetBoolean());
        Assert.True(request.Json.GetProperty("stream_options").GetProperty("include_usage").GetBoolean());
        Assert.Equal("scripted", request.Json.GetProperty("model").GetString());
        Assert.Equal($"Bearer {Key}", request.Headers["Authorization"]);
    }

    [Fact]
    public async Task The_prompt_is_sent_whole_with_calls_as_the_model_wrote_them_and_their_results()
    {
        Llm.Says("So");
        var prompt = new Prompt
        {
            System = "You join blocks.",
            Messages =
            [
                new() { Role = PromptRole.User, Text = " Hello \n" },
                new() { Role = PromptRole.Assistant, Text = "Hi" },
                new() { Role = PromptRole.User, Text = "Look" },
                new() { Role = PromptRole.Assistant, Text = "", ToolCalls = [new("c1", "search_blocks", "{not json"), new("c2", "get_block", "{}")] },
                new() { Role = PromptRole.Tool, Text = "none", ToolCallId = "c1" },
                new() { Role = PromptRole.Tool, Text = "[]", ToolCallId = "c2" },
            ],
            Tools = [],
        };

        await ReadAsync(prompt);

        const string expected = """
            [{"role":"system","content":"You join blocks."},{"role":"user","content":" Hello \n"},{"role":"assistant","content":"Hi"},{"role":"user","content":"Look"},
             {"role":"assistant","tool_calls":[{"id":"c1","type":"function","function":{"name":"search_blocks","arguments":"{not json"}},
                                               {"id":"c2","type":"function","function":{"name":"get_block","arguments":"{}"}}]},
             {"role":"tool","tool_call_id":"c1","content":"none"},{"role":"tool","tool_call_id":"c2","content":"[]"}]
            """;
        var sent = Llm.Requests[0].Json.GetProperty("messages");
        Assert.True(JsonElement.DeepEquals(JsonDocument.Parse(expected).RootElement, sent), sent.GetRawText());
    }

    [Fact]
    public async Task Without_a_key_no_authorization_is_sent()
    {
        Llm.Says("So");
        using var provider = new OpenAiProvider(Options with { ApiKey = null }, Time);

        await provider.StreamAsync(Ask(), default).ToListAsync();

        Assert.DoesNotContain("Authorization", Llm.Requests[0].Headers.Keys);
    }

    [Fact]
    public async Task Azure_gets_its_key_in_its_own_header()
    {
        Llm.Says("So");
        using var provider = new OpenAiProvider(Options with { Kind = ProviderKinds.AzureOpenAi }, Time);

        await provider.StreamAsync(Ask(), default).ToListAsync();

        Assert.Equal(Key, Llm.Requests[0].Headers["api-key"]);
        Assert.DoesNotContain("Authorization", Llm.Requests[0].Headers.Keys);
    }

    [Fact]
    public async Task Azure_is_told_the_longest_answer_by_its_new_name_which_newer_models_take_alone()
    {
        Llm.Says("So");
        using var provider = new OpenAiProvider(Options with { Kind = ProviderKinds.AzureOpenAi, AnswerTokens = 678 }, Time);

        await provider.StreamAsync(Ask(), default).ToListAsync();

        Assert.Equal(678, Llm.Requests[0].Json.GetProperty("max_completion_tokens").GetInt32());
        Assert.False(Llm.Requests[0].Json.TryGetProperty("max_tokens", out _));
    }

    [Fact]
    public async Task However_early_a_call_is_cancelled_its_request_ends_at_the_provider()
    {
        Llm.Otherwise.Stalls();

        for (var call = 1; call <= 500; call++)
        {
            using var cancel = new CancellationTokenSource();
            var reading = Provider.StreamAsync(Ask(), cancel.Token).ToListAsync().AsTask();
            var request = await Llm.WaitForRequestAsync(call);
            SpinWait.SpinUntil(() => false, TimeSpan.FromMilliseconds(call % 3));
            await cancel.CancelAsync();

            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
            await request.HungUp;
        }
    }

    private static IEnumerable<(string? Name, string Arguments)> Calls(IEnumerable<Piece> pieces) => pieces.OfType<Piece.ToolCall>()
        .GroupBy(part => part.CallId)
        .Select(call => (call.First().Name, string.Concat(call.Select(part => part.Arguments))));

    private static IEnumerable<Piece> Said(IEnumerable<Piece> pieces) => pieces.Where(piece => piece is not Piece.Text { Value: "" });
}
