using Constellation.Realtime.Engine.Redis;
using Constellation.Realtime.Engine.Turns;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Constellation.Realtime.Engine.Limits;

/// <summary>The rate over all nodes: one script a message. What Redis does not know, lost or never had, the database does: when the user's turns of the last minute
/// were accepted.</summary>
internal sealed class RedisMessageRate(
    RedisConnection redis, ITurnStore turns, IOptions<RedisOptions> redisOptions, IOptions<LimitOptions> limits, TimeProvider time) : IMessageRate
{
    private const long Unknown = -1;
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly RedisScript Take = RedisScript.Load(typeof(RedisScript).Assembly, "Limits.RedisMessageRate.lua");

    private readonly int _perMinute = limits.Value.MessagesPerMinute;

    public async ValueTask<TimeSpan?> TryTakeAsync(Guid userId, CancellationToken cancellationToken)
    {
        try
        {
            var wait = await TakeAsync(userId, "", cancellationToken);
            if (wait == Unknown) wait = await TakeAsync(userId, Micros(await AheadAsync(userId, cancellationToken)), cancellationToken);
            return wait > 0 ? TimeSpan.FromMicroseconds(wait) : null;
        }
        catch (Exception exception) when (RedisErrors.MeansAway(exception, cancellationToken))
        {
            var now = time.GetUtcNow();
            return MessagePace.Take(now + await AheadAsync(userId, cancellationToken), now, _perMinute).Wait;
        }
    }

    public async ValueTask GiveBackAsync(Guid userId, CancellationToken cancellationToken)
    {
        try
        {
            var database = (await redis.GetAsync()).GetDatabase();
            var interval = (long)MessagePace.Interval(_perMinute).TotalMicroseconds;
            if (await database.KeyExistsAsync(KeyOf(userId)).InTimeAsync(database, cancellationToken))
                await database.StringDecrementAsync(KeyOf(userId), interval).InTimeAsync(database, cancellationToken);
        }
        catch (Exception exception) when (RedisErrors.MeansAway(exception, cancellationToken))
        {
            // While Redis is away the database counts, and there it was never counted.
        }
    }

    private async Task<long> TakeAsync(Guid userId, RedisValue ahead, CancellationToken cancellationToken) => (long)await Take.RunAsync(
        (await redis.GetAsync()).GetDatabase(),
        [KeyOf(userId)],
        [Micros(MessagePace.Interval(_perMinute)), Micros(Minute), ahead]).WaitAsync(cancellationToken);

    /// <summary>How far ahead of now the next message is due, by what was accepted.</summary>
    private async Task<TimeSpan> AheadAsync(Guid userId, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var due = DateTimeOffset.MinValue;
        foreach (var start in await turns.ReadStartsAsync(userId, now - Minute, _perMinute, cancellationToken))
            due = (due > start ? due : start) + MessagePace.Interval(_perMinute);
        return due > now ? due - now : TimeSpan.Zero;
    }

    private RedisKey KeyOf(Guid userId) => $"{redisOptions.Value.Prefix}:rate:{{{userId}}}";

    private static RedisValue Micros(TimeSpan span) => (long)span.TotalMicroseconds;
}
