using Constellation.Realtime.Engine.Providers;
using Constellation.Realtime.Engine.Providers.Attempts;
using Constellation.Realtime.Engine.Providers.Breakers;
using Constellation.Realtime.Engine.Providers.OpenAi;
using Constellation.Realtime.Engine.Tests.Database;
using Constellation.Realtime.ScriptedModel;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Constellation.Realtime.Engine.Tests.Providers;

public sealed class FallbackTests : OpenAiJourney
{
    private static readonly AskedFor Someone = new(Some.Id(), Some.Id(), Some.Id());

    private readonly AttemptQueue _attempts = new();

    private Fallback Alone => Chained(Provider);

    [Fact]
    public async Task Each_piece_says_who_answers()
    {
        Llm.Says("Con", "stellation").Costing(3, 2);

        var pieces = await Alone.StreamAsync(Ask(), Someone, default).ToListAsync();

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
    public async Task A_provider_that_goes_on_with_a_text_is_given_what_was_said_and_says_the_rest()
    {
        Llm.Says("Con").ThenBreaks();
        var other = new Continuing("stellation");
        using var chain = Chained(Provider, other);

        var pieces = await chain.StreamAsync(Ask(), Someone, default).ToListAsync();

        Assert.Equal("Constellation", Text(pieces.Select(piece => piece.Piece)));
        Assert.Equal("Con", other.Asked!.Begun);
        Assert.True(pieces[^1].Attempt.GoesOn);
    }

    [Fact]
    public async Task A_tool_call_that_broke_off_is_not_gone_on_with()
    {
        Llm.Says("Con").ThenCalls("get_block", """{"block_id":"x"}""", splitInto: 4).ThenBreaks();
        var other = new Continuing("Stars");
        using var chain = Chained(Provider, other);

        var pieces = await chain.StreamAsync(Ask(), Someone, default).ToListAsync();

        Assert.Equal("", other.Asked!.Begun);
        Assert.False(pieces[^1].Attempt.GoesOn);
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
        using var chain = Chained(Provider, Spare(spare), new Continuing("Planned", "planner"));

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
        using var planned = Chained([Provider, .. spares.Select(Spare), new Continuing("Planned", "planner")]);
        var failure = await Assert.ThrowsAsync<ProviderException>(() => FirstAsync(alone));
        var answer = await planned.StreamAsync(Ask(), Someone, default).ToListAsync();

        Assert.Equal(ProviderFault.Auth, failure.Fault);
        Assert.Equal("Planned", Text(answer.Select(piece => piece.Piece)));
        Assert.Equal(4, answer[^1].Attempt.Number);
        Assert.Equal([2, .. Enumerable.Range(1, models - 1).Select(i => i <= 2 ? 2 : 0)], spares.Select(spare => spare.Requests.Count).Prepend(Llm.Requests.Count));
        foreach (var spare in spares) await spare.DisposeAsync();
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

    [Fact]
    public async Task A_tool_call_is_a_first_piece_too()
    {
        Llm.Calls("get_block", "{}").ThenEndsWithoutFinish();

        await Assert.ThrowsAsync<ProviderException>(async () => await Alone.StreamAsync(Ask(), Someone, default).ToListAsync());

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

    private static async Task<AttemptPiece> FirstAsync(Fallback chain) => await chain.StreamAsync(Ask(), Someone, default).FirstAsync();

    private Fallback Chain(ScriptedLlm spare) => Chained(Provider, Spare(spare));

    private Fallback Chained(params ILlmProvider[] providers)
    {
        var telemetry = new Telemetry(new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<System.Diagnostics.Metrics.IMeterFactory>());
        return new(providers, new MemoryBreakers(Time), _attempts, new Uncounted(), telemetry, Time, NullLogger<Fallback>.Instance);
    }

    private OpenAiProvider Spare(ScriptedLlm spare) => new(Options with { Endpoint = spare.Endpoint.ToString(), Model = "spare" }, Time);

    private List<EndedAttempt> Recorded()
    {
        List<EndedAttempt> ended = [];
        while (_attempts.Reader.TryRead(out var one)) ended.Add(one);
        return ended;
    }

    private sealed class Ill : ILlmProvider
    {
        private int _calls;

        public string Name => "ill";

        public string Model => "m";

        public bool ContinuesText => false;

        public int Calls => _calls;

        public IAsyncEnumerable<Piece> StreamAsync(Prompt prompt, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _calls);
            throw new ProviderException(ProviderFault.Busy, "Ill.");
        }
    }

    private sealed class Continuing(string says, string name = "other") : ILlmProvider
    {
        public string Name => name;

        public string Model => "m";

        public bool ContinuesText => true;

        public Prompt? Asked { get; private set; }

        public IAsyncEnumerable<Piece> StreamAsync(Prompt prompt, CancellationToken cancellationToken)
        {
            Asked = prompt;
            return new Piece[] { new Piece.Text(says), new Piece.End(Finish.Stop) }.ToAsyncEnumerable();
        }
    }
}
