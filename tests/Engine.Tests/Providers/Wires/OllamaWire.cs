using System.Text.Json;
using Constellation.Realtime.Engine.Providers;
using Constellation.Realtime.Engine.Providers.Ollama;
using Constellation.Realtime.ScriptedModel;

namespace Constellation.Realtime.Engine.Tests.Providers;

internal sealed class OllamaWire : ProviderWire
{
    public override string Kind => ProviderKinds.Ollama;

    public override string ErrorInStream => "{\"error\":{\"message\":\"Overloaded\",\"type\":\"overloaded\"}}\n";

    public override string SignOfLife => "\n";

    public override IReadOnlyList<string> WrongShapes { get; } =
    [
        .. new[]
        {
            "{}", "7", "null", "[]", "\"text\"", """{"message":7,"done":false}""", """{"message":{"role":"assistant","content":7},"done":false}""",
            """{"message":{"role":"assistant","content":{"text":"x"}},"done":false}""", """{"message":["x"],"done":false}""", """{"model":"m","done":false}""",
            """{"message":{"role":"assistant","content":"x"},"done":"no"}""", """{"message":{"role":"assistant","tool_calls":7},"done":false}""",
            """{"message":{"role":"assistant","tool_calls":[{}]},"done":false}""", """{"message":{"role":"assistant","tool_calls":[{"function":{"name":7}}]},"done":false}""",
            """{"message":{"role":"assistant","tool_calls":[{"function":{"arguments":{}}}]},"done":false}""",
            """{"message":{"role":"assistant","tool_calls":[{"function":{"name":"get_block","arguments":"{}"}}]},"done":false}""",
            """{"message":{"role":"assistant","content":""},"done":true,"done_reason":"whatever"}""", """{"message":{"role":"assistant","content":""},"done":true,"done_reason":7}""",
        }.Select(json => json + "\n"),
    ];

    public override ILlmProvider Create(ProviderOptions options, TimeProvider time) => new OllamaProvider(options, time);

    public override void AssertLimits(JsonElement request, int contextTokens, int answerTokens)
    {
        Assert.Equal(contextTokens, request.GetProperty("options").GetProperty("num_ctx").GetInt32());
        Assert.Equal(answerTokens, request.GetProperty("options").GetProperty("num_predict").GetInt32());
    }

    // It takes calls and results without any, and has no other way to say that none may be called.
    public override void AssertCallsAreUnderstood(ReceivedRequest request) => Assert.Empty(request.Tools);
}
