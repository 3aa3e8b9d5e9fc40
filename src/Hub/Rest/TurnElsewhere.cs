using System.Globalization;
using Constellation.Realtime.Contracts;
using Constellation.Realtime.Engine;

namespace Constellation.Realtime.Hub.Rest;

/// <summary>A turn that was accepted and goes on, as the answer of a call that waited for its reply on a node that stops.</summary>
internal sealed class TurnElsewhere(TurnRef turn) : IResult
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    public Task ExecuteAsync(HttpContext httpContext)
    {
        var problem = Refusals.ToProblem(new RefusedException(
            ErrorCodes.Unavailable,
            "This node is about to stop, and the reply goes on elsewhere. Send it again with the same client_message_id to wait for it, or read the turn's events.")
        {
            RetryAfter = RetryAfter,
        });
        problem.Extensions["session_id"] = turn.SessionId;
        problem.Extensions["turn_id"] = turn.TurnId;
        httpContext.Response.Headers.RetryAfter = RetryAfter.TotalSeconds.ToString(CultureInfo.InvariantCulture);
        return Results.Problem(problem).ExecuteAsync(httpContext);
    }
}
