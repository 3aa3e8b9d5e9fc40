using Constellation.Realtime.Engine.Providers;
using Constellation.Realtime.Engine.Providers.Anthropic;

namespace Constellation.Realtime.Engine.Tests.Providers;

public sealed class AnthropicSpecTests : ProviderSpec
{
    private protected override string Kind => ProviderKinds.Anthropic;

    private protected override string ErrorInStream => "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"Overloaded\"}}\n\n";

    private protected override ILlmProvider Create(ProviderOptions options) => new AnthropicProvider(options, Time);

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
