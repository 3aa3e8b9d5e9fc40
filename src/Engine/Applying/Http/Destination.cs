namespace Constellation.Realtime.Engine.Applying.Http;

/// <summary>An address that an administrator configured, and that requests may go to: this scheme, host and port, and nothing else.</summary>
internal sealed record Destination
{
    private readonly string _base;

    public Destination(Uri address)
    {
        Address = address;
        _base = address.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped).TrimEnd('/') + "/";
    }

    public Uri Address { get; }

    /// <summary>Whether a connection to this host and port is one to here.</summary>
    public bool Is(string host, int port) => port == Address.Port && host.Trim('[', ']').Equals(Address.IdnHost.Trim('[', ']'), StringComparison.OrdinalIgnoreCase);

    /// <summary>The address of a path below this one. Whatever the path is, it can't lead to another host, nor out of this address by <c>..</c>.</summary>
    /// <exception cref="NoAnswerException">It is no path.</exception>
    public Uri Below(string path)
    {
        if (Uri.TryCreate(_base + path.TrimStart('/', '\\'), UriKind.Absolute, out var address) && address.Scheme == Address.Scheme && Is(address.IdnHost, address.Port)
            && address.UserInfo.Length == 0 && address.AbsoluteUri.StartsWith(_base, StringComparison.Ordinal)) return address;
        throw new NoAnswerException("The configured path is none.", wasSent: false);
    }
}
