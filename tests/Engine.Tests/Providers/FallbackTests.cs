using Constellation.Realtime.Engine.Providers;
using Constellation.Realtime.Engine.Providers.OpenAi;
using Constellation.Realtime.ScriptedModel;
using Microsoft.Extensions.Logging.Abstractions;

namespace Constellation.Realtime.Engine.Tests.Providers;

public sealed class FallbackTests : OpenAiJourney
{
    private Fallback Alone => new([Provider], Time, NullLogger<Fallback>.Instance);

    [Fact]
    public async Task Each_piece_says_who_answers()
    {
        Llm.Says("Con", "stellation").Costing(3, 2);

        var pieces = await Alone.StreamAsync(Ask(), default).ToListAsync();

        Assert.Equal([new Piece.Text("Con"), new Piece.Text("stellation"), new Piece.Used(3, 2), new Piece.End(Finish.Stop)], pieces.Select(piece => piece.Piece));
        Assert.All(pieces, piece => Assert.Equal(new Attempt(1, "openai", "scripted"), piece.Attempt));
    }

    [Theory]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(503)]
    public async Task A_busy_provider_is_tried_three_times(int status)
    {
        Llm.Otherwise.Answers(status);

        var failing = Assert.ThrowsAsync<ProviderException>(() => FirstAsync(Alone));
        var pauses = new[] { await Time.PassPauseAsync(), await Time.PassPauseAsync() };

        Assert.Equal(ProviderFault.Busy, (await failing).Fault);
        Assert.Equal(3, Llm.Requests.Count);
        Assert.InRange(pauses[0], TimeSpan.FromMilliseconds(250), TimeSpan.FromMilliseconds(500));
        Assert.InRange(pauses[1], TimeSpan.FromMilliseconds(500), TimeSpan.FromMilliseconds(1000));
    }

    [Fact]
    public async Task The_third_try_may_be_the_one_that_answers()
    {
        Llm.Answers(503);
        Llm.Breaks();
        Llm.Says("Con");

        var first = FirstAsync(Alone);
        await Time.PassPauseAsync();
        await Time.PassPauseAsync();

        Assert.Equal(new(new(3, "openai", "scripted"), new Piece.Text("Con")), await first);
    }

    [Fact]
    public async Task An_empty_answer_is_asked_again()
    {
        Llm.Finishes("stop");
        Llm.Says("Con");

        var first = FirstAsync(Alone);
        await Time.PassPauseAsync();

        Assert.Equal(new Piece.Text("Con"), (await first).Piece);
    }

    [Fact]
    public async Task Answers_that_stay_empty_are_a_fault()
    {
        Llm.Otherwise.Finishes("length");

        var failing = Assert.ThrowsAsync<ProviderException>(() => FirstAsync(Alone));
        await Time.PassPauseAsync();
        await Time.PassPauseAsync();

        Assert.Equal(ProviderFault.Empty, (await failing).Fault);
    }

    [Theory]
    [InlineData("3", 3.0, 3.25)]
    [InlineData("Sun, 01 Mar 2026 12:00:10 GMT", 10.0, 10.25)]
    [InlineData("0", 0.25, 0.5)]
    public async Task What_the_provider_asks_to_wait_is_waited(string retryAfter, double atLeast, double atMost)
    {
        Llm.Answers(429, "{}", "application/json", ("Retry-After", retryAfter));
        Llm.Says("Con");

        var first = FirstAsync(Alone);
        var pause = await Time.PassPauseAsync();

        Assert.InRange(pause, TimeSpan.FromSeconds(atLeast), TimeSpan.FromSeconds(atMost));
        Assert.Equal(new Piece.Text("Con"), (await first).Piece);
    }

    [Fact]
    public async Task Nobody_waits_for_a_provider_that_asks_for_a_minute()
    {
        Llm.Answers(429, "{}", "application/json", ("Retry-After", "60"));

        var failure = await Assert.ThrowsAsync<ProviderException>(() => FirstAsync(Alone));

        Assert.Equal(TimeSpan.FromMinutes(1), failure.RetryAfter);
        Assert.Single(Llm.Requests);
    }

    [Theory]
    [InlineData(401, "", "Auth")]
    [InlineData(400, "", "BadRequest")]
    [InlineData(429, "insufficient_quota", "Quota")]
    [InlineData(400, "context_length_exceeded", "Overlong")]
    [InlineData(400, "content_filter", "Filtered")]
    public async Task What_another_try_would_not_mend_is_not_tried_again(int status, string code, string fault)
    {
        Llm.Answers(status, $$$"""{"error":{"message":"No.","code":"{{{code}}}"}}""");

        var failure = await Assert.ThrowsAsync<ProviderException>(() => FirstAsync(Alone));

        Assert.Equal(fault, failure.Fault.ToString());
        Assert.Single(Llm.Requests);
    }

    [Fact]
    public async Task After_the_first_piece_a_break_goes_on_to_the_caller_and_nobody_is_asked_again()
    {
        await using var spare = await ScriptedLlm.StartAsync();
        Llm.Says("Con").ThenBreaks();
        using var chain = Chain(spare);
        await using var pieces = chain.StreamAsync(Ask(), default).GetAsyncEnumerator();
        await pieces.MoveNextAsync();

        var failure = await Assert.ThrowsAsync<ProviderException>(async () => await pieces.MoveNextAsync());

        Assert.Equal(ProviderFault.Broken, failure.Fault);
        Assert.Equal((1, 0), (Llm.Requests.Count, spare.Requests.Count));
    }

    [Fact]
    public async Task A_tool_call_is_a_first_piece_too()
    {
        Llm.Calls("get_block", "{}").ThenEndsWithoutFinish();

        await Assert.ThrowsAsync<ProviderException>(async () => await Alone.StreamAsync(Ask(), default).ToListAsync());

        Assert.Single(Llm.Requests);
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

        Assert.Equal(new(new(2, "openai", "spare"), new Piece.Text("Con")), first);
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
        await Time.PassPauseAsync();

        Assert.Equal(new(new(4, "openai", "spare"), new Piece.Text("Con")), await first);
        Assert.Equal(3, Llm.Requests.Count);
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
        var ending = await chain.StreamAsync(Ask(), default).ToListAsync();

        Assert.Equal(ProviderFault.Filtered, failure.Fault);
        Assert.Equal(new Piece.End(Finish.Filtered), ending[^1].Piece);
        Assert.Empty(spare.Requests);
    }

    [Fact]
    public async Task Cancelling_ends_the_waiting_between_two_tries()
    {
        Llm.Otherwise.Answers(503, "{}", "application/json", ("Retry-After", "9"));
        using var cancel = new CancellationTokenSource();

        var reading = Alone.StreamAsync(Ask(), cancel.Token).ToListAsync().AsTask();
        await Llm.WaitForRequestAsync();
        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
        Assert.Single(Llm.Requests);
    }

    private static async Task<AttemptPiece> FirstAsync(Fallback chain) => await chain.StreamAsync(Ask(), default).FirstAsync();

    private Fallback Chain(ScriptedLlm spare) => new(
        [Provider, new OpenAiProvider(Options with { Endpoint = spare.Endpoint.ToString(), Model = "spare" }, Time)],
        Time,
        NullLogger<Fallback>.Instance);
}
