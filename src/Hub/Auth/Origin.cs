using System.Buffers;

namespace Constellation.Realtime.Hub.Auth;

/// <summary>A browser origin (RFC 6454): scheme, host in ASCII and lower case, port.</summary>
internal sealed record Origin(string Scheme, string Host, int Port)
{
    private static readonly SearchValues<char> NotInHosts = SearchValues.Create("/\\?#@* ");

    /// <summary>Null for what is no origin of a web page, such as <c>null</c>, <c>*</c> or an address with a path.</summary>
    internal static Origin? Parse(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https")) return null;
        var start = $"{address.Scheme}://";
        return text.StartsWith(start, StringComparison.OrdinalIgnoreCase) && !text.AsSpan(start.Length).ContainsAny(NotInHosts)
            ? new Origin(address.Scheme, address.IdnHost.ToLowerInvariant(), address.Port)
            : null;
    }

    /// <summary>Whether a page of this origin is our own, by the address under which the request reached us. A proxy that ends TLS before us
    /// hands on the host and turns https into http, so https on the same host is ours too; one that changes the host says so in forwarded
    /// headers.</summary>
    internal bool IsOwn(HttpRequest request) =>
        (Scheme == request.Scheme || Scheme == "https")
        && Parse($"{Scheme}://{request.Host.Value}") == this;
}
