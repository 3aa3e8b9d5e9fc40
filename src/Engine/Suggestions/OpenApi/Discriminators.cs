using System.Text.Json.Nodes;

namespace Constellation.Realtime.Engine.Suggestions.OpenApi;

/// <summary>A property that says by which of several schemas an object is to be judged.</summary>
/// <param name="Values">What it may say, and where the schema is that is meant by it.</param>
internal sealed record Discriminator(string Property, IReadOnlyList<(string Name, string Pointer)> Values);

/// <summary>The discriminators of a document: with alternatives beside them, or of a schema that others extend by <c>allOf</c>.</summary>
internal sealed class Discriminators
{
    private readonly ApiDocument _document;
    private readonly ILookup<string, string> _extending;

    public Discriminators(ApiDocument document)
    {
        _document = document;
        _extending = Components().SelectMany(component => Extended(component.Schema, component.Pointer).Select(extended => (Extended: extended, component.Pointer)))
            .ToLookup(entry => entry.Extended, entry => entry.Pointer, StringComparer.Ordinal);
    }

    private string Folder => _document.Version == ApiVersion.V20 ? "/definitions" : "/components/schemas";

    /// <summary>The schema's own; null where it has none.</summary>
    /// <exception cref="UnreadableException">Its mapping leads nowhere.</exception>
    public Discriminator? Of(JsonObject schema, string pointer)
    {
        // In OpenAPI 2.0 it is the property's name alone.
        var property = ApiDocument.Text(schema["discriminator"] as JsonObject, "propertyName") ?? ApiDocument.Text(schema, "discriminator");
        if (property is null) return null;

        var alternatives = Alternatives(schema, pointer);
        var mapped = Mapped(schema, $"{pointer}/discriminator").ToList();
        var meant = alternatives.Count > 0 ? alternatives : Extending(pointer);
        var values = mapped.Concat(meant.Where(one => mapped.TrueForAll(value => value.Pointer != one)).Select(one => (Name: NameOf(one), Pointer: one))).ToList();
        if (alternatives.Count == 0 && values.TrueForAll(value => value.Pointer != pointer)) values.Add((NameOf(pointer), pointer));
        return alternatives.Count == 0 && values.Count == 1 ? null : new(property, values);
    }

    /// <summary>Whether the reference, in a schema's <c>allOf</c>, leads to one that it extends, so that the discriminator there is not its own.</summary>
    public bool IsExtended(string reference, string at, string extending)
    {
        var pointer = _document.Resolve(reference, at);
        return _document.At(pointer) is JsonObject schema && schema["discriminator"] is not null && Alternatives(schema, pointer).Count == 0 && Extending(pointer).Contains(extending);
    }

    private List<string> Extending(string pointer)
    {
        List<string> all = [];
        Queue<string> next = new([pointer]);
        while (next.TryDequeue(out var extended))
        {
            foreach (var extending in _extending[extended].Where(one => one != pointer && !all.Contains(one)))
            {
                all.Add(extending);
                next.Enqueue(extending);
            }
        }

        return all;
    }

    private IEnumerable<(JsonObject Schema, string Pointer)> Components() =>
        (_document.At(Folder) as JsonObject ?? []).Where(entry => entry.Value is JsonObject).Select(entry => ((JsonObject)entry.Value!, $"{Folder}/{ApiDocument.Escape(entry.Key)}"));

    private static IEnumerable<string> Extended(JsonObject schema, string pointer) =>
        (schema["allOf"] as JsonArray ?? []).Select(item => ApiDocument.Text(item as JsonObject, "$ref"))
            .Where(reference => reference?.StartsWith("#/", StringComparison.Ordinal) == true).Select(reference => Uri.UnescapeDataString(reference![1..]));

    private List<string> Alternatives(JsonObject schema, string pointer) =>
        [.. (schema["oneOf"] as JsonArray ?? schema["anyOf"] as JsonArray ?? []).Select(item => ApiDocument.Text(item as JsonObject, "$ref")).OfType<string>().Select(reference => _document.Resolve(reference, pointer))];

    private IEnumerable<(string Name, string Pointer)> Mapped(JsonObject schema, string at) =>
        ((schema["discriminator"] as JsonObject)?["mapping"] as JsonObject ?? []).Select(entry => (entry.Key, Meant(entry.Value?.ToString() ?? "", at + "/mapping/" + ApiDocument.Escape(entry.Key))));

    // A mapping names a component, or refers to it.
    private string Meant(string text, string at) =>
        _document.At($"{Folder}/{ApiDocument.Escape(text)}") is not null ? $"{Folder}/{ApiDocument.Escape(text)}" : _document.Resolve(text, at);

    private static string NameOf(string pointer) => ApiDocument.Unescape(pointer[(pointer.LastIndexOf('/') + 1)..]);
}
