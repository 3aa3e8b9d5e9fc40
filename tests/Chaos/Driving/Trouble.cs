using System.Net.Sockets;
using System.Net.WebSockets;

namespace Constellation.Realtime.Chaos.Driving;

/// <summary>What became of a call that was not answered.</summary>
internal static class Trouble
{
    /// <summary>The code that the service said no with, or whatever else no client should get; null where the connection broke or the call was given up: then nobody
    /// knows.</summary>
    public static string? CodeOf(Exception exception) => exception switch
    {
        RefusedByPeerException refused => refused.Code,
        IOException or SocketException or WebSocketException or HttpRequestException or TimeoutException or OperationCanceledException or ObjectDisposedException => null,
        _ => $"{exception.GetType().Name}: {exception.Message}",
    };
}
