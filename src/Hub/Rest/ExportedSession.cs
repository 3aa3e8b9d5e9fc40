using System.Text;
using System.Text.Json;
using Constellation.Realtime.Engine;
using Constellation.Realtime.Engine.Sessions;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace Constellation.Realtime.Hub.Rest;

/// <summary>A session as a file, written while it is read.</summary>
internal sealed class ExportedSession(Transcript transcript, bool asMarkdown) : IResult
{
    /// <summary>Whether Markdown is wanted, which is the default, or JSON.</summary>
    public static bool IsMarkdown(HttpRequest request) => request.Query["format"] switch
    {
        [] or ["markdown"] => true,
        ["json"] => false,
        _ => throw RefusedException.Invalid("format is markdown or json."),
    };

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.ContentType = asMarkdown ? "text/markdown; charset=utf-8" : "application/json; charset=utf-8";
        var name = new ContentDispositionHeaderValue("attachment");
        name.SetHttpFileName($"{FileName(transcript.Session.Title)}.{(asMarkdown ? "md" : "json")}");
        response.Headers.ContentDisposition = name.ToString();
        response.Headers.CacheControl = "no-store";
        if (asMarkdown) await WriteMarkdownAsync(response, httpContext.RequestAborted);
        else await WriteJsonAsync(response, httpContext.RequestServices.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions, httpContext.RequestAborted);
    }

    // What separates folders or names devices anywhere is in no name of a file.
    private static string FileName(string title) => string.Concat(title.Select(character => char.IsControl(character) || "/\\:*?\"<>|".Contains(character, StringComparison.Ordinal) ? '-' : character));

    private async Task WriteMarkdownAsync(HttpResponse response, CancellationToken cancellationToken)
    {
        await foreach (var part in MarkdownTranscript.WriteAsync(transcript, cancellationToken)) await response.WriteAsync(part, Encoding.UTF8, cancellationToken);
    }

    private async Task WriteJsonAsync(HttpResponse response, JsonSerializerOptions options, CancellationToken cancellationToken)
    {
        await using var json = new Utf8JsonWriter(response.BodyWriter, new JsonWriterOptions { Encoder = options.Encoder });
        json.WriteStartObject();
        json.WritePropertyName("session");
        JsonSerializer.Serialize(json, transcript.Session, options);
        json.WriteStartArray("messages");
        await foreach (var (message, suggestions) in transcript.Entries.WithCancellation(cancellationToken))
        {
            var entry = JsonSerializer.SerializeToNode(message, options)!.AsObject();
            if (suggestions.Count > 0) entry["suggestions"] = JsonSerializer.SerializeToNode(suggestions, options);
            entry.WriteTo(json, options);
            await json.FlushAsync(cancellationToken);
        }

        json.WriteEndArray();
        json.WriteEndObject();
        await json.FlushAsync(cancellationToken);
    }
}
