using Constellation.Realtime.Engine.Redis;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Constellation.Realtime.Engine.Providers.Breakers;

/// <summary>The breakers over all nodes: one script a question. While Redis is away each node goes by what it has seen itself.</summary>
internal sealed class RedisBreakers(RedisConnection redis, IOptions<RedisOptions> options, TimeProvider time) : IBreakers
{
    private static readonly RedisScript Script = RedisScript.Load(typeof(RedisScript).Assembly, "Breakers.RedisBreakers.lua");

    private readonly MemoryBreakers _alone = new(time);

    /// <inheritdoc/>
    public async ValueTask<BreakerState> AdmitAsync(string provider, CancellationToken cancellationToken)
    {
        try
        {
            return await RunAsync(provider, "admit", cancellationToken);
        }
        catch (Exception exception) when (RedisErrors.MeansAway(exception, cancellationToken))
        {
            return await _alone.AdmitAsync(provider, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public async ValueTask<BreakerState> ReportAsync(string provider, BreakerReport report, CancellationToken cancellationToken)
    {
        var alone = await _alone.ReportAsync(provider, report, cancellationToken);
        try
        {
            return await RunAsync(provider, (int)report, cancellationToken);
        }
        catch (Exception exception) when (RedisErrors.MeansAway(exception, cancellationToken))
        {
            return alone;
        }
    }

    private async Task<BreakerState> RunAsync(string provider, RedisValue what, CancellationToken cancellationToken) => (BreakerState)(int)await Script.RunAsync(
        (await redis.GetAsync()).GetDatabase(),
        [$"{options.Value.Prefix}:breaker:{provider}"],
        [what, BreakerRule.Faults, Milliseconds(BreakerRule.InARow), Milliseconds(BreakerRule.OpenTime), Milliseconds(BreakerRule.ProbeTime), Milliseconds(BreakerRule.Memory)])
        .WaitAsync(cancellationToken);

    private static RedisValue Milliseconds(TimeSpan span) => (long)span.TotalMilliseconds;
}
