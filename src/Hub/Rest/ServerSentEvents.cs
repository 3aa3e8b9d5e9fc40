using System.Globalization;
using System.Text.Json;
using Constellation.Realtime.Contracts;
using Constellation.Realtime.Engine;
using Constellation.Realtime.Hub.Lifetime;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;

namespace Constellation.Realtime.Hub.Rest;

/// <summary>Events as <c>text/event-stream</c> (HTML Living Standard, section 9.2): <c>id</c> the sequence, <c>event</c> the type, <c>data</c> the event in
/// snake_case; a comment where nothing happens for a while, so that proxies keep the connection. On a node that stops they end, with <c>retry</c> as the time
/// after which to read on elsewhere.</summary>
internal sealed class ServerSentEvents(IAsyncEnumerable<SessionEvent> events) : IResult
{
    private const string ContentType = "text/event-stream";
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(15);

    public static bool AreWanted(HttpRequest request) =>
        request.GetTypedHeaders().Accept.Any(accepted => accepted.MediaType.Equals(ContentType, StringComparison.OrdinalIgnoreCase));

    /// <summary>Where to read on: <c>Last-Event-ID</c> before <c>after</c>, 0 where neither is sent.</summary>
    public static long CursorOf(HttpRequest request)
    {
        var given = request.Headers["Last-Event-ID"] is { Count: > 0 } last ? last : request.Query["after"];
        if (given.Count == 0) return 0;
        return given.Count == 1 && long.TryParse(given[0], NumberStyles.None, CultureInfo.InvariantCulture, out var after)
            ? after
            : throw RefusedException.Invalid("after, or Last-Event-ID, is the sequence of an event.");
    }

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var options = httpContext.RequestServices.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions;
        var time = httpContext.RequestServices.GetRequiredService<TimeProvider>();
        var callers = httpContext.RequestServices.GetRequiredService<WaitingCallers>();
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(httpContext.RequestAborted, callers.ReadersLeave);
        var response = httpContext.Response;
        response.ContentType = ContentType;
        response.Headers.CacheControl = "no-cache";
        response.Headers["X-Accel-Buffering"] = "no";
        try
        {
            await response.StartAsync(httpContext.RequestAborted);
            await response.Body.FlushAsync(httpContext.RequestAborted);
            await WriteAsync(response, options, time, leaving.Token, httpContext.RequestAborted);
        }
        catch (OperationCanceledException) when (httpContext.RequestAborted.IsCancellationRequested)
        {
            // The reader left. Its turn goes on.
        }
        catch (OperationCanceledException) when (callers.ReadersLeave.IsCancellationRequested)
        {
            var retry = Random.Shared.Next((int)OpenConnections.MostRetryAfter.TotalMilliseconds);
            await WriteAsync(response, string.Create(CultureInfo.InvariantCulture, $": this node is about to stop\nretry: {retry}\n\n"), httpContext.RequestAborted);
        }
    }

    /// <param name="leaving">Stops the reading, and no event in the middle of its text.</param>
    private async Task WriteAsync(
        HttpResponse response, JsonSerializerOptions options, TimeProvider time, CancellationToken leaving, CancellationToken cancellationToken)
    {
        await using var reader = events.GetAsyncEnumerator(leaving);
        while (true)
        {
            var next = reader.MoveNextAsync().AsTask();
            while (!next.IsCompleted)
            {
                using var noise = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
                await Task.WhenAny(next, Task.Delay(Silence, time, noise.Token));
                if (next.IsCompleted) await noise.CancelAsync();
                else if (!cancellationToken.IsCancellationRequested) await WriteAsync(response, ": still here\n\n", cancellationToken);
            }

            if (!await next) return;
            var e = reader.Current;
            var data = JsonSerializer.Serialize(e, options);
            await WriteAsync(response, string.Create(CultureInfo.InvariantCulture, $"id: {e.Sequence}\nevent: {e.Type}\ndata: {data}\n\n"), cancellationToken);
        }
    }

    private static async Task WriteAsync(HttpResponse response, string text, CancellationToken cancellationToken)
    {
        await response.WriteAsync(text, cancellationToken);
        await response.Body.FlushAsync(cancellationToken);
    }
}
