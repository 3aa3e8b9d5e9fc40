using Constellation.Realtime.Engine.Limits;
using Constellation.Realtime.Engine.Redis;
using Constellation.Realtime.Engine.Tests.Database;
using Constellation.Realtime.Engine.Tests.Redis;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Constellation.Realtime.Engine.Tests.Limits;

public sealed class RedisTokensSpentTests(SqliteTestDatabase database) : TokensSpentSpec(database), IClassFixture<SqliteTestDatabase>, IAsyncLifetime
{
    private readonly string _prefix = Guid.CreateVersion7().ToString("N");
    private RedisConnection _connection = null!;

    // Each is another node.
    private protected override ITokensSpent Tokens => Over(_connection);

    private protected override TimeProvider Clock { get; } = new FakeTimeProvider(Some.Time);

    public async Task InitializeAsync() =>
        _connection = new RedisConnection((await RedisServer.SharedAsync()).PatientConnectionString, NullLogger<RedisConnection>.Instance);

    public async Task DisposeAsync() => await _connection.DisposeAsync();

    [Fact]
    public async Task While_Redis_is_away_the_database_counts()
    {
        await using var away = new RedisConnection("127.0.0.1:1,connectTimeout=100", NullLogger<RedisConnection>.Instance);
        var user = Some.Id();
        await RecordAsync(user, Clock.GetUtcNow(), 11, 7);

        await Over(away).AddAsync(user, 18, default);

        Assert.Equal(18, await Over(away).ReadAsync(user, default));
    }

    /// <summary>What is kept grows older.</summary>
    protected override async Task PassAsync(TimeSpan time)
    {
        var redis = await _connection.GetAsync();
        foreach (var key in redis.GetServers()[0].Keys(pattern: $"{_prefix}:tokens:*"))
        {
            var left = await redis.GetDatabase().KeyTimeToLiveAsync(key) - time;
            if (left > TimeSpan.Zero) await redis.GetDatabase().KeyExpireAsync(key, left);
            else await redis.GetDatabase().KeyDeleteAsync(key);
        }
    }

    private RedisTokensSpent Over(RedisConnection connection) => new(connection, Recorded, Options.Create(new RedisOptions { Prefix = _prefix }), Clock);
}
