using Constellation.Realtime.Engine.Providers;
using Constellation.Realtime.ScriptedModel;

namespace Constellation.Realtime.Engine.Tests.Providers;

/// <summary>When a provider is asked again before its first piece, and when it is not.</summary>
public sealed class RetryTests : FallbackJourney
{
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
        Assert.InRange(pauses[0], TimeSpan.Zero, TimeSpan.FromMilliseconds(500));
        Assert.InRange(pauses[1], TimeSpan.Zero, TimeSpan.FromMilliseconds(1000));
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
    [InlineData("3", 3.0, 3.5)]
    [InlineData("Sun, 01 Mar 2026 12:00:10 GMT", 10.0, 10.5)]
    [InlineData("0", 0, 0.5)]
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

    [Fact]
    public async Task While_another_provider_is_left_nobody_waits_long_for_one_that_asks_to()
    {
        await using var spare = await ScriptedLlm.StartAsync();
        Llm.Answers(429, "{}", "application/json", ("Retry-After", "3"));
        spare.Says("Con");
        using var chain = Chain(spare);

        Assert.Equal(new Piece.Text("Con"), (await FirstAsync(chain)).Piece);
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
    public async Task After_the_first_piece_the_same_provider_is_not_asked_again()
    {
        Llm.Says("Con").ThenBreaks();
        Llm.Says("Never asked for");
        await using var pieces = Alone.StreamAsync(Ask(), Someone, default).GetAsyncEnumerator();
        await pieces.MoveNextAsync();

        var failure = await Assert.ThrowsAsync<ProviderException>(async () => await pieces.MoveNextAsync());

        Assert.Equal(ProviderFault.Broken, failure.Fault);
        Assert.Single(Llm.Requests);
    }

    [Fact]
    public async Task A_tool_call_is_a_first_piece_too()
    {
        Llm.Calls("get_block", "{}").ThenEndsWithoutFinish();

        await Assert.ThrowsAsync<ProviderException>(async () => await Alone.StreamAsync(Ask(), Someone, default).ToListAsync());

        Assert.Single(Llm.Requests);
    }

    [Fact]
    public async Task On_a_bad_day_a_fifth_of_the_calls_are_retries_and_a_few_more()
    {
        var ill = new Ill();
        using var chain = Chained(ill);
        var answers = Enumerable.Range(0, 500).Select(_ => chain.StreamAsync(Ask(), Someone, default).ToListAsync().AsTask()).ToList();

        var all = Task.WhenAll(answers.Select(async answer => await Assert.ThrowsAsync<ProviderException>(() => answer)));
        while (!all.IsCompleted) await Time.PassPauseAsync().WaitAsync(TimeSpan.FromMilliseconds(200)).ContinueWith(_ => { }, TaskScheduler.Default);

        Assert.Equal(500 + 200, ill.Calls);
    }

    [Fact]
    public async Task Cancelling_ends_the_waiting_between_two_tries()
    {
        Llm.Otherwise.Answers(503, "{}", "application/json", ("Retry-After", "9"));
        using var cancel = new CancellationTokenSource();

        var reading = Alone.StreamAsync(Ask(), Someone, cancel.Token).ToListAsync().AsTask();
        await Llm.WaitForRequestAsync();
        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
        Assert.Single(Llm.Requests);
    }
}
