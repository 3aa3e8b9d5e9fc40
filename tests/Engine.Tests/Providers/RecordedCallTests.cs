using Constellation.Realtime.Engine.Providers;
using Constellation.Realtime.ScriptedModel;

namespace Constellation.Realtime.Engine.Tests.Providers;

/// <summary>What is left of each call of a provider.</summary>
public sealed class RecordedCallTests : FallbackJourney
{
    [Fact]
    public async Task Every_call_is_recorded_with_what_it_cost_and_how_it_ended()
    {
        await using var spare = await ScriptedLlm.StartAsync();
        Llm.Answers(503);
        Llm.Says("Con").ThenBreaks();
        spare.Says("Stars").Costing(3, 2);
        using var chain = Chain(spare);

        var answer = chain.StreamAsync(Ask(), Someone, default).ToListAsync().AsTask();
        await Time.PassPauseAsync();
        await answer;

        var ended = Recorded();
        Assert.Equal([(1, "scripted", "busy"), (2, "scripted", "broken"), (3, "spare", "answered")], ended.Select(one => (one.Attempt.Number, one.Attempt.Model, one.Outcome)));
        Assert.Equal([null, null, new Piece.Used(3, 2)], ended.Select(one => one.Tokens));
        Assert.Equal([false, true, true], ended.Select(one => one.FirstToken is not null));
        Assert.All(ended, one => Assert.Equal(Someone, one.AskedFor));
    }

    [Fact]
    public async Task A_call_that_nobody_waits_for_any_more_is_recorded_as_cancelled()
    {
        Llm.Says("Con").ThenStalls();
        using var chain = Alone;

        await foreach (var _ in chain.StreamAsync(Ask(), Someone, default)) break;

        Assert.Equal("cancelled", Assert.Single(Recorded()).Outcome);
    }
}
