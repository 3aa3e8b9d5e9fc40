using System.Text.Json;
using Constellation.Realtime.Engine.Providers;
using Constellation.Realtime.ScriptedModel;

namespace Constellation.Realtime.Engine.Tests.Providers;

/// <summary>What every provider behind a wire has to do, whatever the wire looks like.</summary>
public abstract class ProviderSpec : IAsyncLifetime
{
    private const string Key = "sk-secret-0123456789";

    private const string Schema = """
        {"$defs":{"id":{"type":"string","format":"uuid"}}, "additionalProperties":false, "type":"object",
         "properties":{"name":{"type":"string"},"blocks":{"type":"array","items":{"$ref":"#/$defs/id"}}}, "required":["name"], "x-weight":1.50}
        """;

    private ILlmProvider? _provider;

    private protected ScriptedLlm Llm { get; private set; } = null!;

    private protected WatchedTime Time { get; } = new();

    private protected abstract string Kind { get; }

    /// <summary>An overloaded server in the midst of an answer.</summary>
    private protected abstract string ErrorInStream { get; }

    /// <summary>Frames of JSON with other types than the wire's, or without what they are for.</summary>
    private protected abstract IReadOnlyList<string> WrongShapes { get; }

    private ILlmProvider Provider => _provider ??= Create(Key);

    public async Task InitializeAsync() => Llm = await ScriptedLlm.StartAsync();

    public async Task DisposeAsync()
    {
        (_provider as IDisposable)?.Dispose();
        await Llm.DisposeAsync();
    }

    private protected abstract ILlmProvider Create(ProviderOptions options);

    private protected abstract void AssertLimits(JsonElement request, int contextTokens, int answerTokens);

    /// <summary>Some APIs refuse calls and results where no tools are.</summary>
    private protected abstract void AssertCallsAreUnderstood(ReceivedRequest request);

    [Fact]
    public async Task Text_comes_as_it_was_said_then_the_usage_then_the_end()
    {
        Llm.Says("  Con", "stel", "\n", "lation \t\n").Costing(21, 4);

        var pieces = await ReadAsync();

        Piece[] expected =
        [
            new Piece.Text("  Con"), new Piece.Text("stel"), new Piece.Text("\n"), new Piece.Text("lation \t\n"), new Piece.Used(21, 4), new Piece.End(Finish.Stop),
        ];
        Assert.Equal(expected, pieces.Where(piece => piece is not Piece.Text { Value: "" }));
    }

    [Fact]
    public async Task Text_is_there_while_the_model_still_speaks()
    {
        Llm.Says("Con").ThenWaits().ThenSays("stellation");

        await using var pieces = Provider.StreamAsync(Ask(), default).Where(piece => piece.Says()).GetAsyncEnumerator();
        await pieces.MoveNextAsync();

        Assert.Equal(new Piece.Text("Con"), pieces.Current);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(64)]
    public async Task Characters_that_are_cut_on_the_way_are_whole(int bytes)
    {
        Llm.Says("Größe ", "🛰️ 衛星", " e\u0301 \u202eאב").InPartsOf(bytes);

        Assert.Equal("Größe 🛰️ 衛星 e\u0301 \u202eאב", Text(await ReadAsync()));
    }

    [Fact]
    public async Task Several_calls_of_one_answer_are_told_apart()
    {
        Llm.Says("Let me look.").ThenCalls("search_blocks", """{"query":"größe","limit":1.50}""", 4).ThenCalls("get_block", """{"block_id":"7"}""", 3);

        var pieces = await ReadAsync();

        Assert.Equal(
            [("search_blocks", """{"query":"größe","limit":1.50}"""), ("get_block", """{"block_id":"7"}""")],
            pieces.OfType<Piece.ToolCall>().GroupBy(part => part.CallId).Select(call => (call.First().Name!, string.Concat(call.Select(part => part.Arguments)))));
        Assert.Equal(new Piece.End(Finish.ToolCalls), pieces[^1]);
    }

    [Fact]
    public async Task An_answer_that_was_cut_by_length_says_so()
    {
        Llm.Says("So").ThenFinishes("length");

        Assert.Equal(new Piece.End(Finish.Length), (await ReadAsync())[^1]);
    }

    [Fact]
    public async Task A_second_end_mark_changes_nothing()
    {
        Llm.Says("So").ThenFinishes("stop").ThenFinishes("length");

        var pieces = await ReadAsync();

        Assert.Equal("So", Text(pieces));
        Assert.Equal([new Piece.End(Finish.Stop)], pieces.OfType<Piece.End>());
    }

    [Fact]
    public async Task A_finished_answer_stands_when_what_comes_after_it_breaks()
    {
        Llm.Says("So").ThenFinishes("stop").ThenBreaks();

        var pieces = await ReadAsync();

        Assert.Equal("So", Text(pieces));
        Assert.Equal(new Piece.End(Finish.Stop), pieces[^1]);
    }

    [Fact]
    public async Task An_answer_without_an_end_mark_is_broken()
    {
        Llm.Says("So it is").ThenEndsWithoutFinish();

        Assert.Equal(ProviderFault.Broken, (await FailsAsync()).Fault);
    }

    [Theory]
    [InlineData(true, 1)]
    [InlineData(false, 5)]
    public async Task An_answer_that_is_cut_anywhere_has_no_end(bool cleanly, int step)
    {
        string[] said = [.. Enumerable.Range(0, 12).Select(i => $"Größe {i} 🛰️ ")];
        var whole = string.Concat(said);

        for (var cut = 0; ; cut += step)
        {
            Llm.Says(said).CutAfter(cut, cleanly);
            var pieces = new List<Piece>();
            try
            {
                await foreach (var piece in Provider.StreamAsync(Ask(), default)) pieces.Add(piece);
            }
            catch (ProviderException fault)
            {
                Assert.Equal(ProviderFault.Broken, fault.Fault);
                Assert.DoesNotContain(pieces, piece => piece is Piece.End);
                Assert.StartsWith(Text(pieces).TrimEnd('\uFFFD'), whole, StringComparison.Ordinal);
                continue;
            }

            Assert.Equal((whole, new Piece.End(Finish.Stop)), (Text(pieces), pieces[^1]));
            Assert.True(cut > 1000, $"Ended after {cut} bytes.");
            break;
        }
    }

    [Theory]
    [InlineData(true, 7)]
    [InlineData(false, 31)]
    public async Task An_answer_with_a_tool_call_that_is_cut_anywhere_has_no_end(bool cleanly, int step)
    {
        var arguments = JsonSerializer.Serialize(new { name = "Größe", note = string.Concat(Enumerable.Range(0, 40).Select(i => $"block {i}, ")) });

        for (var cut = 0; ; cut += step)
        {
            Llm.Says("So").ThenCalls("suggest_pipeline", arguments, 12).CutAfter(cut, cleanly);
            var pieces = new List<Piece>();
            try
            {
                await foreach (var piece in Provider.StreamAsync(Ask(), default)) pieces.Add(piece);
            }
            catch (ProviderException fault)
            {
                Assert.Equal(ProviderFault.Broken, fault.Fault);
                Assert.DoesNotContain(pieces, piece => piece is Piece.End);
                continue;
            }

            Assert.Equal(new Piece.End(Finish.ToolCalls), pieces[^1]);
            Assert.True(JsonElement.DeepEquals(JsonElement.Parse(arguments), JsonElement.Parse(Arguments(pieces))));
            Assert.True(cut > 600, $"Ended after {cut} bytes.");
            break;
        }
    }

    [Fact]
    public async Task A_tool_calls_arguments_may_have_members_of_any_name_and_shape()
    {
        const string Odd = """{"content":{"text":"x"},"message":{"content":7},"choices":[{"delta":{"content":{}}}],"error":{"content":true}}""";
        Llm.Calls("suggest_ticket", Odd);

        var pieces = await ReadAsync();

        Assert.True(JsonElement.DeepEquals(JsonElement.Parse(Odd), JsonElement.Parse(Arguments(pieces))));
        Assert.Equal(new Piece.End(Finish.ToolCalls), pieces[^1]);
    }

    [Theory]
    [InlineData("{\"error\n")]
    [InlineData("data: {]\n\n")]
    [InlineData("event: content_block_delta\ndata: {]\n\n")]
    [InlineData("<html><body>Bad gateway</body></html>\n\n")]
    [InlineData("upstream connect error or disconnect/reset before headers\n")]
    public async Task What_is_not_of_the_protocol_is_broken_even_where_the_answer_then_ends_as_it_should(string raw)
    {
        Llm.Says("So").ThenSends(raw).ThenSays(" it is").ThenFinishes("stop");

        Assert.Equal(ProviderFault.Broken, (await FailsAsync()).Fault);
    }

    [Fact]
    public async Task Json_of_another_shape_is_broken_and_nothing_else()
    {
        var wrong = new List<string>();

        foreach (var shape in WrongShapes)
        {
            Llm.Says("So").ThenSends(shape).ThenSays(" it is").ThenFinishes("stop");
            var thrown = await Record.ExceptionAsync(() => ReadAsync());
            if (thrown is not ProviderException { Fault: ProviderFault.Broken }) wrong.Add($"{shape.Trim()}: {thrown?.GetType().Name ?? "a whole answer"}");
        }

        Assert.Empty(wrong);
    }

    [Fact]
    public async Task What_comes_after_a_proper_end_changes_nothing_whatever_its_shape()
    {
        foreach (var shape in WrongShapes)
        {
            Llm.Says("So").ThenFinishes("stop").ThenSends(shape);

            var pieces = await ReadAsync();

            Assert.Equal(("So", new Piece.End(Finish.Stop)), (Text(pieces), pieces[^1]));
        }
    }

    [Fact]
    public async Task The_window_and_the_longest_answer_are_those_that_are_configured()
    {
        Llm.Says("So");
        var provider = Create(new ProviderOptions { Kind = Kind, Endpoint = Endpoint, Model = "scripted", ApiKey = Key, ContextTokens = 12_345, AnswerTokens = 678 });

        using ((IDisposable)provider) await provider.StreamAsync(Ask(), default).ToListAsync();

        AssertLimits(Llm.Requests[0].Json, 12_345, 678);
    }

    [Fact]
    public async Task For_words_only_no_tool_may_be_called_and_the_calls_before_are_still_understood()
    {
        Llm.Says("So");

        await ReadAsync(new Prompt
        {
            System = "You join blocks.",
            Messages =
            [
                new() { Role = PromptRole.User, Text = "Look" },
                new() { Role = PromptRole.Assistant, Text = "", ToolCalls = [new("c1", "get_block", "{}")] },
                new() { Role = PromptRole.Tool, Text = "none", ToolCallId = "c1" },
            ],
            Tools = [Tool("get_block", """{"type":"object"}""")],
            WordsOnly = true,
        });

        Assert.False(Llm.Requests[0].MayCall);
        AssertCallsAreUnderstood(Llm.Requests[0]);
    }

    [Fact]
    public async Task Messages_of_one_role_in_a_row_are_sent_as_one_where_the_model_wants_it()
    {
        Llm.Says("So");
        var provider = Create(new ProviderOptions { Kind = Kind, Endpoint = Endpoint, Model = "scripted", ApiKey = Key, JoinsRoles = true });
        var prompt = new Prompt
        {
            System = "You join blocks.",
            Messages =
            [
                new() { Role = PromptRole.User, Text = "Hello?" },
                new() { Role = PromptRole.User, Text = "<<<DATA 00 found\n{}\nDATA 00>>>", Part = PromptPart.Found },
                new() { Role = PromptRole.User, Text = "Are you there?" },
                new() { Role = PromptRole.Assistant, Text = "Yes." },
                new() { Role = PromptRole.Assistant, Text = "I look.", ToolCalls = [new("c1", "get_block", "{}"), new("c2", "get_block", "{}")] },
                new() { Role = PromptRole.Tool, Text = "one", ToolCallId = "c1" },
                new() { Role = PromptRole.Tool, Text = "two", ToolCallId = "c2" },
                new() { Role = PromptRole.Assistant, Text = "Here." },
                new() { Role = PromptRole.User, Text = "" },
                new() { Role = PromptRole.User, Text = "Thanks" },
            ],
            Tools = [],
        };

        using ((IDisposable)provider) await provider.StreamAsync(prompt, default).ToListAsync();

        var roles = Llm.Requests[0].Messages.Select(message => message.GetProperty("role").GetString()!).ToList();
        Assert.DoesNotContain(roles.Zip(roles.Skip(1)), pair => pair.First == pair.Second && pair.First != "tool");
        var said = Llm.Requests[0].Said.Where(one => one.Role == "user" && one.Text.Length > 0 && one.Text is not ("one" or "two" or "onetwo"));
        Assert.Equal(["Hello?", "<<<DATA 00 found\n{}\nDATA 00>>>", "Are you there?", "Thanks"], said.Select(one => one.Text));
    }

    [Fact]
    public async Task An_error_in_place_of_the_rest_is_a_fault()
    {
        Llm.Says("So").ThenSends(ErrorInStream).ThenEndsWithoutFinish();

        Assert.Equal(ProviderFault.Busy, (await FailsAsync()).Fault);
    }

    [Fact]
    public async Task A_page_in_place_of_an_answer_is_a_fault()
    {
        Llm.Answers(200, "<html><body>Sign in</body></html>", "text/html");

        Assert.Equal(ProviderFault.Broken, (await FailsAsync()).Fault);
    }

    [Theory]
    [InlineData(400, "BadRequest")]
    [InlineData(401, "Auth")]
    [InlineData(403, "Auth")]
    [InlineData(404, "BadRequest")]
    [InlineData(402, "Quota")]
    [InlineData(413, "Overlong")]
    [InlineData(429, "Busy")]
    [InlineData(500, "Busy")]
    [InlineData(503, "Busy")]
    [InlineData(529, "Busy")]
    [InlineData(302, "BadRequest")]
    [InlineData(307, "BadRequest")]
    [InlineData(405, "BadRequest")]
    [InlineData(408, "Busy")]
    [InlineData(422, "BadRequest")]
    [InlineData(502, "Busy")]
    public async Task A_status_says_what_kind_of_fault_it_is_and_is_asked_for_once(int status, string fault)
    {
        Llm.Answers(status, $$$"""{"error":{"message":"Not with {{{Key}}}."}}""", "application/json", ("Retry-After", "7"), ("Location", "http://127.0.0.1:9/"));

        var failure = await FailsAsync();

        Assert.Equal(fault, failure.Fault.ToString());
        Assert.Contains($"HTTP {status}", failure.Message, StringComparison.Ordinal);
        Assert.Equal(TimeSpan.FromSeconds(7), failure.RetryAfter);
        Assert.DoesNotContain(Key, failure.ToString(), StringComparison.Ordinal);
        Assert.Single(Llm.Requests);
    }

    [Fact]
    public async Task Nobody_there_is_a_fault()
    {
        using var provider = (IDisposable)Create(new ProviderOptions { Kind = Kind, Endpoint = "http://127.0.0.1:9", Model = "scripted", ApiKey = Key });

        var failure = await Assert.ThrowsAsync<ProviderException>(() => ((ILlmProvider)provider).StreamAsync(Ask(), default).ToListAsync().AsTask());

        Assert.Equal(ProviderFault.Broken, failure.Fault);
        Assert.Contains("can't be reached", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tools_are_sent_by_their_own_names_with_their_schemas_as_they_are()
    {
        Llm.Says("So");

        await ReadAsync(Ask("Hello", Tool("suggest_pipeline", Schema), Tool("get_block", """{"type":"object"}""")));

        var tools = Llm.Requests[0].Tools.Select(tool => tool.TryGetProperty("function", out var function) ? function : tool).ToList();
        Assert.Equal(["suggest_pipeline", "get_block"], tools.Select(tool => tool.GetProperty("name").GetString()));
        Assert.Equal("What suggest_pipeline does.", tools[0].GetProperty("description").GetString());
        var sent = tools[0].TryGetProperty("parameters", out var parameters) ? parameters : tools[0].GetProperty("input_schema");
        Assert.True(JsonElement.DeepEquals(JsonElement.Parse(Schema), sent), sent.GetRawText());
        Assert.Contains("1.50", sent.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_prompt_is_sent_whole_with_calls_and_their_results()
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
                new() { Role = PromptRole.Assistant, Text = "", ToolCalls = [new("c1", "search_blocks", "{not json"), new("c2", "get_block", """{"block_id":"seven"}""")] },
                new() { Role = PromptRole.Tool, Text = "none", ToolCallId = "c1" },
                new() { Role = PromptRole.Tool, Text = "[42]", ToolCallId = "c2" },
            ],
            Tools = [],
        };

        await ReadAsync(prompt);

        var body = Llm.Requests[0].Body;
        var places = new[] { "You join blocks.", " Hello ", "Hi", "Look", "search_blocks", "not json", "get_block", "seven", "none", "[42]" }
            .Select(part => body.IndexOf(part, StringComparison.Ordinal)).ToArray();
        Assert.DoesNotContain(-1, places);
        Assert.Equal(places.Skip(1).Order(), places.Skip(1));
        Assert.Equal("scripted", Llm.Requests[0].Json.GetProperty("model").GetString());
        Assert.True(Llm.Requests[0].Json.GetProperty("stream").GetBoolean());
        Assert.Contains(Llm.Requests[0].Headers, header => header.Value.Contains(Key, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Cancelling_ends_the_request_at_the_provider()
    {
        Llm.Says("Con").ThenStalls();
        using var cancel = new CancellationTokenSource();
        await using var pieces = Provider.StreamAsync(Ask(), cancel.Token).Where(piece => piece.Says()).GetAsyncEnumerator();
        await pieces.MoveNextAsync();

        var next = pieces.MoveNextAsync();
        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await next);
        await Llm.Requests[0].HungUp;
    }

    [Fact]
    public async Task Leaving_the_stream_ends_the_request_at_the_provider()
    {
        Llm.Says("Con").ThenStalls();

        await foreach (var piece in Provider.StreamAsync(Ask(), default))
        {
            if (piece.Says()) break;
        }

        await Llm.Requests[0].HungUp;
    }

    private static Prompt Ask(string text = "Which block?", params ToolDefinition[] tools) => new()
    {
        System = "You join blocks.",
        Messages = [new() { Role = PromptRole.User, Text = text }],
        Tools = tools,
    };

    private static ToolDefinition Tool(string name, string schema) => new(name, $"What {name} does.", JsonElement.Parse(schema));

    private static string Text(IEnumerable<Piece> pieces) => string.Concat(pieces.OfType<Piece.Text>().Select(text => text.Value));

    private static string Arguments(IEnumerable<Piece> pieces) => string.Concat(pieces.OfType<Piece.ToolCall>().Select(part => part.Arguments));

    private ILlmProvider Create(string key) => Create(new ProviderOptions { Kind = Kind, Endpoint = Endpoint, Model = "scripted", ApiKey = key });

    private protected virtual string Endpoint => Llm.Endpoint.ToString();

    private Task<List<Piece>> ReadAsync(Prompt? prompt = null) => Provider.StreamAsync(prompt ?? Ask(), default).ToListAsync().AsTask();

    private Task<ProviderException> FailsAsync() => Assert.ThrowsAsync<ProviderException>(() => ReadAsync());
}
