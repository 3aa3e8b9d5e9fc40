using Constellation.Realtime.Engine.Providers;
using Constellation.Realtime.Engine.Providers.Breakers;
using Constellation.Realtime.ScriptedModel;

namespace Constellation.Realtime.Engine.Tests.Providers;

/// <summary>Which providers a breaker keeps a call from, and for how long.</summary>
public sealed class PassedOverTests : FallbackJourney
{
    [Fact]
    public async Task A_provider_that_is_out_is_passed_over_until_one_call_finds_it_back()
    {
        await using var spare = await ScriptedLlm.StartAsync();
        Llm.Otherwise.Answers(503, "{}", "application/json", ("Retry-After", "60"));
        spare.Otherwise.Says("Con");
        using var chain = Chain(spare);
        for (var i = 0; i < BreakerRule.Faults; i++) await FirstAsync(chain);

        await FirstAsync(chain);
        var whileOpen = Llm.Requests.Count;
        Time.Advance(BreakerRule.OpenTime);
        Llm.Says("Back");
        var back = await chain.StreamAsync(Ask(), Someone, default).ToListAsync();

        Assert.Equal(BreakerRule.Faults, whileOpen);
        Assert.Equal(new Piece.Text("Back"), back[0].Piece);
    }

    [Fact]
    public async Task The_last_provider_left_is_always_tried()
    {
        Llm.Otherwise.Answers(503, "{}", "application/json", ("Retry-After", "60"));

        using var chain = Alone;
        for (var i = 0; i < BreakerRule.Faults + 3; i++) await Assert.ThrowsAsync<ProviderException>(() => FirstAsync(chain));

        Assert.Equal(BreakerRule.Faults + 3, Llm.Requests.Count);
    }

    [Theory]
    [InlineData(400, "")]
    [InlineData(401, "")]
    [InlineData(400, "context_length_exceeded")]
    public async Task What_was_wrong_with_the_request_opens_no_breaker(int status, string code)
    {
        await using var spare = await ScriptedLlm.StartAsync();
        Llm.Otherwise.Answers(status, $$$"""{"error":{"message":"No.","code":"{{{code}}}"}}""");
        spare.Otherwise.Says("Con");
        using var chain = Chain(spare);

        for (var i = 0; i < BreakerRule.Faults + 3; i++) await FirstAsync(chain);

        Assert.Equal(BreakerRule.Faults + 3, Llm.Requests.Count);
    }

    [Fact]
    public async Task A_longer_chain_reaches_its_end_over_those_whose_breakers_are_open()
    {
        await using var spare = await ScriptedLlm.StartAsync();
        await using var last = await ScriptedLlm.StartAsync();
        Llm.Otherwise.Answers(503, "{}", "application/json", ("Retry-After", "60"));
        spare.Otherwise.Answers(503, "{}", "application/json", ("Retry-After", "60"));
        last.Otherwise.Says("Con");
        var (third, fourth) = (new Ill(), new Ill());
        using var chain = Chained(Provider, Spare(spare), third, fourth, Spare(last));
        for (var i = 0; i < BreakerRule.Faults; i++) await Assert.ThrowsAsync<ProviderException>(() => FirstAsync(chain));

        var fourthIsAsked = FirstAsync(chain);
        await Time.PassPauseAsync();

        Assert.Equal(new Piece.Text("Con"), (await fourthIsAsked).Piece);
        Assert.Equal((BreakerRule.Faults, BreakerRule.Faults, BreakerRule.Faults), (Llm.Requests.Count, spare.Requests.Count, third.Calls));
    }
}
