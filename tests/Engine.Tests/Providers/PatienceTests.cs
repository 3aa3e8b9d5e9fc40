using Constellation.Realtime.Engine.Providers;

namespace Constellation.Realtime.Engine.Tests.Providers;

public sealed class PatienceTests : OpenAiJourney
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(1);

    private static readonly LlmOptions Limits = new() { FirstTokenTimeout = TimeSpan.FromSeconds(20), StallTimeout = TimeSpan.FromSeconds(15) };

    private Patience Patient => new(Provider, Limits, Time);

    [Fact]
    public async Task A_provider_that_says_nothing_is_given_up_after_the_first_token_limit()
    {
        Llm.Stalls();
        await using var pieces = Patient.StreamAsync(Ask(), default).GetAsyncEnumerator();

        var first = pieces.MoveNextAsync().AsTask();
        var request = await Llm.WaitForRequestAsync();
        Time.Advance(Limits.FirstTokenTimeout);

        Assert.Equal(ProviderFault.Stalled, (await Assert.ThrowsAsync<ProviderException>(() => first)).Fault);
        await request.HungUp;
    }

    [Fact]
    public async Task A_provider_that_does_not_even_answer_the_request_is_given_up_too()
    {
        using var silent = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        silent.Start();
        using var provider = new Engine.Providers.OpenAi.OpenAiProvider(Options with { Endpoint = $"http://{silent.LocalEndpoint}/v1" }, Time);
        await using var pieces = new Patience(provider, Limits, Time).StreamAsync(Ask(), default).GetAsyncEnumerator();

        var first = pieces.MoveNextAsync().AsTask();
        using var connection = await silent.AcceptSocketAsync();
        Time.Advance(Limits.FirstTokenTimeout);

        Assert.Equal(ProviderFault.Stalled, (await Assert.ThrowsAsync<ProviderException>(() => first)).Fault);
    }

    [Fact]
    public async Task A_first_piece_just_within_the_limit_is_in_time()
    {
        Llm.Waits().ThenSays("Con");
        await using var pieces = Patient.StreamAsync(Ask(), default).GetAsyncEnumerator();

        var first = pieces.MoveNextAsync();
        await Llm.WaitForRequestAsync();
        Time.Advance(Limits.FirstTokenTimeout - Moment);
        Llm.GoesOn();

        Assert.True(await first);
        Assert.Equal(new Piece.Text("Con"), pieces.Current);
    }

    [Fact]
    public async Task A_provider_that_falls_silent_is_given_up_after_the_stall_limit()
    {
        Llm.Says("Con").ThenStalls();
        await using var pieces = Patient.StreamAsync(Ask(), default).GetAsyncEnumerator();
        await pieces.MoveNextAsync();

        var next = pieces.MoveNextAsync().AsTask();
        Time.Advance(Limits.StallTimeout);

        Assert.Equal(ProviderFault.Stalled, (await Assert.ThrowsAsync<ProviderException>(() => next)).Fault);
        await Llm.Requests[0].HungUp;
    }

    [Fact]
    public async Task The_stall_limit_counts_anew_after_each_piece()
    {
        Llm.Says("Con").ThenWaits().ThenSays("stel").ThenWaits().ThenSays("lation");
        await using var pieces = Patient.StreamAsync(Ask(), default).GetAsyncEnumerator();
        await pieces.MoveNextAsync();

        foreach (var text in new[] { "stel", "lation" })
        {
            var next = pieces.MoveNextAsync();
            Time.Advance(Limits.StallTimeout - Moment);
            Llm.GoesOn();
            Assert.True(await next);
            Assert.Equal(new Piece.Text(text), pieces.Current);
        }
    }

    [Fact]
    public async Task The_readers_own_time_does_not_count()
    {
        Llm.Says("Con", "stellation");
        await using var pieces = Patient.StreamAsync(Ask(), default).GetAsyncEnumerator();
        await pieces.MoveNextAsync();

        Time.Advance(TimeSpan.FromHours(1));

        Assert.True(await pieces.MoveNextAsync());
        Assert.Equal(new Piece.Text("stellation"), pieces.Current);
    }

    [Theory]
    [InlineData("reasoning_content")]
    [InlineData("reasoning")]
    public async Task A_model_that_reasons_is_not_silent(string field)
    {
        Llm.Waits().ThenSendsEvent(Chunk($$"""{"{{field}}":"Hm"}""")).ThenWaits().ThenSays("So");
        await using var pieces = Patient.StreamAsync(Ask(), default).GetAsyncEnumerator();
        var reasoning = pieces.MoveNextAsync();
        await Llm.WaitForRequestAsync();
        Time.Advance(Limits.FirstTokenTimeout - Moment);
        Llm.GoesOn();
        await reasoning;

        var text = pieces.MoveNextAsync();
        Time.Advance(Limits.StallTimeout - Moment);
        Llm.GoesOn();

        Assert.True(await text);
        Assert.Equal(new Piece.Text("So"), pieces.Current);
    }

    [Fact]
    public async Task An_answer_that_never_ends_is_given_up_however_often_there_is_a_sign_of_life()
    {
        var limits = Limits with { AnswerTimeout = TimeSpan.FromSeconds(35) };
        Llm.Says("Con").ThenWaits().ThenSendsEvent(Chunk("{\"content\":\"\"}")).ThenWaits().ThenSendsEvent(Chunk("{\"content\":\"\"}")).ThenWaits()
            .ThenSendsEvent(Chunk("{\"content\":\"\"}")).ThenStalls();
        await using var pieces = new Patience(Provider, limits, Time).StreamAsync(Ask(), default).GetAsyncEnumerator();
        await pieces.MoveNextAsync();

        for (var i = 0; i < 3; i++)
        {
            var next = pieces.MoveNextAsync();
            Time.Advance(TimeSpan.FromSeconds(10));
            Llm.GoesOn();
            Assert.True(await next);
        }

        var last = pieces.MoveNextAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30));
        Time.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal(ProviderFault.Stalled, (await Assert.ThrowsAsync<ProviderException>(() => last)).Fault);
        await Llm.Requests[0].HungUp;
    }

    [Fact]
    public async Task A_caller_who_cancels_gets_a_cancellation()
    {
        Llm.Stalls();
        using var cancel = new CancellationTokenSource();
        await using var pieces = Patient.StreamAsync(Ask(), cancel.Token).GetAsyncEnumerator();

        var first = pieces.MoveNextAsync().AsTask();
        var request = await Llm.WaitForRequestAsync();
        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        await request.HungUp;
    }
}
