using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Constellation.Realtime.Engine.Tests.Turns;

/// <summary>A wire to a local port, which a test can cut.</summary>
internal sealed class TcpProxy : IAsyncDisposable
{
    private readonly int _target;
    private readonly Action<Memory<byte>> _alter;
    private readonly TcpListener _listener;
    private readonly ConcurrentDictionary<Socket, bool> _open = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _accepting;
    private volatile bool _isCut;
    private TaskCompletionSource? _frozen;

    /// <param name="alter">Changes what the target answers.</param>
    public TcpProxy(int target, Action<Memory<byte>>? alter = null)
    {
        _target = target;
        _alter = alter ?? (_ => { });
        _listener = new TcpListener(IPAddress.Loopback, 0);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Every connection breaks, and no new one comes about.</summary>
    public void Cut()
    {
        _isCut = true;
        foreach (var socket in _open.Keys) socket.Close(0);
    }

    public void Mend() => _isCut = false;

    /// <summary>Every connection stays, new ones come about, and nothing moves on any of them.</summary>
    public void Freeze() => Interlocked.CompareExchange(ref _frozen, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), null);

    /// <summary>What was sent meanwhile arrives.</summary>
    public void Thaw() => Interlocked.Exchange(ref _frozen, null)?.SetResult();

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        Cut();
        Thaw();
        await _accepting;
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                _ = CarryAsync(await _listener.AcceptSocketAsync(_stop.Token));
            }
            catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task CarryAsync(Socket near)
    {
        using var far = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        near.NoDelay = true;
        using (near)
        {
            try
            {
                (_open[near], _open[far]) = (true, true);
                await FlowsAsync();
                if (_isCut) return;
                await far.ConnectAsync(IPAddress.Loopback, _target);
                await Task.WhenAny(CopyAsync(near, far, _ => { }), CopyAsync(far, near, _alter));
            }
            catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
            {
                // Cut.
            }
            finally
            {
                _open.TryRemove(near, out _);
                _open.TryRemove(far, out _);
            }
        }
    }

    private Task FlowsAsync() => Volatile.Read(ref _frozen)?.Task ?? Task.CompletedTask;

    private async Task CopyAsync(Socket from, Socket to, Action<Memory<byte>> alter)
    {
        var buffer = new byte[16 * 1024];
        try
        {
            while (await from.ReceiveAsync(buffer) is > 0 and var count)
            {
                await FlowsAsync();
                alter(buffer.AsMemory(0, count));
                await to.SendAsync(buffer.AsMemory(0, count));
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // Cut.
        }
    }
}
