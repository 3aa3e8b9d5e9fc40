using System.Text.Json;
using System.Text.RegularExpressions;
using Constellation.Realtime.Contracts;
using Constellation.Realtime.Engine;
using Microsoft.AspNetCore.Diagnostics;

namespace Constellation.Realtime.Hub.Wire;

/// <summary>Answers whatever a route throws with problem+json; what nobody foresaw is logged here, once, and answered with 500.</summary>
internal sealed partial class RefusalHandler(ILogger<RefusalHandler> logger) : IExceptionHandler
{
    private const string Body = "The body";

    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        try
        {
            await AnswerAsync(httpContext, exception);
        }
        catch (OperationCanceledException) when (httpContext.RequestAborted.IsCancellationRequested)
        {
            // Nobody waits for the answer.
        }

        return true;
    }

    private async Task AnswerAsync(HttpContext httpContext, Exception exception)
    {
        switch (exception)
        {
            case RefusedException refused:
                await Refusals.WriteAsync(httpContext, refused);
                break;
            case BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge }:
                await Refusals.WriteAsync(httpContext, new RefusedException(ErrorCodes.TooLarge, "The body is longer than allowed."));
                break;
            case BadHttpRequestException { StatusCode: StatusCodes.Status415UnsupportedMediaType }:
                await Refusals.WriteAsync(httpContext, Refusals.NotJson());
                break;
            case BadHttpRequestException bad:
                await Refusals.WriteAsync(httpContext, Refused(bad), bad.StatusCode);
                break;
            case OperationCanceledException when httpContext.RequestAborted.IsCancellationRequested:
                httpContext.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
                break;
            default:
                Log.RequestFailed(logger, exception, httpContext.Request.Method, httpContext.GetEndpoint()?.DisplayName);
                await Refusals.WriteAsync(httpContext, Refusals.Unforeseen(), StatusCodes.Status500InternalServerError);
                break;
        }
    }

    private static RefusedException Refused(BadHttpRequestException bad) => new(ErrorCodes.InvalidRequest, Describe(bad))
    {
        Errors = bad.InnerException is JsonException fault ? JsonFault.Find(fault, Body) : [],
    };

    private static string Describe(BadHttpRequestException bad)
    {
        if (bad.InnerException is JsonException fault) return JsonFault.Describe(fault, Body);
        if (NotBound().Match(bad.Message) is { Success: true } value)
            return $"{JsonNamingPolicy.SnakeCaseLower.ConvertName(value.Groups[1].Value)} has a value of the wrong type.";
        if (bad.Message.EndsWith("from body.", StringComparison.Ordinal) || bad.Message.Contains("no body was provided", StringComparison.Ordinal))
            return "The request needs a body of JSON.";
        return NotGiven().Match(bad.Message) is { Success: true } missing
            ? $"{JsonNamingPolicy.SnakeCaseLower.ConvertName(missing.Groups[1].Value)} is required."
            : "The request is not valid.";
    }

    [GeneratedRegex("^Failed to bind parameter \"\\S+ (\\w+)\"")]
    private static partial Regex NotBound();

    [GeneratedRegex("^Required parameter \"\\S+ (\\w+)\" was not provided")]
    private static partial Regex NotGiven();

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Error, "{Method} of {Route} failed unforeseen")]
        internal static partial void RequestFailed(ILogger logger, Exception exception, string method, string? route);
    }
}
