using System.Net;
using System.Net.Sockets;

namespace Constellation.Realtime.Engine.Applying.Http;

/// <summary>
/// Which addresses a configured host may turn out to be. An address that was configured is itself and nothing else. A name that the public DNS serves may only
/// lead to public addresses, whoever answers for it and whenever; one that it never serves (RFC 6761, RFC 6762, <c>.internal</c>, one without a dot) is the
/// administrator's own, and may lead into a private network.
/// </summary>
internal static class AddressRules
{
    private static readonly IPNetwork[] Private = Networks(
        "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "127.0.0.0/8", "::1/128", "fc00::/7");

    /// <summary>Never a service that was meant: this host, links, documentation, tests, multicast, what is reserved, and tunnels whose IPv4 end can't be told
    /// from the address alone (local NAT64, Teredo, stateless translation).</summary>
    private static readonly IPNetwork[] Special = Networks(
        "0.0.0.0/8", "169.254.0.0/16", "192.0.0.0/24", "192.0.2.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/3",
        "::/128", "::ffff:0:0:0/96", "64:ff9b:1::/48", "100::/64", "2001::/32", "2001:db8::/32", "fe80::/10", "fec0::/10", "ff00::/8");

    private static readonly string[] LocalEndings = [".local", ".internal", ".localhost", ".home.arpa"];

    /// <summary>Whether the address may be connected to for the host.</summary>
    /// <param name="host">As in the address of a request: a name, or an address without brackets.</param>
    /// <param name="networks">Networks that are not public and are allowed all the same.</param>
    public static bool MayBe(string host, IPAddress address, IReadOnlyList<IPNetwork> networks)
    {
        var seen = Plain(address);
        if (IPAddress.TryParse(host, out var literal)) return Plain(literal).Equals(seen);
        if (IsLocalhost(host)) return IPAddress.IsLoopback(seen);
        if (Contains(networks, seen)) return true;
        if (Contains(Special, seen)) return false;
        return !Contains(Private, seen) || IsLocal(host);
    }

    /// <summary>The address that packets go to in the end: IPv4 inside of IPv6 (mapped, compatible, NAT64, 6to4) is that IPv4.</summary>
    internal static IPAddress Plain(IPAddress address)
    {
        if (address.AddressFamily != AddressFamily.InterNetworkV6) return address;
        if (address.IsIPv4MappedToIPv6) return address.MapToIPv4();
        var bytes = address.GetAddressBytes();
        if (bytes is [0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0, ..]) return new IPAddress(bytes.AsSpan(12));
        if (bytes is [0x20, 0x02, ..]) return new IPAddress(bytes.AsSpan(2, 4));
        if (bytes is [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, ..] && !address.Equals(IPAddress.IPv6Loopback) && !address.Equals(IPAddress.IPv6Any))
            return new IPAddress(bytes.AsSpan(12));
        return new IPAddress(bytes);
    }

    private static bool IsLocalhost(string host) => host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || EndsWith(host, ".localhost");

    private static bool IsLocal(string host) => !host.TrimEnd('.').Contains('.', StringComparison.Ordinal) || LocalEndings.Any(ending => EndsWith(host, ending));

    private static bool EndsWith(string host, string ending) => host.TrimEnd('.').EndsWith(ending, StringComparison.OrdinalIgnoreCase);

    private static bool Contains(IEnumerable<IPNetwork> networks, IPAddress address) => networks.Any(network => network.Contains(address));

    private static IPNetwork[] Networks(params string[] networks) => [.. networks.Select(IPNetwork.Parse)];
}
