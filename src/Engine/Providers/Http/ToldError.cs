using System.Text.Json;

namespace Constellation.Realtime.Engine.Providers.Http;

/// <summary>An error as providers write it: <c>{"error": {…}}</c> with code or type and message, also with a text only, or bare with <c>"object": "error"</c>.</summary>
/// <param name="Codes">Its <c>code</c> and <c>type</c>, as far as there are any.</param>
/// <param name="Status">Its <c>code</c>, where that is an HTTP status.</param>
/// <param name="Message">Their sentence; may be empty.</param>
internal sealed record ToldError(IReadOnlyList<string> Codes, int? Status, string Message)
{
    public static ToldError Unknown { get; } = new([], null, "");

    /// <summary>The error that this JSON text tells, or null where it tells none.</summary>
    public static ToldError? Read(ReadOnlyMemory<byte> json) => Read(json, Read);

    /// <summary>The same where the text is the error itself.</summary>
    public static ToldError? ReadBare(ReadOnlyMemory<byte> json) => Read(json, Of);

    private static ToldError? Read(ReadOnlyMemory<byte> json, Func<JsonElement, ToldError?> of)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var root = document.RootElement;
            root = root.ValueKind == JsonValueKind.Array && root.GetArrayLength() > 0 ? root[0] : root;
            return root.ValueKind == JsonValueKind.Object ? of(root) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static ToldError? Read(JsonElement root)
    {
        if (root.TryGetProperty("error", out var error) && error.ValueKind is JsonValueKind.Object or JsonValueKind.String)
        {
            return error.ValueKind == JsonValueKind.Object ? Of(error) : new([], null, Text(error));
        }

        return Text(root, "object") == "error" ? Of(root) : root.TryGetProperty("detail", out var detail) ? new([], null, Text(detail)) : null;
    }

    private static ToldError Of(JsonElement error) => new(
        [.. new[] { Text(error, "code"), Text(error, "type") }.Where(code => code.Length > 0)],
        error.TryGetProperty("code", out var code) && code.ValueKind == JsonValueKind.Number && code.TryGetInt32(out var status) ? status : null,
        Text(error, "message"));

    private static string Text(JsonElement parent, string name) => parent.TryGetProperty(name, out var value) ? Text(value) : "";

    private static string Text(JsonElement value)
    {
        try
        {
            return value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
        }
        catch (InvalidOperationException)
        {
            return ""; // Not UTF-8, or half of a surrogate pair.
        }
    }
}
