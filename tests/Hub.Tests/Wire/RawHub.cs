using System.Buffers;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Constellation.Realtime.Hub.Wire;
using MessagePack;

namespace Constellation.Realtime.Hub.Tests.Wire;

/// <summary>A client of the hub that sends whatever bytes it likes.</summary>
internal sealed class RawHub : IDisposable
{
    private const byte JsonEnd = 0x1e;

    private readonly ClientWebSocket _socket = new();
    private readonly List<byte> _received = [];

    internal static Task<RawHub> ConnectAsync(
        ProbeHost host, string protocol = "json", string? ticket = null, string? token = null, string? origin = null) =>
        ConnectAsync(host.Address, protocol, ticket, token, origin);

    internal static async Task<RawHub> ConnectAsync(
        Uri host, string protocol = "json", string? ticket = null, string? token = null, string? origin = null)
    {
        var hub = new RawHub();
        if (ticket is null) hub._socket.Options.SetRequestHeader("Authorization", $"Bearer {token ?? Tokens.For(Samples.Id)}");
        if (origin is not null) hub._socket.Options.SetRequestHeader("Origin", origin);
        hub._socket.Options.CollectHttpResponseDetails = true;
        var query = ticket is null ? "" : $"access_token={ticket}";
        var address = new UriBuilder(new Uri(host, WireSetup.HubPath)) { Scheme = "ws", Query = query }.Uri;
        try
        {
            await hub._socket.ConnectAsync(address, CancellationToken.None);
        }
        catch (WebSocketException)
        {
            hub.Status = (int)hub._socket.HttpStatusCode;
            return hub;
        }

        hub.Status = (int)hub._socket.HttpStatusCode;
        await hub.SendTextAsync($$"""{"protocol":"{{protocol}}","version":1}""");
        Assert.Equal("{}", await hub.ReceiveTextAsync());
        return hub;
    }

    /// <summary>101, or what the upgrade was refused with.</summary>
    internal int Status { get; private set; }

    internal Task SendTextAsync(string message) => SendAsync([.. Encoding.UTF8.GetBytes(message), JsonEnd], WebSocketMessageType.Text);

    internal Task SendAsync(byte[] bytes, WebSocketMessageType type) => _socket.SendAsync(bytes, type, endOfMessage: true, CancellationToken.None);

    internal async Task SendMessagePackAsync(byte[] message)
    {
        var framed = new List<byte>();
        var length = message.Length;
        for (; length > 0x7f; length >>= 7) framed.Add((byte)(length | 0x80));
        framed.Add((byte)length);
        await SendAsync([.. framed, .. message], WebSocketMessageType.Binary);
    }

    /// <summary>The error line of the call with id 1, which must fail; whatever else comes before is passed over.</summary>
    internal async Task<JsonElement> ReceiveRefusalAsync()
    {
        while (true)
        {
            var message = JsonElement.Parse(await ReceiveTextAsync());
            if (message.GetProperty("type").GetInt32() != 3 || message.GetProperty("invocationId").GetString() != "1") continue;
            return Line(message.GetProperty("error").GetString()!);
        }
    }

    internal static JsonElement Line(string error) => JsonElement.Parse(error[error.IndexOf('{', StringComparison.Ordinal)..]);

    internal async Task<string> ReceiveTextAsync()
    {
        while (true)
        {
            var end = _received.IndexOf(JsonEnd);
            if (end >= 0)
            {
                var text = Encoding.UTF8.GetString([.. _received.Take(end)]);
                _received.RemoveRange(0, end + 1);
                if (text != """{"type":6}""") return text;
                continue;
            }

            Assert.True(await ReceiveMoreAsync(), "The server closed the connection.");
        }
    }

    /// <summary>The next message as JSON; pings are passed over.</summary>
    internal async Task<JsonElement> ReceiveMessagePackAsync()
    {
        while (true)
        {
            if (TryTake(out var message))
            {
                if (message[0].GetInt32() != 6) return message;
                continue;
            }

            Assert.True(await ReceiveMoreAsync(), "The server closed the connection.");
        }
    }

    /// <summary>Completes once the server has closed the connection.</summary>
    internal async Task ClosedAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        var buffer = new byte[16384];
        try
        {
            while ((await _socket.ReceiveAsync(buffer, patience.Token)).MessageType != WebSocketMessageType.Close) { }
        }
        catch (WebSocketException)
        {
        }
    }

    public void Dispose() => _socket.Dispose();

    private async Task<bool> ReceiveMoreAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        var buffer = new byte[16384];
        var result = await _socket.ReceiveAsync(buffer, patience.Token);
        _received.AddRange(buffer.AsSpan(0, result.Count));
        return result.MessageType != WebSocketMessageType.Close;
    }

    private bool TryTake(out JsonElement message)
    {
        message = default;
        var (length, header, shift) = (0, 0, 0);
        do
        {
            if (header == _received.Count) return false;
            length |= (_received[header] & 0x7f) << shift;
            shift += 7;
        }
        while ((_received[header++] & 0x80) != 0);

        if (_received.Count < header + length) return false;
        var bytes = _received.GetRange(header, length).ToArray();
        _received.RemoveRange(0, header + length);
        message = MessagePackSerializer.Deserialize<JsonElement>(new ReadOnlySequence<byte>(bytes), WireMessagePack.Options);
        return true;
    }
}
