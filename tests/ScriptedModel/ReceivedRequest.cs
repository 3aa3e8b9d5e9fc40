using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Constellation.Realtime.ScriptedModel;

/// <summary>A request as the server got it.</summary>
public sealed class ReceivedRequest
{
    private readonly TaskCompletionSource _hangUp = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ReceivedRequest(string body, IReadOnlyDictionary<string, string> headers)
    {
        Body = body;
        Headers = headers;
        using var document = JsonDocument.Parse(body);
        Json = document.RootElement.Clone();
    }

    /// <summary>The body, as it came.</summary>
    public string Body { get; }

    /// <summary>The body.</summary>
    public JsonElement Json { get; }

    /// <summary>The headers by name, in any case.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; }

    /// <summary>What was said so far, oldest first.</summary>
    public IReadOnlyList<JsonElement> Messages => [.. Json.GetProperty("messages").EnumerateArray()];

    /// <summary>What the model may call; empty where the request has none.</summary>
    public IReadOnlyList<JsonElement> Tools => Json.TryGetProperty("tools", out var tools) ? [.. tools.EnumerateArray()] : [];

    /// <summary>The text of the last message with role <c>user</c>; empty where there is none.</summary>
    public string LastUserText => Messages.LastOrDefault(message => message.GetProperty("role").GetString() == "user") is { ValueKind: JsonValueKind.Object } last
        ? TextOf(last.GetProperty("content"))
        : "";

    /// <summary>Completes when the client hangs up before its answer is over.</summary>
    public Task HungUp => _hangUp.Task.WaitAsync(Journal.Patience);

    internal bool Streams => Json.TryGetProperty("stream", out var stream) && stream.ValueKind == JsonValueKind.True;

    internal bool WantsUsage => !Streams || (Json.TryGetProperty("stream_options", out var options)
        && options.TryGetProperty("include_usage", out var include) && include.ValueKind == JsonValueKind.True);

    internal static async Task<ReceivedRequest> ReadAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var headers = context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase);
        var request = new ReceivedRequest(await reader.ReadToEndAsync(), headers);
        context.RequestAborted.Register(() => request._hangUp.TrySetResult());
        return request;
    }

    private static string TextOf(JsonElement content) => content.ValueKind switch
    {
        JsonValueKind.String => content.GetString()!,
        JsonValueKind.Array => string.Concat(content.EnumerateArray().Select(part => part.TryGetProperty("text", out var text) ? text.GetString() : "")),
        _ => "",
    };
}
