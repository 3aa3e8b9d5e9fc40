using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Constellation.Realtime.Engine.Suggestions.OpenApi;

/// <summary>An operation that takes a body.</summary>
/// <param name="Pointer">Where it is.</param>
/// <param name="Title">Method and path.</param>
/// <param name="Name">What its target is called.</param>
/// <param name="NamePointer">Where that comes from.</param>
/// <param name="Description">For the model.</param>
internal sealed record ApiOperation(string Pointer, string Title, string Name, string NamePointer, string Description);

/// <summary>Finds the operations of a document, and the schemas of their bodies.</summary>
internal static partial class ApiOperations
{
    private const int DescriptionChars = 1_000;

    // What the others send as a body has no meaning (RFC 9110, section 9.3).
    private static readonly string[] Methods = ["post", "put", "patch", "delete"];

    /// <summary>All that take a body, in the document's order. What can't be read of them is told to <paramref name="refuse"/>, with method and path.</summary>
    public static IEnumerable<ApiOperation> Of(ApiDocument document, Action<string, UnreadableException> refuse)
    {
        foreach (var (path, _) in document.Root["paths"] as JsonObject ?? [])
        {
            if (path.StartsWith("x-", StringComparison.Ordinal)) continue;
            var pointer = "/paths/" + ApiDocument.Escape(path);
            JsonObject item;
            try
            {
                (item, pointer) = document.Follow(pointer);
            }
            catch (UnreadableException exception)
            {
                refuse(path, exception);
                continue;
            }

            foreach (var method in Methods)
            {
                if (item[method] is JsonObject operation && TakesBody(document, item, operation)) yield return Make(operation, path, method, $"{pointer}/{method}", document.Title);
            }
        }
    }

    /// <summary>Where the schema of the operation's body is.</summary>
    /// <exception cref="UnreadableException">It takes no JSON, or doesn't say which.</exception>
    public static string BodyOf(ApiDocument document, string operation) =>
        document.Version == ApiVersion.V20 ? OldBodyOf(document, operation) : NewBodyOf(document, operation);

    private static string NewBodyOf(ApiDocument document, string operation)
    {
        var (body, pointer) = document.Follow(operation + "/requestBody");
        if (body["content"] is not JsonObject content) throw new UnreadableException(pointer, "no_schema", "The body has no 'content'.");
        if (content.Select(entry => entry.Key).Where(IsJson).MinBy(Order) is not { } type)
            throw new UnreadableException(pointer + "/content", "not_json", $"The operation takes no JSON, but {string.Join(", ", content.Select(entry => entry.Key).Take(5))}.");
        var at = $"{pointer}/content/{ApiDocument.Escape(type)}";
        return content[type] is JsonObject media && media.ContainsKey("schema") ? at + "/schema" : throw new UnreadableException(at, "no_schema", "The body has no schema.");
    }

    private static string OldBodyOf(ApiDocument document, string operation)
    {
        var (own, item) = ((JsonObject)document.At(operation)!, operation[..operation.LastIndexOf('/')]);
        var body = Parameters(document, operation).Concat(Parameters(document, item)).First(parameter => In(parameter.Node) is "body" or "formData");
        if (In(body.Node) != "body") throw new UnreadableException(body.Pointer, "not_json", "The operation takes a form, no JSON.");
        var consumes = own["consumes"] as JsonArray ?? document.Root["consumes"] as JsonArray;
        if (consumes is { Count: > 0 } && !consumes.Select(type => type?.ToString() ?? "").Any(IsJson))
            throw new UnreadableException(own.ContainsKey("consumes") ? operation + "/consumes" : "/consumes", "not_json", "The operation takes no JSON.");
        return body.Node.ContainsKey("schema") ? body.Pointer + "/schema" : throw new UnreadableException(body.Pointer, "no_schema", "The body has no schema.");
    }

    private static bool TakesBody(ApiDocument document, JsonObject item, JsonObject operation) => document.Version == ApiVersion.V20
        ? (operation["parameters"] as JsonArray ?? []).Concat(item["parameters"] as JsonArray ?? []).Any(parameter => HasBody(document, parameter))
        : operation.ContainsKey("requestBody");

    private static bool HasBody(ApiDocument document, JsonNode? parameter) =>
        In(parameter as JsonObject) is "body" or "formData"
        || (ApiDocument.Text(parameter as JsonObject, "$ref") is { } reference && reference.StartsWith("#/", StringComparison.Ordinal)
            && In(document.At(Uri.UnescapeDataString(reference[1..])) as JsonObject) is "body" or "formData");

    private static IEnumerable<(JsonObject Node, string Pointer)> Parameters(ApiDocument document, string holder) =>
        (document.At(holder + "/parameters") as JsonArray ?? []).Select((parameter, i) => (Parameter: parameter, At: string.Create(CultureInfo.InvariantCulture, $"{holder}/parameters/{i}")))
            .Where(entry => HasBody(document, entry.Parameter)).Select(entry => document.Follow(entry.At));

    private static string? In(JsonObject? parameter) => ApiDocument.Text(parameter, "in");

    private static bool IsJson(string mediaType)
    {
        var type = mediaType.Split(';')[0].Trim().ToLowerInvariant();
        return type is "*/*" or "application/*" || type.EndsWith("/json", StringComparison.Ordinal) || type.EndsWith("+json", StringComparison.Ordinal);
    }

    private static int Order(string mediaType) => mediaType.StartsWith("application/json", StringComparison.OrdinalIgnoreCase) ? 0 : mediaType.Contains('*', StringComparison.Ordinal) ? 2 : 1;

    private static ApiOperation Make(JsonObject operation, string path, string method, string pointer, string api)
    {
        var title = $"{method.ToUpperInvariant()} {path}";
        var id = ApiDocument.Text(operation, "operationId");
        var name = Name(id ?? "");
        string[] said = [ApiDocument.Text(operation, "summary") ?? "", ApiDocument.Text(operation, "description") ?? ""];
        var description = string.Join(". ", said.Select(text => text.Trim().TrimEnd('.')).Where(text => text.Length > 0).Distinct());
        return new(
            pointer, title, name.Length > 0 ? name : Name($"{method} {path}"), name.Length > 0 ? pointer + "/operationId" : pointer,
            Shorten(description.Length > 0 ? description + "." : api.Length > 0 ? $"{title} of {api}." : title + "."));
    }

    /// <summary>The id in the letters that a target's name may have, words apart; of one that is too long, the beginning and a hash of the whole.</summary>
    internal static string Name(string id)
    {
        var name = Others().Replace(WordBegins().Replace(id, "_").ToLowerInvariant(), "_").Trim('_', '-');
        if (name.Length <= Target.NameChars) return name;
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(id)))[..8];
        return $"{name[..(Target.NameChars - hash.Length - 1)]}_{hash}";
    }

    // No database keeps U+0000.
    private static string Shorten(string text) => text.Length <= DescriptionChars ? text.Replace('\0', '\uFFFD')
        : text.Replace('\0', '\uFFFD')[..(char.IsHighSurrogate(text[DescriptionChars - 2]) ? DescriptionChars - 2 : DescriptionChars - 1)] + "…";

    [GeneratedRegex("(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")]
    private static partial Regex WordBegins();

    [GeneratedRegex("[^a-z0-9_-]+")]
    private static partial Regex Others();
}
