using System.Diagnostics;
using Constellation.Realtime.Contracts;
using Constellation.Realtime.Engine.EventLog;
using Constellation.Realtime.Engine.Tests.Redis;

namespace Constellation.Realtime.Engine.Tests.EventLog;

/// <summary>Redis goes, comes back, forgets, stands still.</summary>
public sealed class RedisFaultTests : IAsyncLifetime
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan AtOnce = TimeSpan.FromSeconds(3);

    private RedisServer _server = null!;
    private RedisTestLog _redis = null!;

    private RedisEventLog Log => _redis.Log;

    public async Task InitializeAsync()
    {
        _server = await RedisServer.StartAsync("--appendonly", "yes", "--appendfsync", "everysec");
        _redis = await RedisTestLog.StartAsync(_server, TimeSpan.FromMinutes(5), connectionString: _server.ConnectionString);
    }

    public async Task DisposeAsync()
    {
        await _redis.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task After_everything_was_flushed_the_writer_claims_anew_and_goes_on()
    {
        var turn = await new SpokenTurn(Log).StartAsync();
        await turn.SayAsync("abc");
        await (await _redis.AdminAsync()).FlushAllDatabasesAsync();
        await (await _redis.AdminAsync()).ScriptFlushAsync();

        await Assert.ThrowsAsync<LogLostException>(() => turn.SayAsync("d"));
        var anew = await new SpokenTurn(Log, turn.Session, 2).StartAsync();
        await anew.SayAsync("abcd");

        Assert.Equal("abcd", await anew.ReadAsync());
    }

    [Fact]
    public async Task After_a_kill_the_log_is_there_again_and_the_same_writer_goes_on()
    {
        var turn = await new SpokenTurn(Log).StartAsync();
        await turn.SayAsync("abc");

        await _server.KillAsync();
        await Assert.ThrowsAsync<LogUnavailableException>(() => turn.SayAsync("d"));
        await _server.ComeBackAsync();
        await UntilItGoesAsync(() => turn.SayAsync("d"));

        Assert.Equal("abcd", await turn.ReadAsync());
    }

    [Fact]
    public async Task After_a_restart_without_its_data_the_log_is_lost_and_can_be_opened_anew()
    {
        var turn = await new SpokenTurn(Log).StartAsync();
        await turn.SayAsync("abc");

        await _server.KillAsync();
        await _server.ForgetAsync();
        await _server.ComeBackAsync();
        await Assert.ThrowsAsync<LogLostException>(() => UntilItGoesAsync(() => turn.SayAsync("d")));
        var anew = await new SpokenTurn(Log, turn.Session, 2).StartAsync();

        Assert.Equal(Sequence.Of(2), (await Log.ReadAsync(anew.Session, 0, default)).Floor);
    }

    [Fact]
    public async Task A_log_that_went_back_to_an_older_copy_takes_no_more_from_its_writer()
    {
        var turn = await new SpokenTurn(Log).StartAsync();
        await turn.SayAsync("ab");
        var redis = await _redis.RedisAsync();
        var copy = await Task.WhenAll((await _redis.KeysAsync()).Select(async key => (key, dump: await redis.KeyDumpAsync(key))));
        await turn.SayAsync("cd");
        foreach (var (key, dump) in copy) await redis.ExecuteAsync("RESTORE", key, 60_000, dump!, "REPLACE");

        await Assert.ThrowsAsync<LogLostException>(() => turn.SayAsync("e"));

        Assert.Equal("ab", ReplyFold.TextOf(await Log.SealAsync(turn.Session, 2, [], default)));
    }

    [Fact]
    public async Task A_write_that_timed_out_and_was_carried_out_is_there_once()
    {
        var turn = await new SpokenTurn(Log).StartAsync();
        await _server.PauseAsync();
        var begun = Stopwatch.GetTimestamp();

        var timedOut = await Assert.ThrowsAsync<LogUnavailableException>(() => turn.SayAsync("a"));
        var took = Stopwatch.GetElapsedTime(begun);
        await Assert.ThrowsAsync<LogUnavailableException>(() => turn.SayAsync("ab"));
        await _server.GoOnAsync();
        await UntilItGoesAsync(() => turn.SayAsync("abc"));

        Assert.NotNull(timedOut.InnerException);
        Assert.InRange(took, TimeSpan.Zero, Soon);
        Assert.Equal("abc", await turn.ReadAsync());
        Assert.Equal(4, (await Log.ReadAsync(turn.Session, 0, default)).Events.Count);
    }

    [Fact]
    public async Task However_long_Redis_stands_still_calls_fail_in_one_way()
    {
        var turn = await new SpokenTurn(Log).StartAsync();
        await _server.PauseAsync();
        var begun = Stopwatch.GetTimestamp();

        while (Stopwatch.GetElapsedTime(begun) < TimeSpan.FromSeconds(7))
        {
            await Task.WhenAll(
                Assert.ThrowsAsync<LogUnavailableException>(() => turn.SayAsync("a")),
                Assert.ThrowsAsync<LogUnavailableException>(() => Log.ReadAsync(turn.Session, 0, default).AsTask()),
                Assert.ThrowsAsync<LogUnavailableException>(() => Log.WaitAsync(turn.Session, 0, default).AsTask()),
                Task.Delay(20));
        }

        await _server.GoOnAsync();
        await UntilItGoesAsync(() => turn.SayAsync("a"));
        Assert.Equal("a", await turn.ReadAsync());
    }

    [Fact]
    public async Task A_late_write_of_an_old_owner_is_fenced_by_the_term_that_came_first()
    {
        await using var other = await _redis.OtherNodeAsync();
        var turn = await new SpokenTurn(Log).StartAsync();
        await turn.SayAsync("mine");
        await other.Log.SealAsync(turn.Session, 2, [], default);
        await _server.PauseAsync();
        await Assert.ThrowsAsync<LogUnavailableException>(() => turn.SayAsync("late"));
        await _server.GoOnAsync();

        await Assert.ThrowsAsync<FencedException>(() => UntilItGoesAsync(() => turn.SayAsync("late")));

        Assert.Equal("mine", await turn.ReadAsync(other.Log));
    }

    [Fact]
    public async Task While_Redis_is_away_every_call_says_so_at_once()
    {
        var turn = await new SpokenTurn(Log).StartAsync();
        await _server.KillAsync();
        await Assert.ThrowsAsync<LogUnavailableException>(() => turn.SayAsync("a"));

        var begun = Stopwatch.GetTimestamp();
        await Assert.ThrowsAsync<LogUnavailableException>(() => turn.SayAsync("a"));
        await Assert.ThrowsAsync<LogUnavailableException>(() => Log.SealAsync(turn.Session, 2, [], default).AsTask());
        await Assert.ThrowsAsync<LogUnavailableException>(() => Log.ReadAsync(turn.Session, 0, default).AsTask());
        await Assert.ThrowsAsync<LogUnavailableException>(() => Log.WaitAsync(turn.Session, 0, default).AsTask());

        Assert.InRange(Stopwatch.GetElapsedTime(begun), TimeSpan.Zero, AtOnce);
    }

    [Fact]
    public async Task Who_was_waiting_when_Redis_went_is_nudged_again_after_it_came_back()
    {
        var turn = await new SpokenTurn(Log).StartAsync();
        var waiting = Log.WaitAsync(turn.Session, turn.Last, default).AsTask();
        await UntilItGoesAsync(() => SubscribedAsync(turn));
        await _server.KillAsync();
        Assert.True(await Record.ExceptionAsync(() => waiting.WaitAsync(Soon)) is null or LogUnavailableException);

        await _server.ComeBackAsync();
        await UntilItGoesAsync(async () => await Log.ReadAsync(turn.Session, 0, default));
        await UntilItGoesAsync(() => SubscribedAsync(turn));
        var again = Log.WaitAsync(turn.Session, turn.Last, default).AsTask();
        await turn.SayAsync("a");

        await again.WaitAsync(Soon);
    }

    [Fact]
    public async Task A_node_that_starts_without_Redis_uses_it_once_it_is_there()
    {
        await _server.KillAsync();
        var begun = Stopwatch.GetTimestamp();
        await using var late = await RedisTestLog.StartAsync(_server, TimeSpan.FromMinutes(5), connectionString: _server.ConnectionString);
        var started = Stopwatch.GetElapsedTime(begun);
        var turn = new SpokenTurn(late.Log);
        await Assert.ThrowsAsync<LogUnavailableException>(turn.StartAsync);

        await _server.ComeBackAsync();
        await UntilItGoesAsync(turn.StartAsync);
        await turn.SayAsync("abc");

        Assert.InRange(started, TimeSpan.Zero, Soon);
        Assert.Equal("abc", await turn.ReadAsync());
    }

    [Fact]
    public async Task A_name_that_can_not_be_resolved_keeps_no_node_from_starting()
    {
        await using var lost = await RedisTestLog.StartAsync(_server, TimeSpan.FromMinutes(5), connectionString: "nowhere.invalid:6379");

        await Assert.ThrowsAsync<LogUnavailableException>(new SpokenTurn(lost.Log).StartAsync);
    }

    private async Task SubscribedAsync(SpokenTurn turn)
    {
        if (await _redis.SubscribersAsync(turn.Session) == 0) throw new LogUnavailableException("Nobody is subscribed yet.");
    }

    private static async Task UntilItGoesAsync(Func<Task> attempt)
    {
        var begun = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                await attempt();
                return;
            }
            catch (LogUnavailableException) when (Stopwatch.GetElapsedTime(begun) < Soon)
            {
                await Task.Delay(20);
            }
        }
    }
}
