using Microsoft.AspNetCore.Http.Metadata;

namespace Constellation.Realtime.Hub.Wire;

/// <summary>Who may call, and whose it is, comes before that a body is no JSON.</summary>
internal static class ContentTypeLast
{
    /// <summary>Leaves another content type to the reading of the body, which refuses it. Where routing knows what a route accepts it puts an endpoint of its own in the
    /// route's place: one without the route's policies, and without all that runs around it.</summary>
    public static TRoutes TellContentTypeLast<TRoutes>(this TRoutes routes)
        where TRoutes : IEndpointConventionBuilder
    {
        routes.Finally(endpoint =>
        {
            foreach (var accepts in endpoint.Metadata.OfType<IAcceptsMetadata>().ToList()) endpoint.Metadata.Remove(accepts);
        });
        return routes;
    }
}
