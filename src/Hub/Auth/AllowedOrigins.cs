using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace Constellation.Realtime.Hub.Auth;

/// <summary>The browser pages that are let in. CORS does not hold for WebSockets, so on the hub the server itself has to look.</summary>
internal sealed class AllowedOrigins(IOptions<AuthOptions> options)
{
    private readonly HashSet<Origin> _origins = [.. options.Value.AllowedOrigins.Select(Origin.Parse).OfType<Origin>()];

    /// <summary>What other origins' pages may ask of REST, and read of the answers.</summary>
    internal void Describe(CorsPolicyBuilder policy) => policy
        .SetIsOriginAllowed(text => Origin.Parse(text) is { } origin && _origins.Contains(origin))
        .WithMethods(HttpMethods.Get, HttpMethods.Post, HttpMethods.Put, HttpMethods.Patch, HttpMethods.Delete)
        .WithHeaders(
            HeaderNames.Authorization, HeaderNames.ContentType, HeaderNames.Accept, "Last-Event-ID",
            HeaderNames.XRequestedWith, "X-SignalR-User-Agent")
        .WithExposedHeaders(HeaderNames.Link, HeaderNames.RetryAfter, HeaderNames.Location)
        .SetPreflightMaxAge(TimeSpan.FromMinutes(10));

    /// <summary>Whether the request may come from where it says. Without an <c>Origin</c> it is no browser's.</summary>
    internal bool Allow(HttpRequest request)
    {
        var origins = request.Headers.Origin;
        if (origins.Count == 0) return true;
        return origins.Count == 1 && Origin.Parse(origins[0] ?? "") is { } origin && (_origins.Contains(origin) || origin.IsOwn(request));
    }
}
