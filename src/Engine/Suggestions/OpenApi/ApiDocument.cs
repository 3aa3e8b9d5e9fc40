using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Constellation.Realtime.Engine.Suggestions.OpenApi;

/// <summary>An OpenAPI document as it was written, found about in by JSON Pointers (RFC 6901). Nothing outside of it is ever fetched.</summary>
internal sealed class ApiDocument
{
    private const int Steps = 50;
    private static readonly string[] SchemaDialects = ["https://spec.openapis.org/oas/3.1/dialect/base", "https://json-schema.org/draft/2020-12/schema"];

    private readonly JsonObject _root;

    private ApiDocument(JsonObject root, ApiVersion version) => (_root, Version) = (root, version);

    public ApiVersion Version { get; }

    public JsonObject Root => _root;

    /// <summary>The API's name; empty where it has none.</summary>
    public string Title => Text(_root["info"] as JsonObject, "title") ?? "";

    /// <exception cref="UnreadableException">It is no OpenAPI document of a version from 2.0 to 3.1.</exception>
    public static ApiDocument Of(JsonNode? node)
    {
        if (node is not JsonObject root) throw new UnreadableException("", "not_openapi", "The document is no object.");
        var (member, version) = root.ContainsKey("swagger") ? ("swagger", ToText(root["swagger"])) : ("openapi", ToText(root["openapi"]));
        ApiVersion? known = (member, version) switch
        {
            ("swagger", "2.0" or "2") => ApiVersion.V20,
            ("openapi", { } text) when text.StartsWith("3.0", StringComparison.Ordinal) => ApiVersion.V30,
            ("openapi", { } text) when text.StartsWith("3.1", StringComparison.Ordinal) => ApiVersion.V31,
            _ => null,
        };
        if (known is null)
        {
            throw version is null
                ? new UnreadableException("", "not_openapi", "This is no OpenAPI document: it has neither 'openapi' nor 'swagger'.")
                : new UnreadableException("/" + member, "not_openapi", $"The version {version} is not known: 2.0, 3.0 and 3.1 are.");
        }

        if (known == ApiVersion.V31 && ToText(root["jsonSchemaDialect"]) is { } dialect && !SchemaDialects.Contains(dialect))
            throw new UnreadableException("/jsonSchemaDialect", FindingCodes.UnknownDialect, $"Schemas in the dialect {dialect} can't be enforced.");
        if (root["paths"] is not JsonObject && known != ApiVersion.V31)
            throw new UnreadableException(root.ContainsKey("paths") ? "/paths" : "", "not_openapi", "The document has no object 'paths'.");
        return new(root, known.Value);
    }

    /// <summary>What is at the pointer; null where nothing is.</summary>
    public JsonNode? At(string pointer)
    {
        JsonNode? node = _root;
        foreach (var token in pointer.Split('/').Skip(1).Select(Unescape))
        {
            node = node switch
            {
                JsonObject map => map[token],
                JsonArray list when int.TryParse(token, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < list.Count => list[index],
                _ => null,
            };
            if (node is null) return null;
        }

        return node;
    }

    /// <summary>The object at the pointer, where it is a reference the one that it leads to.</summary>
    /// <exception cref="UnreadableException">There is none, or it leads out of the document.</exception>
    public (JsonObject Node, string Pointer) Follow(string pointer)
    {
        for (var steps = 0; steps < Steps; steps++)
        {
            if (At(pointer) is not JsonObject node) throw new UnreadableException(pointer, FindingCodes.BadReference, "There is no object here.");
            if (Text(node, "$ref") is not { } reference) return (node, pointer);
            pointer = Resolve(reference, pointer);
        }

        throw new UnreadableException(pointer, FindingCodes.ReferenceCycle, "The references lead in a circle.");
    }

    /// <summary>Where the reference that stands at <paramref name="from"/> leads.</summary>
    /// <exception cref="UnreadableException">Nowhere, or out of the document.</exception>
    public string Resolve(string reference, string from)
    {
        var at = from + "/$ref";
        if (!reference.StartsWith('#'))
            throw new UnreadableException(at, FindingCodes.RemoteReference, $"'{Cut(reference)}' leads out of the document, and nothing is fetched: put it in.");
        var pointer = Uri.UnescapeDataString(reference[1..]);
        if (pointer.Length > 0 && pointer[0] != '/')
            throw new UnreadableException(at, FindingCodes.BadReference, $"'{Cut(reference)}' is an anchor; only JSON Pointers are followed.");
        return At(pointer) is null ? throw new UnreadableException(at, FindingCodes.BadReference, $"'{Cut(reference)}' leads nowhere.") : pointer;
    }

    public static string Escape(string token) => token.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);

    public static string Unescape(string token) => token.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);

    public static string? Text(JsonObject? node, string name) => node?[name] is JsonValue value && value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : null;

    public static string Cut(string text) => text.Length <= 200 ? text : text[..200] + "…";

    private static string? ToText(JsonNode? node) => node is not JsonValue value ? null
        : value.GetValueKind() switch
        {
            JsonValueKind.String => value.GetValue<string>(),
            JsonValueKind.Number => value.ToJsonString(),
            _ => null,
        };
}

/// <summary>How a document's words are to be read.</summary>
internal enum ApiVersion
{
    V20,
    V30,
    V31,
}
