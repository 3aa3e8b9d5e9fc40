using Constellation.Realtime.Engine.Providers.Breakers;
using Constellation.Realtime.Engine.Redis;
using Constellation.Realtime.Engine.Tests.Redis;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Constellation.Realtime.Engine.Tests.Providers;

public sealed class RedisBreakersTests : BreakersSpec, IAsyncLifetime
{
    private readonly string _prefix = Guid.CreateVersion7().ToString("N");
    private RedisConnection _connection = null!;

    private protected override IBreakers Breakers => Over(_connection);

    public async Task InitializeAsync() =>
        _connection = new RedisConnection((await RedisServer.SharedAsync()).PatientConnectionString, NullLogger<RedisConnection>.Instance);

    public async Task DisposeAsync() => await _connection.DisposeAsync();

    [Fact]
    public async Task While_Redis_is_away_the_node_goes_by_what_it_has_seen_itself()
    {
        await using var away = new RedisConnection("127.0.0.1:1,connectTimeout=100", NullLogger<RedisConnection>.Instance);
        var alone = Over(away);

        for (var i = 0; i < BreakerRule.Faults; i++) await alone.ReportAsync("openai:m:0", BreakerReport.Failed, default);

        Assert.Equal(BreakerState.Open, await alone.AdmitAsync("openai:m:0", default));
    }

    [Fact]
    public async Task What_is_kept_goes_by_itself()
    {
        await FailAsync(BreakerRule.Faults);

        var redis = await _connection.GetAsync();
        foreach (var key in redis.GetServers()[0].Keys(pattern: $"{_prefix}:breaker:*"))
            Assert.InRange((await redis.GetDatabase().KeyTimeToLiveAsync(key))!.Value, TimeSpan.Zero, BreakerRule.Memory);
    }

    /// <summary>What is kept grows older.</summary>
    protected override async Task PassAsync(TimeSpan time)
    {
        var redis = await _connection.GetAsync();
        var database = redis.GetDatabase();
        foreach (var key in redis.GetServers()[0].Keys(pattern: $"{_prefix}:breaker:*"))
        {
            foreach (var field in new[] { "open", "probe" })
                if (await database.HashExistsAsync(key, field)) await database.HashDecrementAsync(key, field, (long)time.TotalMilliseconds);
            var left = await database.KeyTimeToLiveAsync(key) - time;
            if (left > TimeSpan.Zero) await database.KeyExpireAsync(key, left);
            else await database.KeyDeleteAsync(key);
        }
    }

    // Nodes share nothing but Redis.
    private RedisBreakers Over(RedisConnection connection) => new(connection, Options.Create(new RedisOptions { Prefix = _prefix }), TimeProvider.System);
}
