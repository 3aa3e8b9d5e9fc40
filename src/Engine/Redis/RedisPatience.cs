using StackExchange.Redis;

namespace Constellation.Realtime.Engine.Redis;

/// <summary>A call is given up by us where its client does not: one whose connection is taken down at the wrong moment is never answered, and may never time out.</summary>
internal static class RedisPatience
{
    /// <summary>The call's result, within twice the time that the connection string allows one.</summary>
    /// <exception cref="TimeoutException">Whether it was carried out, or will be, is not known.</exception>
    public static Task<T> InTimeAsync<T>(this Task<T> call, IRedisAsync redis, CancellationToken cancellationToken = default) =>
        call.WaitAsync(2 * TimeSpan.FromMilliseconds(redis.Multiplexer.TimeoutMilliseconds), cancellationToken);

    /// <inheritdoc cref="InTimeAsync{T}"/>
    public static Task InTimeAsync(this Task call, IRedisAsync redis, CancellationToken cancellationToken = default) =>
        call.WaitAsync(2 * TimeSpan.FromMilliseconds(redis.Multiplexer.TimeoutMilliseconds), cancellationToken);
}
