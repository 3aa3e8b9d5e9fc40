namespace Constellation.Realtime.Engine.Providers.Http;

/// <summary>Endpoints are configured with their version path; some SDKs add it themselves.</summary>
internal static class EndpointPath
{
    /// <summary>The address without that path at its end, as a base address: with a slash behind it.</summary>
    /// <param name="paths">What the SDK adds; the first one that is there is taken off.</param>
    public static Uri Without(string endpoint, params ReadOnlySpan<string> paths)
    {
        var address = endpoint.TrimEnd('/');
        foreach (var path in paths)
        {
            if (!address.EndsWith(path, StringComparison.Ordinal)) continue;
            address = address[..^path.Length];
            break;
        }

        return new Uri(address + "/");
    }
}
