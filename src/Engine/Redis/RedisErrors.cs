using StackExchange.Redis;

namespace Constellation.Realtime.Engine.Redis;

/// <summary>What Redis' client throws.</summary>
internal static class RedisErrors
{
    /// <summary>Whether Redis can't be reached, did not answer in time or did not do what it was asked to: whether it was carried out is not known.</summary>
    public static bool MeansAway(Exception exception) => exception switch
    {
        RedisException or RedisTimeoutException or RedisCommandException or ObjectDisposedException => true,

        // The client gives up calls in this way while it takes a connection down; where a caller did, the token says so.
        OperationCanceledException cancelled => !cancelled.CancellationToken.IsCancellationRequested,

        // So does a pipe of a connection that is being taken down under a call.
        InvalidOperationException { Source: "System.IO.Pipelines" or "Pipelines.Sockets.Unofficial" } => true,
        _ => false,
    };
}
