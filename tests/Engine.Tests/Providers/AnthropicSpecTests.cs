using System.Text.Json;
using Constellation.Realtime.Engine.Providers;
using Constellation.Realtime.Engine.Providers.Anthropic;
using Constellation.Realtime.ScriptedModel;

namespace Constellation.Realtime.Engine.Tests.Providers;

public sealed class AnthropicSpecTests : ProviderSpec
{
    private protected override string Kind => ProviderKinds.Anthropic;

    private protected override string ErrorInStream => "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"Overloaded\"}}\n\n";

    private protected override IReadOnlyList<string> WrongShapes { get; } =
    [
        .. new[]
        {
            ("content_block_delta", "7"), ("content_block_delta", "null"), ("content_block_delta", "[]"), ("content_block_delta", "{}"),
            ("content_block_delta", """{"type":7}"""), ("content_block_delta", """{"type":"content_block_delta"}"""),
            ("content_block_delta", """{"type":"content_block_delta","index":0}"""), ("content_block_delta", """{"type":"content_block_delta","index":0,"delta":7}"""),
            ("content_block_delta", """{"type":"content_block_delta","index":"0","delta":{"type":"text_delta","text":"x"}}"""),
            ("content_block_delta", """{"type":"content_block_delta","index":0.5,"delta":{"type":"text_delta","text":"x"}}"""),
            ("content_block_delta", """{"type":"content_block_delta","delta":{"type":"text_delta","text":"x"}}"""),
            ("content_block_delta", """{"type":"content_block_delta","index":0,"delta":{"type":"text_delta"}}"""),
            ("content_block_delta", """{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":7}}"""),
            ("content_block_delta", """{"type":"content_block_delta","index":0,"delta":{"type":"input_json_delta","partial_json":"{}"}}"""),
            ("content_block_start", """{"type":"content_block_start","index":1}"""), ("content_block_start", """{"type":"content_block_start","index":1,"content_block":7}"""),
            ("content_block_start", """{"type":"content_block_start","index":1,"content_block":{"type":"tool_use","name":"a","input":{}}}"""),
            ("content_block_start", """{"type":"content_block_start","index":1,"content_block":{"type":"tool_use","id":"x","name":7,"input":{}}}"""),
            ("message_start", """{"type":"message_start"}"""), ("message_start", """{"type":"message_start","message":7}"""),
            ("message_delta", """{"type":"message_delta","usage":{"output_tokens":1}}"""), ("message_delta", """{"type":"message_delta","delta":7}"""),
            ("message_delta", """{"type":"message_delta","delta":{"stop_reason":"whatever"},"usage":{"output_tokens":1}}"""),
        }.Select(one => $"event: {one.Item1}\ndata: {one.Item2}\n\n"),
    ];

    private protected override ILlmProvider Create(ProviderOptions options) => new AnthropicProvider(options, Time);

    private protected override void AssertLimits(JsonElement request, int contextTokens, int answerTokens) =>
        Assert.Equal(answerTokens, request.GetProperty("max_tokens").GetInt32());

    // "Requests which include `tool_use` or `tool_result` blocks must define tools."
    private protected override void AssertCallsAreUnderstood(ReceivedRequest request) => Assert.Equal("get_block", Assert.Single(request.Tools).GetProperty("name").GetString());

    [Fact]
    public async Task Calls_whose_tools_had_no_room_are_still_understood()
    {
        Llm.Says("So");
        using var provider = new AnthropicProvider(new ProviderOptions { Kind = Kind, Endpoint = Endpoint, Model = "scripted", ApiKey = "key" }, Time);

        await provider.StreamAsync(new Prompt
        {
            System = "",
            Messages =
            [
                new() { Role = PromptRole.User, Text = "Look" },
                new() { Role = PromptRole.Assistant, Text = "", ToolCalls = [new("c1", "get_block", "{}"), new("c2", "get_block", "{}")] },
                new() { Role = PromptRole.Tool, Text = "none", ToolCallId = "c1" },
                new() { Role = PromptRole.Tool, Text = "none", ToolCallId = "c2" },
            ],
            Tools = [],
        }, default).ToListAsync();

        AssertCallsAreUnderstood(Llm.Requests[0]);
        Assert.False(Llm.Requests[0].MayCall);
    }

    [Fact]
    public async Task A_tool_calls_arguments_stream_while_they_are_written()
    {
        Llm.Calls("suggest_pipeline", """{"name":"Crop map","blocks":[]}""", splitInto: 12).ThenWaits();
        using var provider = new AnthropicProvider(new ProviderOptions { Kind = Kind, Endpoint = Endpoint, Model = "scripted", ApiKey = "key" }, Time);

        await using var pieces = provider.StreamAsync(new Prompt { System = "", Messages = [new() { Role = PromptRole.User, Text = "Hello" }], Tools = [] }, default)
            .OfType<Piece.ToolCall>().GetAsyncEnumerator();
        var parts = new List<Piece.ToolCall>();
        while (parts.Count < 13 && await pieces.MoveNextAsync()) parts.Add(pieces.Current);

        Assert.Equal("suggest_pipeline", parts[0].Name);
        Assert.Single(parts.Select(part => part.CallId).Distinct());
        Assert.Equal("""{"name":"Crop map","blocks":[]}""", string.Concat(parts.Select(part => part.Arguments)));
    }

    [Fact]
    public async Task A_refusal_is_a_filters_end()
    {
        Llm.Says("I").ThenFinishes("content_filter");
        using var provider = new AnthropicProvider(new ProviderOptions { Kind = Kind, Endpoint = Endpoint, Model = "scripted", ApiKey = "key" }, Time);

        var pieces = await provider.StreamAsync(new Prompt { System = "", Messages = [new() { Role = PromptRole.User, Text = "Hello" }], Tools = [] }, default).ToListAsync();

        Assert.Equal(new Piece.End(Finish.Filtered), pieces[^1]);
    }
}
