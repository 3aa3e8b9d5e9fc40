using Constellation.Realtime.Engine.Limits;
using Constellation.Realtime.Engine.Redis;
using Constellation.Realtime.Engine.Tests.Database;
using Constellation.Realtime.Engine.Tests.Redis;
using Constellation.Realtime.Engine.Turns;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Constellation.Realtime.Engine.Tests.Limits;

public sealed class RedisMessageRateTests(SqliteTestDatabase database) : MessageRateSpec, IClassFixture<SqliteTestDatabase>, IAsyncLifetime
{
    private readonly string _prefix = Guid.CreateVersion7().ToString("N");
    private readonly DatabaseTurnStore _turns = new(database.Database);
    private readonly Engine.Sessions.DatabaseHistory _history = new(database.Database);
    private RedisConnection _connection = null!;
    private RedisMessageRate _rate = null!;

    private protected override IMessageRate Rate => _rate;

    public async Task InitializeAsync()
    {
        _connection = new RedisConnection((await RedisServer.SharedAsync()).PatientConnectionString, NullLogger<RedisConnection>.Instance);
        _rate = RateOver(_connection);
    }

    public async Task DisposeAsync() => await _connection.DisposeAsync();

    [Fact]
    public async Task After_Redis_has_lost_everything_the_messages_of_the_last_minute_still_count()
    {
        var user = await UserWhoSentAsync(PerMinute);

        Assert.NotNull(await _rate.TryTakeAsync(user, default));
    }

    [Fact]
    public async Task While_Redis_is_away_the_database_counts()
    {
        await using var away = new RedisConnection("127.0.0.1:1,connectTimeout=100", NullLogger<RedisConnection>.Instance);
        var rate = RateOver(away);

        Assert.NotNull(await rate.TryTakeAsync(await UserWhoSentAsync(PerMinute), default));
        Assert.Null(await rate.TryTakeAsync(await UserWhoSentAsync(PerMinute - 1), default));
    }

    /// <summary>What is kept grows older: the due time is that much nearer.</summary>
    protected override async Task PassAsync(TimeSpan time)
    {
        var connection = await _connection.GetAsync();
        foreach (var key in connection.GetServers()[0].Keys(pattern: $"{_prefix}:rate:*"))
            await connection.GetDatabase().StringDecrementAsync(key, (long)time.TotalMicroseconds);
    }

    private RedisMessageRate RateOver(RedisConnection connection) => new(
        connection,
        _turns,
        Options.Create(new RedisOptions { Prefix = _prefix }),
        Options.Create(new LimitOptions { MessagesPerMinute = PerMinute }),
        TimeProvider.System);

    private async Task<Guid> UserWhoSentAsync(int messages)
    {
        var user = Guid.CreateVersion7();
        for (var i = 0; i < messages; i++)
        {
            var session = await _history.StartSessionAsync(user, Guid.CreateVersion7(), null, TimeProvider.System.GetUtcNow(), default);
            await _turns.AcceptAsync(Some.Turn(session, at: TimeProvider.System.GetUtcNow()), default);
        }

        return user;
    }
}
