using Constellation.Realtime.Contracts;
using Constellation.Realtime.Engine.EventLog;
using Constellation.Realtime.Engine.Tests.Redis;
using Microsoft.Extensions.Time.Testing;

namespace Constellation.Realtime.Engine.Tests.EventLog;

public sealed class RedisEventLogTests : EventLogSpec, IAsyncLifetime
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(10);

    private readonly FakeTimeProvider _time = new(SomeEvents.Time);
    private RedisTestLog _redis = null!;

    private protected override IEventLog Log => _redis.Log;

    public async Task InitializeAsync() => _redis = await RedisTestLog.StartAsync(await RedisServer.SharedAsync(), Retention, time: _time);

    public async Task DisposeAsync() => await _redis.DisposeAsync();

    protected override Task PassAsync(TimeSpan time) => _redis.PassAsync(time);

    protected override Task LoseAsync(Guid sessionId) => _redis.LoseAsync(sessionId);

    [Fact]
    public async Task What_one_node_writes_another_reads_and_goes_on_with()
    {
        await using var other = await _redis.OtherNodeAsync();
        var turn = await new SpokenTurn(Log).StartAsync();
        await turn.SayAsync("abc");

        var held = await other.Log.SealAsync(turn.Session, 2, [], default);

        Assert.Equal("abc", ReplyFold.TextOf(held));
        Assert.Equal("abc", await turn.ReadAsync(other.Log));
        await Assert.ThrowsAsync<FencedException>(() => turn.SayAsync("d"));
    }

    [Fact]
    public async Task Every_key_has_a_lifetime_from_its_first_write_and_all_of_a_session_are_in_one_slot()
    {
        await (await new SpokenTurn(Log).StartAsync()).SayAsync("live");
        var finished = await new SpokenTurn(Log).StartAsync();
        await finished.SayAsync("done");
        await finished.EndAsync();
        var ended = SomeEvents.Id();
        await Log.SealAsync(ended, 1, [SessionEvent.SessionEnded(ended, SomeEvents.Time, Sequence.Of(1, 1))], default);
        await Log.SealAsync(SomeEvents.Id(), 7, [], default);

        var keys = await _redis.KeysAsync();

        var redis = await _redis.RedisAsync();
        Assert.Equal(9, keys.Count);
        foreach (var key in keys) Assert.NotNull(await redis.KeyTimeToLiveAsync(key));
        var slots = keys.Select(key => (Session: key.ToString().Split('{', '}')[1], Slot: redis.Multiplexer.GetHashSlot(key)));
        Assert.Equal(4, slots.Distinct().Count());
    }

    [Fact]
    public async Task A_finished_turn_goes_after_the_retention_and_a_live_one_stays()
    {
        var finished = await new SpokenTurn(Log).StartAsync();
        await finished.SayAsync("done");
        await finished.EndAsync();
        var live = await new SpokenTurn(Log).StartAsync();
        await live.SayAsync("live");

        await PassAsync(Retention + TimeSpan.FromSeconds(1));

        var page = await Log.ReadAsync(finished.Session, 0, default);
        Assert.Empty(page.Events);
        Assert.Equal(Sequence.Of(2, 3), page.Floor);
        Assert.Equal("live", await live.ReadAsync());
    }

    [Fact]
    public async Task Of_several_finished_turns_only_those_older_than_the_retention_are_trimmed()
    {
        var first = await new SpokenTurn(Log).StartAsync();
        await first.EndAsync();
        await PassAsync(Retention / 2);
        await (await new SpokenTurn(Log, first.Session, 3).StartAsync()).EndAsync();
        await PassAsync(Retention * 0.6);

        var third = await new SpokenTurn(Log, first.Session, 5).StartAsync();

        var page = await Log.ReadAsync(first.Session, 0, default);
        Assert.Equal([Sequence.Of(3, 1), Sequence.Of(4, 3), Sequence.Of(5, 1)], page.Events.Select(e => e.Sequence));
        Assert.Equal(Sequence.Of(2, 3), page.Floor);
        await third.SayAsync("goes on");
    }

    [Fact]
    public async Task The_fence_outlives_the_events()
    {
        var turn = await new SpokenTurn(Log).StartAsync();
        await turn.EndAsync();
        await PassAsync(Retention * 2);

        await Assert.ThrowsAsync<FencedException>(() => turn.SayAsync("late"));
        await Assert.ThrowsAsync<FencedException>(() => Log.SealAsync(turn.Session, 1, [], default).AsTask());

        Assert.Empty((await Log.ReadAsync(turn.Session, 0, default)).Events);
    }

    [Fact]
    public async Task A_writer_whose_events_alone_are_gone_says_them_anew()
    {
        var turn = await new SpokenTurn(Log).StartAsync();
        await turn.SayAsync("abc");
        await (await _redis.RedisAsync()).KeyDeleteAsync((await _redis.KeysAsync()).Single(key => key.ToString().EndsWith(":events", StringComparison.Ordinal)));

        await Assert.ThrowsAsync<LogLostException>(() => turn.SayAsync("d"));

        Assert.Equal(Sequence.Of(1, 4), (await Log.ReadAsync(turn.Session, 0, default)).Floor);
        Assert.Empty(await Log.SealAsync(turn.Session, 2, [], default));
    }

    [Fact]
    public async Task Events_that_nothing_vouches_for_are_not_read_on()
    {
        var turn = await new SpokenTurn(Log).StartAsync();
        await turn.SayAsync("abc");
        await (await _redis.RedisAsync()).KeyDeleteAsync((await _redis.KeysAsync()).Single(key => key.ToString().EndsWith(":meta", StringComparison.Ordinal)));

        Assert.Empty(await Log.SealAsync(turn.Session, 2, [], default));

        var page = await Log.ReadAsync(turn.Session, 0, default);
        Assert.Empty(page.Events);
        Assert.Equal(Sequence.Of(2), page.Floor);
    }

    [Fact]
    public async Task Numbers_of_sixteen_digits_are_exact()
    {
        const long term = (1L << 33) - 3;
        var turn = await new SpokenTurn(Log, term: term).StartAsync();
        await turn.SayAsync("abc");
        await turn.EndAsync();

        var opened = await Log.ReadAsync(turn.Session, Sequence.Of(term, 2), default);
        await PassAsync(Retention * 2);
        var expired = await Log.ReadAsync(turn.Session, 0, default);

        Assert.Equal(Sequence.Of(term), opened.Floor);
        Assert.Equal([Sequence.Of(term, 3), Sequence.Of(term, 4), Sequence.Of(term + 1, 3)], opened.Events.Select(e => e.Sequence));
        Assert.Equal(Sequence.Of(term + 1, 3), expired.Floor);
    }

    [Fact]
    public async Task A_backlog_longer_than_a_page_is_read_whole()
    {
        var turn = await new SpokenTurn(Log).StartAsync();
        var text = new string('x', RedisEventLog.Page);
        await turn.SayAsync(text);
        await turn.SayAsync(text);
        await turn.SayAsync("end");

        Assert.Equal(text + text + "end", await turn.ReadAsync());
    }

    [Fact]
    public async Task Fifty_sessions_at_once_keep_their_events_apart()
    {
        var turns = await Task.WhenAll(Enumerable.Range(0, 50).Select(async i =>
        {
            var turn = await new SpokenTurn(Log).StartAsync();
            for (var k = 0; k < 20; k++) await turn.SayAsync($"{i},");
            return turn;
        }));

        var texts = await Task.WhenAll(turns.Select(turn => turn.ReadAsync()));

        Assert.Equal(Enumerable.Range(0, 50).Select(i => string.Concat(Enumerable.Repeat($"{i},", 20))), texts);
    }

    [Fact]
    public async Task Everybody_who_waits_is_nudged_on_every_node_over_one_subscription_each()
    {
        await using var other = await _redis.OtherNodeAsync();
        var turn = await new SpokenTurn(Log).StartAsync();
        var waiting = Enumerable.Range(0, 20).Select(i => (i % 2 == 0 ? Log : other.Log).WaitAsync(turn.Session, turn.Last, default).AsTask()).ToList();
        await UntilAsync(async () => await _redis.SubscribersAsync(turn.Session) == 2);

        await turn.SayAsync("a");

        await Task.WhenAll(waiting).WaitAsync(Soon);
    }

    [Fact]
    public async Task A_reader_that_goes_round_misses_nothing()
    {
        var turn = await new SpokenTurn(Log).StartAsync();
        var reading = Task.Run(async () =>
        {
            var (text, after) = ("", 0L);
            while (text.Length < 500)
            {
                await Log.WaitAsync(turn.Session, after, default);
                foreach (var e in (await Log.ReadAsync(turn.Session, after, default)).Events) (text, after) = (text + e.Text, e.Sequence);
            }

            return text;
        });

        for (var i = 0; i < 500; i++) await turn.SayAsync("x");

        Assert.Equal(new string('x', 500), await reading.WaitAsync(Soon));
    }

    [Fact]
    public async Task Where_nobody_waits_any_more_the_subscription_is_given_up_and_the_next_one_is_nudged_again()
    {
        var turn = await new SpokenTurn(Log).StartAsync();
        using var stop = new CancellationTokenSource();
        var waiting = Log.WaitAsync(turn.Session, turn.Last, stop.Token).AsTask();
        await UntilAsync(async () => await _redis.SubscribersAsync(turn.Session) == 1);

        _time.Advance(RedisNudges.Linger * 3);
        Assert.Equal(1, await _redis.SubscribersAsync(turn.Session));
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        await UntilAsync(async () =>
        {
            _time.Advance(RedisNudges.Linger);
            return await _redis.SubscribersAsync(turn.Session) == 0;
        });

        var again = Log.WaitAsync(turn.Session, turn.Last, default).AsTask();
        await UntilAsync(async () => await _redis.SubscribersAsync(turn.Session) == 1);
        await turn.SayAsync("a");
        await again.WaitAsync(Soon);
    }

    [Fact]
    public async Task A_log_that_was_lost_keeps_nobody_spinning()
    {
        var turn = await new SpokenTurn(Log).StartAsync();
        var waiting = Log.WaitAsync(turn.Session, turn.Last, default).AsTask();
        await turn.SayAsync("abc");
        await waiting.WaitAsync(Soon);
        await LoseAsync(turn.Session);

        var lost = Log.WaitAsync(turn.Session, turn.Last - 1, default).AsTask();

        Assert.NotSame(lost, await Task.WhenAny(lost, Task.Delay(200)));
        await Log.SealAsync(turn.Session, 2, [SomeEvents.Started(turn.Session, SomeEvents.Id(), 2)], default);
        await lost.WaitAsync(Soon);
    }

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var patience = new CancellationTokenSource(Soon);
        while (!await condition()) await Task.Delay(10, patience.Token);
    }
}
