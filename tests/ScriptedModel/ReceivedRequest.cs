using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;

namespace Constellation.Realtime.ScriptedModel;

/// <summary>A request as the server got it.</summary>
public sealed partial class ReceivedRequest
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

    /// <summary>Whether the model may call one of them.</summary>
    public bool MayCall => Tools.Count > 0 && !(Json.TryGetProperty("tool_choice", out var choice)
        && (choice.ValueKind == JsonValueKind.String ? choice : choice.GetProperty("type")).GetString() == "none");

    /// <summary>The messages' texts with their roles: data that were put before somebody's words, and these words, are apart though they are one message.</summary>
    public IReadOnlyList<(string Role, string Text)> Said =>
    [
        .. Messages.SelectMany(message => AroundData().Split(message.TryGetProperty("content", out var content) ? TextOf(content) : "")
            .Select(text => (message.GetProperty("role").GetString()!, text))),
    ];

    /// <summary>What the person said last; empty where they said nothing.</summary>
    public string LastUserText => Said.LastOrDefault(said => said.Role == "user").Text ?? "";

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

    [GeneratedRegex(@"\n\n(?=<<<DATA )|(?<=\nDATA [0-9a-f]+>>>)\n\n")]
    private static partial Regex AroundData();
}
