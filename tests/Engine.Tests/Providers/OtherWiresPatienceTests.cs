using Constellation.Realtime.Engine.Providers;
using Constellation.Realtime.Engine.Providers.Anthropic;
using Constellation.Realtime.Engine.Providers.Ollama;
using Constellation.Realtime.ScriptedModel;

namespace Constellation.Realtime.Engine.Tests.Providers;

/// <summary>What <see cref="PatienceTests"/> has of OpenAI's wire, of the other two.</summary>
public sealed class OtherWiresPatienceTests : IAsyncLifetime
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(1);

    private static readonly LlmOptions Limits = new() { FirstTokenTimeout = TimeSpan.FromSeconds(20), StallTimeout = TimeSpan.FromSeconds(15) };

    private static readonly Dictionary<string, string> Thinking = new()
    {
        [ProviderKinds.Ollama] = """{"model":"m","created_at":"2026-03-01T12:00:00Z","message":{"role":"assistant","content":"","thinking":"Hm"},"done":false}""" + "\n",
        [ProviderKinds.Anthropic] =
            "event: content_block_delta\n" + """data: {"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"Hm"}}""" + "\n\n",
    };

    private readonly WatchedTime _time = new();
    private ScriptedLlm _llm = null!;

    public async Task InitializeAsync() => _llm = await ScriptedLlm.StartAsync();

    public async Task DisposeAsync() => await _llm.DisposeAsync();

    [Theory]
    [InlineData(ProviderKinds.Ollama)]
    [InlineData(ProviderKinds.Anthropic)]
    public async Task A_provider_that_says_nothing_is_given_up_after_the_first_token_limit(string kind)
    {
        _llm.Stalls();
        using var patient = Patient(kind);
        await using var pieces = Ask(patient);

        var first = pieces.MoveNextAsync().AsTask();
        var request = await _llm.WaitForRequestAsync();
        _time.Advance(Limits.FirstTokenTimeout);

        Assert.Equal(ProviderFault.Stalled, (await Assert.ThrowsAsync<ProviderException>(() => first)).Fault);
        await request.HungUp;
    }

    [Theory]
    [InlineData(ProviderKinds.Ollama)]
    [InlineData(ProviderKinds.Anthropic)]
    public async Task A_provider_that_falls_silent_is_given_up_after_the_stall_limit(string kind)
    {
        _llm.Says("Con").ThenStalls();
        using var patient = Patient(kind);
        await using var pieces = Ask(patient);
        await SaidAsync(pieces);

        var next = pieces.MoveNextAsync().AsTask();
        _time.Advance(Limits.StallTimeout);

        Assert.Equal(ProviderFault.Stalled, (await Assert.ThrowsAsync<ProviderException>(() => next)).Fault);
        await _llm.Requests[0].HungUp;
    }

    [Theory]
    [InlineData(ProviderKinds.Ollama)]
    [InlineData(ProviderKinds.Anthropic)]
    public async Task A_model_that_thinks_is_not_silent(string kind)
    {
        _llm.Waits().ThenSends(Thinking[kind]).ThenWaits().ThenSays("So");
        using var patient = Patient(kind);
        await using var pieces = Ask(patient);
        var thinking = pieces.MoveNextAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30));
        await _llm.WaitForRequestAsync();
        _time.Advance(Limits.FirstTokenTimeout - Moment);
        _llm.GoesOn();
        Assert.True(await thinking);
        Assert.False(pieces.Current.Says());

        var text = SaidAsync(pieces);
        _time.Advance(Limits.StallTimeout - Moment);
        _llm.GoesOn();

        Assert.Equal(new Piece.Text("So"), await text);
    }

    private static async Task<Piece> SaidAsync(IAsyncEnumerator<Piece> pieces)
    {
        while (await pieces.MoveNextAsync())
        {
            if (pieces.Current.Says()) return pieces.Current;
        }

        throw new InvalidOperationException("Nothing was said.");
    }

    private static IAsyncEnumerator<Piece> Ask(Patience patient) => patient.StreamAsync(
        new Prompt { System = "You join blocks.", Messages = [new() { Role = PromptRole.User, Text = "Which block?" }], Tools = [] }, default).GetAsyncEnumerator();

    private Patience Patient(string kind)
    {
        var options = new ProviderOptions { Kind = kind, Endpoint = _llm.Endpoint.ToString(), Model = "scripted", ApiKey = "key" };
        return new Patience(kind == ProviderKinds.Ollama ? new OllamaProvider(options, _time) : new AnthropicProvider(options, _time), Limits, _time);
    }
}
