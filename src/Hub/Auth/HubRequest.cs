using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.SignalR;

namespace Constellation.Realtime.Hub.Auth;

/// <summary>What a request wants of the hub.</summary>
internal static class HubRequest
{
    /// <summary>Whether it is for the hub at all.</summary>
    internal static bool Is(HttpContext http) => http.GetEndpoint()?.Metadata.GetMetadata<HubMetadata>() is not null;

    /// <summary>Whether it is the POST before a connection.</summary>
    internal static bool IsNegotiation(HttpContext http) => http.GetEndpoint()?.Metadata.GetMetadata<NegotiateMetadata>() is not null;

    /// <summary>Whether it opens a WebSocket on the hub, over HTTP/1.1 (RFC 6455) or HTTP/2 (RFC 8441).</summary>
    internal static bool IsUpgrade(HttpContext http) => Is(http) && !IsNegotiation(http)
        && (http.WebSockets.IsWebSocketRequest
            || http.Features.Get<IHttpExtendedConnectFeature>() is { IsExtendedConnect: true, Protocol: "websocket" }
            || (http.Features.Get<IHttpUpgradeFeature>() is { IsUpgradableRequest: true }
                && string.Equals(http.Request.Headers.Upgrade, "websocket", StringComparison.OrdinalIgnoreCase)));
}
