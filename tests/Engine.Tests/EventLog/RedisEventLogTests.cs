using Constellation.Realtime.Engine.EventLog;
using Constellation.Realtime.Engine.Tests.Redis;

namespace Constellation.Realtime.Engine.Tests.EventLog;

public sealed class RedisEventLogTests : EventLogSpec, IAsyncLifetime
{
    private RedisTestLog _redis = null!;

    private protected override IEventLog Log => _redis.Log;

    public async Task InitializeAsync() => _redis = await RedisTestLog.StartAsync(await RedisServer.SharedAsync(), Retention);

    public async Task DisposeAsync() => await _redis.DisposeAsync();

    protected override Task PassAsync(TimeSpan time) => _redis.PassAsync(time);

    protected override Task LoseAsync(Guid sessionId) => _redis.LoseAsync(sessionId);
}
