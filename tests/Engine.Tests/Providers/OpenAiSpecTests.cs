using System.Text.Json;
using Constellation.Realtime.Engine.Providers;
using Constellation.Realtime.Engine.Providers.OpenAi;
using Constellation.Realtime.ScriptedModel;

namespace Constellation.Realtime.Engine.Tests.Providers;

public sealed class OpenAiSpecTests : ProviderSpec
{
    private protected override string Kind => ProviderKinds.OpenAi;

    private protected override string ErrorInStream => "data: {\"error\":{\"message\":\"Overloaded\",\"type\":\"overloaded_error\"}}\n\n";

    private protected override IReadOnlyList<string> WrongShapes { get; } =
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

    private protected override ILlmProvider Create(ProviderOptions options) => new OpenAiProvider(options, Time);

    private protected override void AssertLimits(JsonElement request, int contextTokens, int answerTokens)
    {
        Assert.Equal(answerTokens, request.GetProperty("max_tokens").GetInt32());
        Assert.False(request.TryGetProperty("max_completion_tokens", out _));
    }

    private protected override void AssertCallsAreUnderstood(ReceivedRequest request) =>
        Assert.Equal("get_block", Assert.Single(request.Tools).GetProperty("function").GetProperty("name").GetString());
}
