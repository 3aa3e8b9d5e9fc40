using Constellation.Realtime.Engine.Providers;
using Constellation.Realtime.Engine.Providers.Anthropic;
using Constellation.Realtime.ScriptedModel;

namespace Constellation.Realtime.Engine.Tests.Providers;

/// <summary>What only Anthropic's wire has.</summary>
public sealed class AnthropicProviderTests : IAsyncLifetime
{
    private ScriptedLlm _llm = null!;
    private AnthropicProvider _provider = null!;

    public async Task InitializeAsync()
    {
        _llm = await ScriptedLlm.StartAsync();
        _provider = new(new ProviderOptions { Kind = ProviderKinds.Anthropic, Endpoint = _llm.Endpoint.ToString(), Model = "scripted", ApiKey = "key" }, TimeProvider.System);
    }

    public async Task DisposeAsync()
    {
        _provider.Dispose();
        await _llm.DisposeAsync();
    }

    [Fact]
    public async Task Calls_whose_tools_had_no_room_are_still_understood()
    {
        _llm.Says("So");

        await _provider.StreamAsync(new Prompt
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

        new AnthropicWire().AssertCallsAreUnderstood(_llm.Requests[0]);
        Assert.False(_llm.Requests[0].MayCall);
    }

    [Fact]
    public async Task A_tool_calls_arguments_stream_while_they_are_written()
    {
        _llm.Calls("suggest_pipeline", """{"name":"Crop map","blocks":[]}""", splitInto: 12).ThenWaits();

        await using var pieces = _provider.StreamAsync(new Prompt { System = "", Messages = [new() { Role = PromptRole.User, Text = "Hello" }], Tools = [] }, default)
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
        _llm.Says("I").ThenFinishes("content_filter");

        var pieces = await _provider.StreamAsync(new Prompt { System = "", Messages = [new() { Role = PromptRole.User, Text = "Hello" }], Tools = [] }, default).ToListAsync();

        Assert.Equal(new Piece.End(Finish.Filtered), pieces[^1]);
    }
}
