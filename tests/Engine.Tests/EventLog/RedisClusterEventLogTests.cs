using Constellation.Realtime.Engine.EventLog;
using Constellation.Realtime.Engine.Tests.Redis;

namespace Constellation.Realtime.Engine.Tests.EventLog;

/// <summary>The same on a Redis Cluster, where the nudges are published to one shard.</summary>
public sealed class RedisClusterEventLogTests : EventLogSpec, IAsyncLifetime
{
    private static readonly Lazy<Task<RedisServer>> Cluster = new(() => RedisServer.StartAsync("--cluster-enabled", "yes", "--cluster-announce-ip", "127.0.0.1"));

    private RedisTestLog _redis = null!;

    private protected override IEventLog Log => _redis.Log;

    public async Task InitializeAsync() => _redis = await RedisTestLog.StartAsync(await Cluster.Value, Retention);

    public async Task DisposeAsync() => await _redis.DisposeAsync();

    protected override Task PassAsync(TimeSpan time) => _redis.PassAsync(time);

    protected override Task LoseAsync(Guid sessionId) => _redis.LoseAsync(sessionId);
}
