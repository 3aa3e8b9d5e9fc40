using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Options;

namespace Constellation.Realtime.Engine.Applying.Http;

/// <summary>
/// Every request to an API of the administrator's. It goes to a configured destination or nowhere: the address is checked when the connection is made,
/// after the name was resolved, so that neither a name, a spelling, a redirect nor another answer of the DNS leads elsewhere. No proxy, no cookies, no
/// redirects; each request has a connection of its own, so that none is sent twice because an old one had been closed, unless all it does is read.
/// </summary>
internal sealed class Outgoing : IDisposable
{
    private const int HeaderKilobytes = 16;

    private readonly IReadOnlyList<Destination> _destinations;
    private readonly IPNetwork[] _networks;
    private readonly Func<string, CancellationToken, Task<IPAddress[]>> _resolve;
    private readonly TimeSpan _timeout;
    private readonly TimeProvider _time;
    private readonly HttpClient _client;

    /// <param name="destinations">Where requests may go.</param>
    /// <param name="resolve">Asks the DNS.</param>
    /// <param name="keepsFor">How long a connection is used again, for what may be sent twice.</param>
    public Outgoing(
        IReadOnlyList<Destination> destinations, IOptions<ApplyOptions> options, TimeProvider time, Func<string, CancellationToken, Task<IPAddress[]>>? resolve = null,
        TimeSpan keepsFor = default)
    {
        _destinations = destinations;
        _networks = [.. options.Value.Networks.Select(IPNetwork.Parse)];
        _resolve = resolve ?? Dns.GetHostAddressesAsync;
        _timeout = options.Value.Timeout;
        _time = time;
        _client = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            ConnectCallback = ConnectAsync,
            MaxResponseHeadersLength = HeaderKilobytes,
            PooledConnectionLifetime = keepsFor,
            UseCookies = false,
            UseProxy = false,
        })
        { Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <summary>Sends a request and reads the answer, whatever its status.</summary>
    /// <param name="path">Below the destination, with its query.</param>
    /// <param name="json">The body; null: none.</param>
    /// <param name="mostBytes">Beyond it the answer's body is not read.</param>
    /// <exception cref="NoAnswerException">None came; it says whether the request may have been taken.</exception>
    public async Task<ApiAnswer> SendAsync(
        HttpMethod method, Destination destination, string path, ReadOnlyMemory<byte>? json, int mostBytes, CancellationToken cancellationToken,
        Action<HttpRequestHeaders>? headers = null)
    {
        using var request = new HttpRequestMessage(method, destination.Below(path));
        var content = json is { } body ? new SentContent(body) : null;
        request.Content = content;
        headers?.Invoke(request.Headers);
        using var limit = new CancellationTokenSource(_timeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            using var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            return new ApiAnswer((int)response.StatusCode, await ReadAsync(response.Content, mostBytes, either.Token));
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw new NoAnswerException(Reason(exception), content?.HasLeft ?? false, exception);
        }
    }

    public void Dispose() => _client.Dispose();

    /// <summary>The body as text; null where it is too long or breaks off, for its status counts all the same.</summary>
    private static async Task<string?> ReadAsync(HttpContent content, int mostBytes, CancellationToken cancellationToken)
    {
        try
        {
            await using var body = await content.ReadAsStreamAsync(cancellationToken);
            using var read = new MemoryStream();
            var buffer = new byte[16_384];
            while (await body.ReadAsync(buffer, cancellationToken) is > 0 and var count)
            {
                if (read.Length + count > mostBytes) return null;
                read.Write(buffer, 0, count);
            }

            return Encoding.UTF8.GetString(read.GetBuffer(), 0, (int)read.Length);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or OperationCanceledException)
        {
            return null;
        }
    }

    private static string Reason(Exception exception) => exception switch
    {
        OperationCanceledException => "it did not answer in time",
        HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } => "its name is not known",
        HttpRequestException { InnerException: ForbiddenAddressException } => "its name leads to an address that is not allowed; an administrator can allow its network",
        HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError } => "it can't be reached",
        HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } => "no secure connection to it could be made",
        _ => "its answer broke off",
    };

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var (host, port) = (context.DnsEndPoint.Host.Trim('[', ']'), context.DnsEndPoint.Port);
        if (!_destinations.Any(destination => destination.Is(host, port))) throw new ForbiddenAddressException();
        var addresses = IPAddress.TryParse(host, out var literal) ? [literal] : await _resolve(host, cancellationToken);
        IPAddress[] allowed = [.. addresses.Where(address => AddressRules.MayBe(host, address, _networks))];
        if (allowed.Length == 0) throw new ForbiddenAddressException();

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private sealed class ForbiddenAddressException() : IOException("This address is not allowed.");
}
