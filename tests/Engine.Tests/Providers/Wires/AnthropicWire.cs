using System.Text.Json;
using Constellation.Realtime.Engine.Providers;
using Constellation.Realtime.Engine.Providers.Anthropic;
using Constellation.Realtime.ScriptedModel;

namespace Constellation.Realtime.Engine.Tests.Providers;

internal sealed class AnthropicWire : ProviderWire
{
    public override string Kind => ProviderKinds.Anthropic;

    public override string ErrorInStream => "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"Overloaded\"}}\n\n";

    public override string SignOfLife => "event: ping\ndata: {\"type\":\"ping\"}\n\n: keep-alive\n\n";

    public override IReadOnlyList<string> WrongShapes { get; } =
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

    public override ILlmProvider Create(ProviderOptions options, TimeProvider time) => new AnthropicProvider(options, time);

    public override void AssertLimits(JsonElement request, int contextTokens, int answerTokens) =>
        Assert.Equal(answerTokens, request.GetProperty("max_tokens").GetInt32());

    // "Requests which include `tool_use` or `tool_result` blocks must define tools."
    public override void AssertCallsAreUnderstood(ReceivedRequest request) => Assert.Equal("get_block", Assert.Single(request.Tools).GetProperty("name").GetString());
}
