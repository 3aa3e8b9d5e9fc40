using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Constellation.Realtime.Engine.Applying;
using Constellation.Realtime.Engine.Applying.Http;
using Microsoft.Extensions.Options;

namespace Constellation.Realtime.Engine.Tests.Applying;

/// <summary>A listener on this machine stands for all that must never be reached.</summary>
public sealed class OutgoingTests : IAsyncLifetime
{
    private readonly Listener _forbidden = new();
    private readonly Listener _allowed = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await _forbidden.DisposeAsync();
        await _allowed.DisposeAsync();
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("localhost")]
    [InlineData("[::1]")]
    [InlineData("[::ffff:127.0.0.1]")]
    [InlineData("[::127.0.0.1]")]
    [InlineData("2130706433")]
    [InlineData("0x7f000001")]
    [InlineData("0x7f.1")]
    [InlineData("0177.0.0.1")]
    [InlineData("017700000001")]
    [InlineData("127.1")]
    [InlineData("0.0.0.0")]
    [InlineData("127.0.0.1.")]
    [InlineData("LOCALHOST")]
    public async Task What_is_not_configured_is_not_connected_to_however_it_is_spelled(string host)
    {
        using var outgoing = Allowing(_allowed.Address);

        var refused = await Record.ExceptionAsync(() => AskAsync(outgoing, new Uri($"http://{host}:{_forbidden.Port}/")));

        Assert.False(Assert.IsType<NoAnswerException>(refused).WasSent);
        Assert.Equal(0, await _forbidden.ConnectionsAsync());
    }

    [Theory]
    [InlineData("10.0.0.7")]
    [InlineData("192.168.1.1")]
    [InlineData("169.254.169.254")]
    [InlineData("[fd00::1]")]
    public async Task Private_addresses_are_refused_before_a_connection_is_tried(string host)
    {
        using var outgoing = Allowing(_allowed.Address);

        var refused = await Assert.ThrowsAsync<NoAnswerException>(() => AskAsync(outgoing, new Uri($"http://{host}/")));

        Assert.Contains("not allowed", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("64:ff9b::7f00:1")]
    [InlineData("2002:7f00:1::")]
    [InlineData("64:ff9b:1:7f00:0:100::")]
    [InlineData("2001:0:7f00:1::80ff:fffe")]
    [InlineData("0.0.0.0")]
    public async Task A_public_name_that_leads_home_is_not_followed(string address)
    {
        using var outgoing = Allowing(new Uri($"http://api.example.com:{_forbidden.Port}/"), Answers(address));

        var refused = await Assert.ThrowsAsync<NoAnswerException>(() => AskAsync(outgoing, new Uri($"http://api.example.com:{_forbidden.Port}/")));

        Assert.Contains("its name leads to an address that is not allowed", refused.Message, StringComparison.Ordinal);
        Assert.Equal(0, await _forbidden.ConnectionsAsync());
    }

    [Fact]
    public async Task A_name_that_changes_where_it_leads_is_looked_at_each_time_it_is_connected_to()
    {
        var turns = new Queue<string>(["127.0.0.2", "127.0.0.1"]);
        var name = new Uri($"http://rebinding.example.com:{_allowed.Port}/");
        using var outgoing = Allowing(name, (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Parse(turns.Dequeue())]), "127.0.0.2/32");

        var first = await AskAsync(outgoing, name);
        await Assert.ThrowsAsync<NoAnswerException>(() => AskAsync(outgoing, name));

        Assert.Equal(200, first.Status);
        Assert.Equal(1, await _allowed.ConnectionsAsync());
    }

    [Fact]
    public async Task Of_a_names_addresses_only_the_allowed_ones_are_tried()
    {
        var name = new Uri($"http://mixed.example.com:{_allowed.Port}/");
        using var outgoing = Allowing(name, Answers("127.0.0.1", "127.0.0.3"), "127.0.0.3/32");

        await AskAsync(outgoing, name);

        Assert.Equal("127.0.0.3", Assert.Single(_allowed.CalledAt));
    }

    [Fact]
    public async Task A_redirect_is_an_answer_and_is_not_followed()
    {
        _allowed.Answer = $"HTTP/1.1 307 Temporary Redirect\r\nLocation: {_forbidden.Address}\r\nContent-Length: 0\r\n\r\n";
        using var outgoing = Allowing(_allowed.Address);

        var answer = await AskAsync(outgoing, _allowed.Address);

        Assert.Equal(307, answer.Status);
        Assert.Equal(0, await _forbidden.ConnectionsAsync());
    }

    [Theory]
    [InlineData("//127.0.0.1:{0}/")]
    [InlineData("\\\\127.0.0.1:{0}\\")]
    [InlineData("http://127.0.0.1:{0}/")]
    [InlineData("@127.0.0.1:{0}/")]
    [InlineData(":{0}/")]
    [InlineData("/..//127.0.0.1:{0}/")]
    [InlineData("\t//127.0.0.1:{0}/")]
    public async Task No_path_leads_to_another_host(string path)
    {
        using var outgoing = Allowing(_allowed.Address);
        var tricked = string.Format(System.Globalization.CultureInfo.InvariantCulture, path, _forbidden.Port);

        await Record.ExceptionAsync(() => outgoing.SendAsync(HttpMethod.Get, new Destination(_allowed.Address), tricked, null, 1000, CancellationToken.None));

        Assert.Equal(0, await _forbidden.ConnectionsAsync());
    }

    [Theory]
    [InlineData("/../internal/users")]
    [InlineData("/tickets/../../internal/users")]
    [InlineData("/%2e%2e/internal/users")]
    [InlineData("/%2E./v2/tickets")]
    [InlineData("\\..\\internal")]
    [InlineData("/..")]
    public void No_path_leads_out_of_the_address_that_was_configured(string path)
    {
        var destination = new Destination(new Uri("https://help.example/api/v1"));

        Assert.Equal("https://help.example/api/v1/tickets/7?all=1", destination.Below("/tickets/./7?all=1").AbsoluteUri);
        Assert.Throws<NoAnswerException>(() => destination.Below(path));
    }

    [Fact]
    public async Task The_environments_proxy_is_not_used()
    {
        var before = HttpClient.DefaultProxy;
        HttpClient.DefaultProxy = new ProxyForOne(_allowed.Address, _forbidden.Address, before);
        try
        {
            using var any = new HttpClient();
            using var outgoing = Allowing(_allowed.Address);

            await any.GetStringAsync(_allowed.Address);
            var answer = await AskAsync(outgoing, _allowed.Address);

            Assert.Equal(200, answer.Status);
        }
        finally
        {
            HttpClient.DefaultProxy = before;
        }

        Assert.Equal((1, 1), (await _forbidden.ConnectionsAsync(), await _allowed.ConnectionsAsync()));
    }

    [Fact]
    public async Task A_configured_address_may_be_private()
    {
        using var outgoing = Allowing(_allowed.Address);

        Assert.Equal(200, (await AskAsync(outgoing, _allowed.Address)).Status);
        Assert.Equal(200, (await AskAsync(Allowing(Localhost), Localhost)).Status);
    }

    [Fact]
    public async Task Each_request_has_a_connection_of_its_own()
    {
        using var outgoing = Allowing(_allowed.Address);

        for (var i = 0; i < 3; i++) await AskAsync(outgoing, _allowed.Address);

        Assert.Equal(3, await _allowed.ConnectionsAsync());
    }

    [Fact]
    public async Task An_answer_that_is_too_long_keeps_its_status_and_loses_its_text()
    {
        _allowed.Answer = $"HTTP/1.1 201 Created\r\nContent-Length: 5000\r\n\r\n{new string('x', 5000)}";
        using var outgoing = Allowing(_allowed.Address);

        Assert.Equal(new ApiAnswer(201, null), await AskAsync(outgoing, _allowed.Address));
    }

    [Fact]
    public async Task One_that_does_not_come_is_waited_for_no_longer_than_allowed()
    {
        _allowed.Answer = null;
        using var outgoing = Allowing(_allowed.Address, timeout: TimeSpan.FromMilliseconds(300));

        var refused = await Assert.ThrowsAsync<NoAnswerException>(
            () => outgoing.SendAsync(HttpMethod.Post, new Destination(_allowed.Address), "", Encoding.UTF8.GetBytes("{}"), 1000, CancellationToken.None));

        Assert.True(refused.WasSent);
    }

    private Uri Localhost => new($"http://localhost:{_allowed.Port}/");

    private static Func<string, CancellationToken, Task<IPAddress[]>> Answers(params string[] addresses) =>
        (_, _) => Task.FromResult<IPAddress[]>([.. addresses.Select(IPAddress.Parse)]);

    private static Outgoing Allowing(Uri address, Func<string, CancellationToken, Task<IPAddress[]>>? resolve = null, string? network = null, TimeSpan? timeout = null) => new(
        [new Destination(address)],
        Options.Create(new ApplyOptions { Networks = network is null ? [] : [network], Timeout = timeout ?? TimeSpan.FromSeconds(20) }),
        TimeProvider.System,
        resolve);

    /// <summary>As if the address had got into a request in some way.</summary>
    private static Task<ApiAnswer> AskAsync(Outgoing outgoing, Uri address) =>
        outgoing.SendAsync(HttpMethod.Get, new Destination(address), "", null, 1000, CancellationToken.None);

    /// <summary>What the environment's variables become, for one address alone: the other tests of this process go on as they would.</summary>
    private sealed class ProxyForOne(Uri address, Uri proxy, IWebProxy others) : IWebProxy
    {
        public ICredentials? Credentials { get; set; }

        public Uri? GetProxy(Uri destination) => IsOurs(destination) ? proxy : others.GetProxy(destination);

        public bool IsBypassed(Uri host) => !IsOurs(host) && others.IsBypassed(host);

        private bool IsOurs(Uri destination) => destination.Authority == address.Authority;
    }

    /// <summary>Counts who connects.</summary>
    private sealed class Listener : IAsyncDisposable
    {
        // Below those that systems give out by themselves: at a port that some server had before, clients of that one may still knock.
        private const int FirstPort = 20_000, LastPort = 30_000;

        private readonly TcpListener _v4;
        private readonly TcpListener _v6;
        private readonly CancellationTokenSource _stop = new();
        private readonly ConcurrentQueue<string> _calledAt = new();

        public Listener()
        {
            (_v4, _v6) = Listen();
            _ = AcceptAsync(_v4);
            _ = AcceptAsync(_v6);
        }

        public int Port => ((IPEndPoint)_v4.LocalEndpoint).Port;

        public Uri Address => new($"http://127.0.0.1:{Port}/");

        public string? Answer { get; set; } = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}";

        public IReadOnlyList<string> CalledAt => [.. _calledAt];

        /// <summary>After one of our own has come through, so that none is on its way.</summary>
        public async Task<int> ConnectionsAsync()
        {
            var before = -1;
            foreach (var listener in (TcpListener[])[_v4, _v6])
            {
                before = _calledAt.Count;
                using var own = new TcpClient();
                await own.ConnectAsync(((IPEndPoint)listener.LocalEndpoint).AddressFamily == AddressFamily.InterNetwork ? IPAddress.Loopback : IPAddress.IPv6Loopback, Port);
                while (_calledAt.Count == before) await Task.Delay(5);
            }

            return _calledAt.Count - 2;
        }

        public async ValueTask DisposeAsync()
        {
            await _stop.CancelAsync();
            _v4.Stop();
            _v6.Stop();
            _stop.Dispose();
        }

        /// <summary>One port, free on both.</summary>
        private static (TcpListener V4, TcpListener V6) Listen()
        {
            while (true)
            {
#pragma warning disable CA5394 // Nothing secret hangs on it.
                var port = Random.Shared.Next(FirstPort, LastPort);
#pragma warning restore CA5394
                var (v4, v6) = (new TcpListener(IPAddress.Any, port), new TcpListener(IPAddress.IPv6Loopback, port));
                try
                {
                    v4.Start();
                    v6.Start();
                    return (v4, v6);
                }
                catch (SocketException exception) when (exception.SocketErrorCode == SocketError.AddressAlreadyInUse)
                {
                    v4.Stop();
                    v6.Stop();
                }
            }
        }

        private async Task AcceptAsync(TcpListener listener)
        {
            try
            {
                while (true)
                {
                    var client = await listener.AcceptTcpClientAsync(_stop.Token);
                    _calledAt.Enqueue(((IPEndPoint)client.Client.LocalEndPoint!).Address.ToString());
                    _ = AnswerAsync(client);
                }
            }
            catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                // The test is over.
            }
        }

        private async Task AnswerAsync(TcpClient client)
        {
            using (client)
            {
                try
                {
                    var stream = client.GetStream();
                    await stream.ReadAtLeastAsync(new byte[1], 1, throwOnEndOfStream: false, _stop.Token);
                    if (Answer is not null) await stream.WriteAsync(Encoding.ASCII.GetBytes(Answer), _stop.Token);
                    var more = new byte[10_000];
                    while (await stream.ReadAsync(more, _stop.Token) > 0)
                    {
                    }
                }
                catch (Exception exception) when (exception is OperationCanceledException or IOException or ObjectDisposedException)
                {
                    // Nobody waits for it.
                }
            }
        }
    }
}
