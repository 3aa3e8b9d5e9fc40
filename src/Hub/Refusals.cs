using System.Globalization;
using System.Text.Json;
using Constellation.Realtime.Contracts;
using Constellation.Realtime.Engine;
using Constellation.Realtime.Hub.Wire;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.WebUtilities;

namespace Constellation.Realtime.Hub;

/// <summary>A refusal as each face tells it: a <see cref="HubException"/> that ends with one line of JSON, or problem+json (RFC 9457).</summary>
internal static class Refusals
{
    private const string LineStart = "{\"code\":\"";

    /// <summary>A line is one message to one client: what is more is in REST's answer.</summary>
    private const int LineErrors = 100;

    /// <summary>What a client hears of an exception that nobody foresaw: its own words stay in our log.</summary>
    internal static RefusedException Unforeseen() => new(ErrorCodes.Unavailable, "Something went wrong on the server. Try again.");

    /// <summary>A body of another content type, or of none.</summary>
    internal static RefusedException NotJson() => RefusedException.Invalid("The body must be JSON, with the content type application/json.");

    /// <summary>The exception whose message is the line; SignalR puts a sentence of its own before it.</summary>
    internal static HubException ToHubException(RefusedException refused) => new(ToLine(refused));

    /// <summary><c>{"code","message","retryAfterMs"?,"errors"?}</c>, without a line break.</summary>
    internal static string ToLine(RefusedException refused) => JsonSerializer.Serialize(
        new Line(refused.Code, refused.Message, Milliseconds(refused.RetryAfter), refused.Errors.Count > 0 ? [.. refused.Errors.Take(LineErrors)] : null), WireJson.Hub);

    /// <summary>Whether an error for a hub client has its line already.</summary>
    internal static bool EndsWithLine(string error) => error.EndsWith('}') && error.Contains(LineStart, StringComparison.Ordinal);

    /// <summary>The refusal as a problem document, to which a route may add members of its own.</summary>
    /// <param name="status">Where it isn't the code's own, such as 405.</param>
    internal static ProblemDetails ToProblem(RefusedException refused, int? status = null)
    {
        var problem = new ProblemDetails
        {
            Type = "about:blank",
            Status = status ?? ErrorCodes.Statuses[refused.Code],
            Detail = refused.Message,
            Extensions = { ["code"] = refused.Code },
        };
        problem.Title = ReasonPhrases.GetReasonPhrase(problem.Status.Value);
        if (Milliseconds(refused.RetryAfter) is { } milliseconds) problem.Extensions["retry_after_ms"] = milliseconds;
        if (refused.Errors.Count > 0) problem.Extensions["errors"] = refused.Errors;
        return problem;
    }

    /// <summary>Answers a request with the refusal, <c>Retry-After</c> included.</summary>
    internal static Task WriteAsync(HttpContext http, RefusedException refused, int? status = null)
    {
        var problem = ToProblem(refused, status);
        http.RequestServices.GetRequiredService<Telemetry>().Refused("rest", refused.Code);
        http.Response.StatusCode = problem.Status!.Value;
        if (refused.RetryAfter is { } after)
            http.Response.Headers.RetryAfter = Math.Ceiling(after.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        return http.Response.WriteAsJsonAsync(problem, WireJson.Rest, "application/problem+json", http.RequestAborted);
    }

    private static long? Milliseconds(TimeSpan? time) => time is { } span ? (long)Math.Ceiling(span.TotalMilliseconds) : null;

    private sealed record Line(string Code, string Message, long? RetryAfterMs, IReadOnlyList<Finding>? Errors);
}
