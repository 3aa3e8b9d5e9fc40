using Constellation.Realtime.Engine;
using Constellation.Realtime.Hub.Auth;

namespace Constellation.Realtime.Hub.Rest;

/// <summary>Whose session it is comes before what is wrong with the request: bodies are read before a route's own code runs, so a bad one would be told first.</summary>
internal static class OwnersFirst
{
    private const string SessionId = "sessionId";

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
            if (Guid.TryParse(context.GetRouteValue(SessionId) as string, out var sessionId))
                await context.RequestServices.GetRequiredService<ChatEngine>().FindSessionAsync(context.User.ToCaller(), sessionId, context.RequestAborted);
            throw;
        }
    }
}
