using System.Net;
using System.Net.Sockets;

namespace Constellation.Realtime.Engine.Tests.Turns;

/// <summary>Faults are judged by what they do to a wire: one that does nothing would make every run of them green.</summary>
public sealed class TcpProxyTests : IAsyncLifetime
{
    private static readonly CancellationToken None = CancellationToken.None;

    private readonly TcpListener _far = new(IPAddress.Loopback, 0);
    private TcpProxy _wire = null!;

    public Task InitializeAsync()
    {
        _far.Start();
        _wire = new TcpProxy(((IPEndPoint)_far.LocalEndpoint).Port);
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        await _wire.DisposeAsync();
        _far.Dispose();
    }

    [Fact]
    public async Task What_is_sent_over_a_frozen_wire_arrives_once_it_has_thawed()
    {
        var (near, far) = await ConnectAsync();
        using (near)
        using (far)
        {
            _wire.Freeze();
            await near.SendAsync(new byte[] { 7 }, None);
            var arriving = ReceiveAsync(far);
            using var other = new Socket(SocketType.Stream, ProtocolType.Tcp);
            await other.ConnectAsync(IPAddress.Loopback, _wire.Port, None);
            var accepting = _far.AcceptSocketAsync(None).AsTask();

            // Another wire carries a byte there and back meanwhile: this one had time for it, too.
            await using var open = new TcpProxy(((IPEndPoint)_far.LocalEndpoint).Port);
            using var third = new Socket(SocketType.Stream, ProtocolType.Tcp);
            await third.ConnectAsync(IPAddress.Loopback, open.Port, None);
            using var accepted = await accepting;
            await third.SendAsync(new byte[] { 8 }, None);
            Assert.Equal((byte?)8, await ReceiveAsync(accepted));
            Assert.False(arriving.IsCompleted);

            _wire.Thaw();
            Assert.Equal((byte?)7, await arriving);
            using var late = await _far.AcceptSocketAsync(None);
        }
    }

    [Fact]
    public async Task A_cut_wire_breaks_what_was_open()
    {
        var (near, far) = await ConnectAsync();
        using (near)
        using (far)
        {
            _wire.Cut();
            Assert.Null(await ReceiveAsync(far));
        }
    }

    private static async Task<byte?> ReceiveAsync(Socket socket)
    {
        var buffer = new byte[1];
        try
        {
            return await socket.ReceiveAsync(buffer, None) == 1 ? buffer[0] : null;
        }
        catch (SocketException)
        {
            return null;
        }
    }

    private async Task<(Socket Near, Socket Far)> ConnectAsync()
    {
        var near = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await near.ConnectAsync(IPAddress.Loopback, _wire.Port, None);
        return (near, await _far.AcceptSocketAsync(None));
    }
}
