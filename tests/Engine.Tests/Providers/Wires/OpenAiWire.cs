using System.Text.Json;
using Constellation.Realtime.Engine.Providers;
using Constellation.Realtime.Engine.Providers.OpenAi;
using Constellation.Realtime.ScriptedModel;

namespace Constellation.Realtime.Engine.Tests.Providers;

internal sealed class OpenAiWire : ProviderWire
{
    public override string Kind => ProviderKinds.OpenAi;

    public override string ErrorInStream => "data: {\"error\":{\"message\":\"Overloaded\",\"type\":\"overloaded_error\"}}\n\n";

    public override string SignOfLife => ": keep-alive\n\n";

    public override IReadOnlyList<string> WrongShapes { get; } =
    [
        .. new[]
        {
            "7", "null", "[]", "\"text\"", """{"choices":7}""", """{"choices":[7]}""", """{"choices":["x"]}""", """{"choices":[{"index":0,"delta":7}]}""",
            """{"choices":[{"index":0,"delta":{"content":7}}]}""", """{"choices":[{"index":0,"delta":{"content":{"text":"x"}}}]}""",
            """{"choices":[{"index":0,"delta":{"tool_calls":7}}]}""", """{"choices":[{"index":0,"delta":{"tool_calls":[7]}}]}""",
            """{"choices":[{"index":0,"delta":{"tool_calls":[{"index":"0","id":"x","function":{"name":"a","arguments":""}}]}}]}""",
            """{"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"x","function":{"name":7,"arguments":""}}]}}]}""",
            """{"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"x","function":"a"}]}}]}""",
            """{"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"x","function":{"arguments":"{}"}}]}}]}""",
            """{"choices":[{"index":0,"delta":{},"finish_reason":"whatever"}]}""", """{"choices":[{"index":0,"delta":{},"finish_reason":7}]}""",
            """{"choices":[],"usage":7}""", """{"choices":[],"usage":{"prompt_tokens":"many"}}""",
        }.Select(json => $"data: {json}\n\n"),
    ];

    public override ILlmProvider Create(ProviderOptions options, TimeProvider time) => new OpenAiProvider(options, time);

    public override void AssertLimits(JsonElement request, int contextTokens, int answerTokens)
    {
        Assert.Equal(answerTokens, request.GetProperty("max_tokens").GetInt32());
        Assert.False(request.TryGetProperty("max_completion_tokens", out _));
    }

    public override void AssertCallsAreUnderstood(ReceivedRequest request) =>
        Assert.Equal("get_block", Assert.Single(request.Tools).GetProperty("function").GetProperty("name").GetString());

    public override void AssertGoesOn(JsonElement request, bool goesOn)
    {
        Assert.Equal(goesOn, request.TryGetProperty("continue_final_message", out var goOn) && goOn.GetBoolean());
        Assert.Equal(goesOn, request.TryGetProperty("add_generation_prompt", out var anew) && !anew.GetBoolean());
    }
}
