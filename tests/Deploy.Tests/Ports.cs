using System.Net;
using System.Net.Sockets;

namespace Constellation.Realtime.Deploy.Tests;

internal static class Ports
{
    /// <summary>A port that nobody listens on, below those that the system gives out.</summary>
    public static int Free()
    {
        while (true)
        {
            var port = Random.Shared.Next(20_000, 32_000);
            using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                listener.Bind(new IPEndPoint(IPAddress.Loopback, port));
                return port;
            }
            catch (SocketException)
            {
                continue;
            }
        }
    }
}
