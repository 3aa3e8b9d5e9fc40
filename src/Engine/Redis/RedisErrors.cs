using StackExchange.Redis;

namespace Constellation.Realtime.Engine.Redis;

/// <summary>What Redis' client throws.</summary>
internal static class RedisErrors
{
    /// <summary>Whether Redis can't be reached, did not answer in time or did not do what it was asked to: whether it was carried out is not known.</summary>
    public static bool MeansAway(Exception exception) =>
        exception is RedisException or RedisTimeoutException or RedisCommandException or ObjectDisposedException;
}
