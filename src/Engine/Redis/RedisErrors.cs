using System.Net.Sockets;
using StackExchange.Redis;

namespace Constellation.Realtime.Engine.Redis;

/// <summary>What Redis' client throws.</summary>
internal static class RedisErrors
{
    /// <summary>
    /// Whether a call failed because Redis can't be reached, did not answer in time or did not do what it was asked to: whether it was carried out is not known.
    /// </summary>
    /// <param name="exception">What the call threw.</param>
    /// <param name="given">The token that the caller gave the call. The client gives calls up too while it takes a connection down, by tokens of its own.</param>
    public static bool MeansAway(Exception exception, CancellationToken given) => exception switch
    {
        RedisException or TimeoutException or RedisCommandException or ObjectDisposedException => true,
        IOException or SocketException => true,
        OperationCanceledException => !given.IsCancellationRequested,

        // What a connection that is being taken down under a call comes to is not always one of the client's own errors.
        _ => exception.Source is "StackExchange.Redis" or "System.IO.Pipelines" or "Pipelines.Sockets.Unofficial",
    };
}
