using Constellation.Realtime.Engine;
using Constellation.Realtime.Hub.Wire;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Constellation.Realtime.Hub.Auth;

/// <summary>Where tickets and development tokens are had.</summary>
internal static class AuthRoutes
{
    internal const string DevelopmentTokenPath = "/dev/token";

    internal static void MapAuth(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/llm/ticket/", IssueTicketAsync)
            .WithTags("Auth").WithSummary("A ticket for the hub's WebSocket, where a browser can't send a token.");

        // Mapped everywhere: outside of development it answers 404 rather than 401, and reads nothing of what is sent.
        var tokenRoute = routes.ServiceProvider.GetRequiredService<DevelopmentKey>().Key is null
            ? routes.Map(DevelopmentTokenPath, IResult () => throw RefusedException.NotFound("address"))
            : routes.MapPost(DevelopmentTokenPath, Ok<DevelopmentToken> (DevelopmentTokens tokens, DevelopmentTokenRequest? request) =>
                TypedResults.Ok(tokens.Issue(request ?? new DevelopmentTokenRequest())));
        tokenRoute.AllowAnonymous().ExcludeFromDescription().TellContentTypeLast();
    }

    private static async Task<Ok<IssuedTicket>> IssueTicketAsync(
        HttpContext http, ITickets tickets, TimeProvider time, CancellationToken cancellationToken)
    {
        var caller = http.User.ToCaller();
        var result = http.Features.Get<IAuthenticateResultFeature>()?.AuthenticateResult;
        var expiresAt = result?.Properties?.ExpiresUtc ?? throw new InvalidOperationException("An authenticated request has no expiry.");
        var left = expiresAt - time.GetUtcNow();
        var ticket = await tickets.IssueAsync(new TicketHolder(caller, expiresAt), cancellationToken);
        var good = left < ITickets.Lifetime ? left : ITickets.Lifetime;
        http.Response.Headers.CacheControl = "no-store";
        return TypedResults.Ok(new IssuedTicket(ticket, (int)good.TotalSeconds));
    }
}

/// <summary>The ticket, and for how many seconds it is good.</summary>
internal sealed record IssuedTicket(string Ticket, int ExpiresIn);
