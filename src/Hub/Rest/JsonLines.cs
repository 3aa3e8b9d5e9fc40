using System.Text;

namespace Constellation.Realtime.Hub.Rest;

/// <summary>Lines of JSON as a file, written while they are read.</summary>
internal sealed class JsonLines(IAsyncEnumerable<string> lines, string fileName) : IResult
{
    public const string ContentType = "application/jsonl";

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.ContentType = $"{ContentType}; charset=utf-8";
        response.Headers.ContentDisposition = $"attachment; filename=\"{fileName}\"";
        response.Headers.CacheControl = "no-store";
        await response.StartAsync(httpContext.RequestAborted);
        await foreach (var line in lines.WithCancellation(httpContext.RequestAborted)) await response.WriteAsync(line + "\n", Encoding.UTF8, httpContext.RequestAborted);
    }
}
