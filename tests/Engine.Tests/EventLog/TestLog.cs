using Constellation.Realtime.Engine.EventLog;
using Constellation.Realtime.Engine.Tests.Redis;
using Microsoft.Extensions.Options;

namespace Constellation.Realtime.Engine.Tests.EventLog;

/// <summary>A log that loses what a test says, in memory or in Redis.</summary>
internal sealed class TestLog(IEventLog log, Func<Guid, Task> lose, Func<ValueTask> dispose) : IAsyncDisposable
{
    private static readonly TimeSpan Retention = TimeSpan.FromDays(7);

    public IEventLog Log => log;

    public static Task<TestLog> InMemoryAsync(TimeProvider time)
    {
        var memory = new MemoryEventLog(Options.Create(new LogOptions { Retention = Retention }), time);
        return Task.FromResult(new TestLog(
            memory,
            session =>
            {
                memory.Lose(session);
                return Task.CompletedTask;
            },
            () =>
            {
                memory.Dispose();
                return ValueTask.CompletedTask;
            }));
    }

    public static async Task<TestLog> InRedisAsync()
    {
        var redis = await RedisTestLog.StartAsync(await RedisServer.SharedAsync(), Retention);
        return new TestLog(redis.Log, redis.LoseAsync, redis.DisposeAsync);
    }

    public Task LoseAsync(Guid sessionId) => lose(sessionId);

    public ValueTask DisposeAsync() => dispose();
}
