using Constellation.Realtime.Engine.Providers;

namespace Constellation.Realtime.Engine.Tests.Providers;

/// <summary>How a model is asked to go on with what another one began.</summary>
public abstract class PrefillSpec : ProviderSpec
{
    private protected PrefillSpec(ProviderWire wire) : base(wire)
    {
    }

    [Fact]
    public async Task The_beginning_is_the_models_own_last_message_without_the_blank_at_its_end_and_only_what_comes_behind_it_is_said()
    {
        Llm.Says(" ", "lation").ThenFinishes("stop");

        var pieces = await ReadAsync(prefill: true, begun: "Con\n stel ");

        Assert.Equal("lation", Text(pieces));
        Assert.Equal(("assistant", "Con\n stel"), Llm.Requests[0].Said[^1]);
        Assert.Equal("user", Llm.Requests[0].Messages[^2].GetProperty("role").GetString());
        Wire.AssertGoesOn(Llm.Requests[0].Json, goesOn: true);
    }

    [Theory]
    [InlineData(true, "")]
    [InlineData(false, "Con")]
    public async Task Where_nothing_was_begun_or_nobody_configured_it_the_last_message_is_the_persons(bool prefill, string begun)
    {
        Llm.Says("Con");

        await ReadAsync(prefill, begun);

        Assert.Equal(("user", "Which block?"), Llm.Requests[0].Said[^1]);
        Wire.AssertGoesOn(Llm.Requests[0].Json, goesOn: false);
    }

    private async Task<List<Piece>> ReadAsync(bool prefill, string begun)
    {
        var provider = Create(Options with { Prefill = prefill });
        using ((IDisposable)provider) return await provider.StreamAsync(Ask() with { Begun = begun }, default).ToListAsync();
    }
}
