using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Constellation.Realtime.Engine.Suggestions.OpenApi;

/// <summary>A document's text, JSON or YAML, as JSON.</summary>
internal static class ApiText
{
    /// <summary>Levels that a document may have.</summary>
    internal const int Depth = 100;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <param name="mediaType">Without parameters; where it says neither JSON nor YAML, the text's first character does.</param>
    /// <exception cref="UnreadableException">It is neither.</exception>
    public static JsonNode? Read(ReadOnlySpan<byte> bytes, string? mediaType)
    {
        try
        {
            var text = Strict.GetString(bytes).TrimStart('\uFEFF');
            var node = IsJson(mediaType, text)
                ? JsonNode.Parse(text, documentOptions: new JsonDocumentOptions { MaxDepth = Depth, AllowDuplicateProperties = false })
                : YamlText.Read(text);
            CheckTexts(node);
            return node;
        }
        catch (DecoderFallbackException)
        {
            throw new UnreadableException("", FindingCodes.BadUnicode, "The document is not UTF-8.");
        }
        catch (JsonException exception)
        {
            throw new UnreadableException("", FindingCodes.NotJson, $"The document is not JSON, line {exception.LineNumber + 1}: {Told(exception)}");
        }
        catch (InvalidOperationException)
        {
            throw new UnreadableException("", FindingCodes.BadUnicode, "A text in the document has half a surrogate pair.");
        }
    }

    private static bool IsJson(string? mediaType, string text)
    {
        if (mediaType?.Contains("yaml", StringComparison.OrdinalIgnoreCase) == true) return false;
        return mediaType?.Contains("json", StringComparison.OrdinalIgnoreCase) == true || text.AsSpan().TrimStart() is ['{', ..];
    }

    // The exception's own sentence, without the place, which it counts from 0.
    private static string Told(JsonException exception)
    {
        var place = exception.Message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        var path = exception.Message.IndexOf(" Path:", StringComparison.Ordinal);
        var end = path >= 0 ? path : place;
        return end >= 0 ? exception.Message[..end] : exception.Message;
    }

    // Texts are read when they are asked for, and half a surrogate pair is found only then.
    private static void CheckTexts(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject map:
                foreach (var (_, value) in map) CheckTexts(value);
                break;
            case JsonArray list:
                foreach (var item in list) CheckTexts(item);
                break;
            case JsonValue value when value.GetValueKind() == JsonValueKind.String:
                value.GetValue<string>();
                break;
        }
    }
}
