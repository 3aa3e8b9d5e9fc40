using Constellation.Realtime.Engine;
using Constellation.Realtime.Hub.Auth;

namespace Constellation.Realtime.Hub.Rest;

/// <summary>What a call is about, and whose that is, comes before what is wrong with the call: bodies are read before a route's own code runs, so a bad one would be
/// told first.</summary>
internal static class OwnersFirst
{
    public static RouteGroupBuilder TellOwnersFirst(this RouteGroupBuilder routes)
    {
        ((IEndpointConventionBuilder)routes).Add(endpoint =>
        {
            if (endpoint.RequestDelegate is { } route) endpoint.RequestDelegate = context => RunAsync(route, context);
        });
        return routes;
    }

    private static async Task RunAsync(RequestDelegate route, HttpContext context)
    {
        try
        {
            await route(context);
        }
        catch (BadHttpRequestException)
        {
            if (IdOf(context, "sessionId") is { } sessionId)
            {
                await context.RequestServices.GetRequiredService<ChatEngine>().CheckAddressAsync(
                    context.User.ToCaller(), sessionId, IdOf(context, "suggestionId"), IdOf(context, "messageId"), context.RequestAborted);
            }

            throw;
        }
    }

    private static Guid? IdOf(HttpContext context, string name) => Guid.TryParse(context.GetRouteValue(name) as string, out var id) ? id : null;
}
