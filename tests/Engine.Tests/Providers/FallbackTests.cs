using Constellation.Realtime.Engine.Providers;
using Constellation.Realtime.ScriptedModel;

namespace Constellation.Realtime.Engine.Tests.Providers;

/// <summary>Who is asked for an answer, in which order.</summary>
public sealed class FallbackTests : FallbackJourney
{
    [Fact]
    public async Task Each_piece_says_who_answers()
    {
        Llm.Says("Con", "stellation").Costing(3, 2);

        var pieces = await Alone.StreamAsync(Ask(), Someone, default).ToListAsync();

        Assert.Equal([new Piece.Text("Con"), new Piece.Text("stellation"), new Piece.Used(3, 2), new Piece.End(Finish.Stop)], pieces.Select(piece => piece.Piece));
        Assert.All(pieces, piece => Assert.Equal(new Attempt(1, "openai", "scripted"), piece.Attempt));
    }

    [Fact]
    public async Task After_the_first_piece_the_next_provider_says_it_anew()
    {
        await using var spare = await ScriptedLlm.StartAsync();
        Llm.Says("Con").ThenBreaks();
        spare.Says("Stars");
        using var chain = Chain(spare);

        var pieces = await chain.StreamAsync(Ask(), Someone, default).ToListAsync();

        var texts = pieces.Where(piece => piece.Piece is Piece.Text).ToList();
        Assert.Equal([(1, "Con"), (2, "Stars")], texts.Select(piece => (piece.Attempt.Number, ((Piece.Text)piece.Piece).Value)));
        Assert.False(texts[1].Attempt.GoesOn);
        Assert.Equal("Which block?", spare.Requests[0].LastUserText);
    }

    [Fact]
    public async Task The_provider_that_gave_a_turns_last_answer_is_asked_first()
    {
        await using var spare = await ScriptedLlm.StartAsync();
        spare.Says("Con");
        using var chain = Chain(spare);

        await chain.StreamAsync(Ask(), Someone with { Round = 1, Before = new(2, "openai", "spare") { Position = 1 } }, default).ToListAsync();

        Assert.Empty(Llm.Requests);
        Assert.Single(spare.Requests);
    }

    [Fact]
    public async Task One_answer_costs_three_calls_of_models_at_most_and_the_planner_comes_on_top()
    {
        await using var spare = await ScriptedLlm.StartAsync();
        Llm.Otherwise.Answers(503);
        spare.Otherwise.Answers(503);
        using var chain = Chained(Provider, Spare(spare), new Planned());

        var answer = chain.StreamAsync(Ask(), Someone, default).ToListAsync().AsTask();
        await Time.PassPauseAsync();

        Assert.Equal("Planned", Text((await answer).Select(piece => piece.Piece)));
        Assert.Equal((2, 1), (Llm.Requests.Count, spare.Requests.Count));
    }

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    public async Task Of_a_longer_chain_the_first_three_are_asked_once_each_and_then_the_planner_or_nobody(int models)
    {
        Llm.Otherwise.Answers(503);
        var spares = new List<ScriptedLlm>();
        for (var i = 1; i < models; i++)
        {
            spares.Add(await ScriptedLlm.StartAsync());
            spares[^1].Otherwise.Answers(i == 2 ? 401 : 503);
        }

        using var alone = Chained([Provider, .. spares.Select(Spare)]);
        using var planned = Chained([Provider, .. spares.Select(Spare), new Planned()]);
        var failure = await Assert.ThrowsAsync<ProviderException>(() => FirstAsync(alone));
        var answer = await planned.StreamAsync(Ask(), Someone, default).ToListAsync();

        Assert.Equal(ProviderFault.Auth, failure.Fault);
        Assert.Equal("Planned", Text(answer.Select(piece => piece.Piece)));
        Assert.Equal(4, answer[^1].Attempt.Number);
        Assert.Equal([2, .. Enumerable.Range(1, models - 1).Select(i => i <= 2 ? 2 : 0)], spares.Select(spare => spare.Requests.Count).Prepend(Llm.Requests.Count));
        foreach (var spare in spares) await spare.DisposeAsync();
    }

    [Theory]
    [InlineData(401)]
    [InlineData(400)]
    [InlineData(402)]
    public async Task The_next_provider_answers_for_one_that_cannot(int status)
    {
        await using var spare = await ScriptedLlm.StartAsync();
        Llm.Answers(status);
        spare.Says("Con");
        using var chain = Chain(spare);

        var first = await FirstAsync(chain);

        Assert.Equal(new(new(2, "openai", "spare") { Position = 1 }, new Piece.Text("Con")), first);
        Assert.Single(Llm.Requests);
    }

    [Fact]
    public async Task The_next_provider_answers_for_one_that_stays_busy()
    {
        await using var spare = await ScriptedLlm.StartAsync();
        Llm.Otherwise.Answers(503);
        spare.Says("Con");
        using var chain = Chain(spare);

        var first = FirstAsync(chain);
        await Time.PassPauseAsync();

        Assert.Equal(new(new(3, "openai", "spare") { Position = 1 }, new Piece.Text("Con")), await first);
        Assert.Equal(2, Llm.Requests.Count);
    }

    [Fact]
    public async Task The_last_providers_fault_is_told_when_none_answers()
    {
        await using var spare = await ScriptedLlm.StartAsync();
        Llm.Answers(401);
        spare.Answers(402);
        using var chain = Chain(spare);

        var failure = await Assert.ThrowsAsync<ProviderException>(() => FirstAsync(chain));

        Assert.Equal(ProviderFault.Quota, failure.Fault);
    }

    [Fact]
    public async Task What_a_filter_refuses_is_not_taken_to_another_provider()
    {
        await using var spare = await ScriptedLlm.StartAsync();
        Llm.Answers(400, """{"error":{"message":"No.","code":"content_filter"}}""");
        Llm.Finishes("content_filter");
        using var chain = Chain(spare);

        var failure = await Assert.ThrowsAsync<ProviderException>(() => FirstAsync(chain));
        var ending = await chain.StreamAsync(Ask(), Someone, default).ToListAsync();

        Assert.Equal(ProviderFault.Filtered, failure.Fault);
        Assert.Equal(new Piece.End(Finish.Filtered), ending[^1].Piece);
        Assert.Empty(spare.Requests);
    }
}
