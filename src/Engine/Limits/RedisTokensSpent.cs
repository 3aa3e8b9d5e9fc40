using System.Globalization;
using Constellation.Realtime.Engine.Redis;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Constellation.Realtime.Engine.Limits;

/// <summary>The tokens over all nodes. What Redis does not know, lost or can't tell, the database does.</summary>
internal sealed class RedisTokensSpent(RedisConnection redis, RecordedTokens recorded, IOptions<RedisOptions> options, TimeProvider time) : ITokensSpent
{
    private static readonly RedisScript Add = RedisScript.Load(typeof(RedisScript).Assembly, "Limits.RedisTokensSpent.lua");

    /// <inheritdoc/>
    public async ValueTask<long> ReadAsync(Guid userId, CancellationToken cancellationToken)
    {
        try
        {
            var database = (await redis.GetAsync()).GetDatabase();
            if (await database.StringGetAsync(KeyOf(userId)).InTimeAsync(database, cancellationToken) is { IsNull: false } known) return (long)known;

            // Of two that read at once the first one's stands, with what was added since.
            var tokens = await recorded.TodayAsync(userId, cancellationToken);
            await database.StringSetAsync(KeyOf(userId), tokens, ITokensSpent.GoodFor, When.NotExists).InTimeAsync(database, cancellationToken);
            return tokens;
        }
        catch (Exception exception) when (RedisErrors.MeansAway(exception, cancellationToken))
        {
            return await recorded.TodayAsync(userId, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public async ValueTask AddAsync(Guid userId, long tokens, CancellationToken cancellationToken)
    {
        try
        {
            await Add.RunAsync((await redis.GetAsync()).GetDatabase(), [KeyOf(userId)], [tokens]).WaitAsync(cancellationToken);
        }
        catch (Exception exception) when (RedisErrors.MeansAway(exception, cancellationToken))
        {
            // It is recorded, and read from there.
        }
    }

    private RedisKey KeyOf(Guid userId) =>
        $"{options.Value.Prefix}:tokens:{{{userId}}}:{time.GetUtcNow().UtcDateTime.ToString("yyyyMMdd", CultureInfo.InvariantCulture)}";
}
