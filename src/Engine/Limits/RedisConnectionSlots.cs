using System.Collections.Concurrent;
using Constellation.Realtime.Engine.Redis;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Constellation.Realtime.Engine.Limits;

/// <summary>The connections over all nodes, as deadlines that each node moves on for its own. While Redis is away each node counts for itself.</summary>
internal sealed partial class RedisConnectionSlots(
    RedisConnection redis, IOptions<RedisOptions> redisOptions, IOptions<LimitOptions> limits, TimeProvider time, ILogger<RedisConnectionSlots> logger)
    : BackgroundService, IConnectionSlots
{
    /// <summary>How long a connection counts after its node was last heard of.</summary>
    internal static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan Every = Lease / 3;
    private static readonly RedisScript Open = RedisScript.Load(typeof(RedisScript).Assembly, "Limits.RedisConnectionSlots.lua");

    private readonly MemoryConnectionSlots _here = new(limits);
    private readonly ConcurrentDictionary<Guid, Guid> _open = new();

    public async ValueTask<bool> TryOpenAsync(Guid userId, Guid connectionId, CancellationToken cancellationToken)
    {
        if (!await _here.TryOpenAsync(userId, connectionId, cancellationToken)) return false;
        if (await CountAsync(userId, connectionId, limits.Value.ConnectionsPerUser))
        {
            _open[connectionId] = userId;
            return true;
        }

        await _here.CloseAsync(userId, connectionId);
        return false;
    }

    public async ValueTask CloseAsync(Guid userId, Guid connectionId)
    {
        _open.TryRemove(connectionId, out _);
        await _here.CloseAsync(userId, connectionId);
        try
        {
            var database = (await redis.GetAsync()).GetDatabase();
            await database.SortedSetRemoveAsync(KeyOf(userId), connectionId.ToString()).InTimeAsync(database);
        }
        catch (Exception exception) when (RedisErrors.MeansAway(exception, CancellationToken.None))
        {
            Log.NotFreed(logger, exception); // Its deadline frees it.
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                // What is open stays open, whatever the limit is: after Redis lost its data the count is right again.
                foreach (var (connectionId, userId) in _open) await CountAsync(userId, connectionId, int.MaxValue);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The node stops.
        }
    }

    private async Task<bool> CountAsync(Guid userId, Guid connectionId, int most)
    {
        try
        {
            var answer = await Open.RunAsync(
                (await redis.GetAsync()).GetDatabase(), [KeyOf(userId)], [connectionId.ToString(), most, (long)Lease.TotalMilliseconds]);
            return (long)answer == 1;
        }
        catch (Exception exception) when (RedisErrors.MeansAway(exception, CancellationToken.None))
        {
            Log.NotCounted(logger, exception.Message);
            return true;
        }
    }

    private RedisKey KeyOf(Guid userId) => $"{redisOptions.Value.Prefix}:connections:{{{userId}}}";

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "A connection could not be counted over all nodes; this node counts it: {Reason}")]
        internal static partial void NotCounted(ILogger logger, string reason);

        [LoggerMessage(LogLevel.Debug, "A connection could not be taken off the count; its deadline does it")]
        internal static partial void NotFreed(ILogger logger, Exception exception);
    }
}
