using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Constellation.Realtime.Engine.Suggestions.OpenApi;

/// <summary>
/// Takes a schema of an OpenAPI document over as one of JSON Schema 2020-12, with all that it refers to as <c>$defs</c>. What says nothing of validity goes, what
/// OpenAPI says in words of its own is said in JSON Schema's, and everything else stays as it is: a keyword that can't be enforced is found by who compiles it.
/// </summary>
internal sealed class SchemaTranslation(ApiDocument document)
{
    private const string Plain = "~plain";
    private static readonly string[] OneSchema =
    [
        "items", "additionalProperties", "not", "propertyNames", "contains", "if", "then", "else", "unevaluatedItems", "unevaluatedProperties", "contentSchema", "additionalItems",
    ];

    private static readonly string[] SchemaLists = ["allOf", "anyOf", "oneOf", "prefixItems", "items"];
    private static readonly string[] SchemaMaps = ["properties", "patternProperties", "dependentSchemas"];
    private static readonly string[] SaysNothing = ["xml", "externalDocs", "discriminator", "example", "nullable", "$comment", "$defs", "definitions"];
    private static readonly string[] MovesReferences = ["$id", "$anchor", "$dynamicAnchor", "$dynamicRef", "$recursiveRef", "$recursiveAnchor", "$vocabulary"];

    private static readonly JsonSerializerOptions Written = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = 2 * ApiText.Depth };

    private readonly Discriminators _discriminators = new(document);
    private readonly Dictionary<string, string> _names = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _keys = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Definition> _definitions = new(StringComparer.Ordinal);
    private string _root = "";
    private List<string> _references = [];

    /// <summary>The schema at the pointer, whole.</summary>
    /// <param name="mostChars">Beyond it the schema is too large.</param>
    /// <exception cref="UnreadableException">It can't be taken over.</exception>
    public JsonElement Translate(string pointer, int mostChars)
    {
        _root = Root(pointer);
        _references = [];
        if (At(_root, isPlain: false) is not JsonObject schema) throw new UnreadableException(_root, FindingCodes.NotAnObject, "The body has to be an object.");

        DescribesObjects(schema, _root);
        var text = schema.ToJsonString(Written);
        var chars = text.Length;
        HashSet<string> seen = [.. _references];
        Queue<string> wanted = new(seen);
        List<string> definitions = [];
        while (wanted.TryDequeue(out var key))
        {
            var definition = Define(key);
            definitions.Add($"\"{_names[key]}\":{definition.Text}");
            if ((chars += definitions[^1].Length) > mostChars)
                throw new UnreadableException(pointer, FindingCodes.TooLarge, $"The schema with all that it refers to is longer than {mostChars} characters.");
            foreach (var reference in definition.References.Where(seen.Add)) wanted.Enqueue(reference);
        }

        return JsonElement.Parse(definitions.Count == 0 ? text : $"{text[..^1]},\"$defs\":{{{string.Join(',', definitions)}}}}}");
    }

    private Definition Define(string key)
    {
        if (_definitions.TryGetValue(key, out var known)) return known;
        _references = [];
        var schema = At(key.Replace(Plain, "", StringComparison.Ordinal), isPlain: key.EndsWith(Plain, StringComparison.Ordinal));
        return _definitions[key] = new(schema?.ToJsonString(Written) ?? "null", _references);
    }

    /// <param name="References">The keys of those that it refers to.</param>
    private sealed record Definition(string Text, IReadOnlyList<string> References);

    /// <summary>Where in the document that is which was found in the translated schema: the nearest place that there is.</summary>
    public string SourceOf(string pointer)
    {
        var (source, rest) = (_root, pointer);
        if (pointer.StartsWith("/$defs/", StringComparison.Ordinal))
        {
            var name = pointer.Split('/')[2];
            (source, rest) = (_keys[name].Replace(Plain, "", StringComparison.Ordinal), pointer[("/$defs/".Length + name.Length)..]);
        }

        foreach (var token in rest.Split('/').Skip(1))
        {
            if (document.At($"{source}/{token}") is null) break;
            source = $"{source}/{token}";
        }

        return source;
    }

    // A call's parameters are told as an object at the root, not as a reference to one.
    private string Root(string pointer)
    {
        for (var steps = 0; steps < 50 && document.At(pointer) is JsonObject node && ApiDocument.Text(node, "$ref") is { } reference; steps++)
        {
            if (document.Version == ApiVersion.V31 && node.Count > 1) break;
            pointer = document.Resolve(reference, pointer);
        }

        return pointer;
    }

    private static void DescribesObjects(JsonObject schema, string pointer)
    {
        var types = schema["type"] switch
        {
            JsonArray several => [.. several.Select(type => type?.ToString())],
            { } one => [one.ToString()],
            null => Array.Empty<string?>(),
        };
        if (types.Length > 0 && !types.Contains("object"))
            throw new UnreadableException(pointer + "/type", FindingCodes.NotAnObject, $"The body has to be an object, and is {string.Join(" or ", types)}.");
        foreach (var keyword in (string[])["oneOf", "anyOf"])
        {
            if (schema[keyword] is JsonArray { Count: > 0 } others && others.All(other => other is JsonObject map && map["type"] is JsonValue type && type.ToString() != "object"))
                throw new UnreadableException($"{pointer}/{keyword}", FindingCodes.NotAnObject, "The body has to be an object.");
        }

        schema["type"] = "object";
    }

    private JsonNode? At(string pointer, bool isPlain)
    {
        var node = document.At(pointer);
        return node is JsonObject schema ? Object(schema, pointer, isPlain) : node?.DeepClone();
    }

    private JsonObject Object(JsonObject schema, string pointer, bool isPlain)
    {
        // In OpenAPI 2.0 and 3.0 a reference stands alone: what is beside it is ignored.
        var isOld = document.Version != ApiVersion.V31;
        if (isOld && ApiDocument.Text(schema, "$ref") is { } alone) return new JsonObject { ["$ref"] = Reference(alone, pointer) };

        var translated = new JsonObject();
        foreach (var (keyword, value) in schema)
        {
            if (MovesReferences.Contains(keyword))
                throw new UnreadableException($"{pointer}/{keyword}", FindingCodes.BadReference, $"'{keyword}' changes where references lead, and can't be taken over.");
            if (keyword.StartsWith("x-", StringComparison.Ordinal) || SaysNothing.Contains(keyword) || IsDialect(keyword, value)) continue;
            translated[keyword] = Keyword(keyword, value, $"{pointer}/{keyword}", pointer);
        }

        if (schema["example"] is { } example && !translated.ContainsKey("examples")) translated["examples"] = new JsonArray(example.DeepClone());
        if (isOld) SayInNewWords(schema, translated);
        AskForNothingReadOnly(schema, translated, pointer);
        if (!isPlain && _discriminators.Of(schema, pointer) is { } discriminator) Require(translated, discriminator, pointer);
        return translated;
    }

    private JsonNode? Keyword(string keyword, JsonNode? value, string at, string schemaAt)
    {
        if (keyword == "$ref" && value is JsonValue) return Reference(value.ToString(), schemaAt);
        if (SchemaMaps.Contains(keyword) && value is JsonObject map)
            return new JsonObject(map.Select(entry => KeyValuePair.Create(entry.Key, Schema(entry.Value, $"{at}/{ApiDocument.Escape(entry.Key)}"))));
        if (SchemaLists.Contains(keyword) && value is JsonArray list)
            return new JsonArray([.. list.Select((item, i) => Member(keyword, item, $"{at}/{i.ToString(CultureInfo.InvariantCulture)}", schemaAt))]);
        return OneSchema.Contains(keyword) ? Schema(value, at) : value?.DeepClone();
    }

    // A schema that extends another takes of it what every such one has, and not what is asked of the others.
    private JsonNode? Member(string keyword, JsonNode? item, string at, string schemaAt) =>
        keyword == "allOf" && item is JsonObject schema && ApiDocument.Text(schema, "$ref") is { } reference && _discriminators.IsExtended(reference, at, schemaAt)
            ? new JsonObject { ["$ref"] = Reference(reference, at, Plain) }
            : Schema(item, at);

    private JsonNode? Schema(JsonNode? value, string at) => value is JsonObject schema ? Object(schema, at, isPlain: false) : value?.DeepClone();

    private bool IsDialect(string keyword, JsonNode? value) =>
        keyword == "$schema" && document.Version == ApiVersion.V31 && value?.ToString() is "https://json-schema.org/draft/2020-12/schema" or "https://spec.openapis.org/oas/3.1/dialect/base";

    private static void SayInNewWords(JsonObject schema, JsonObject translated)
    {
        // OpenAPI 3.0.3: "nullable" means something only beside a "type".
        if (schema["nullable"] is JsonValue nullable && nullable.GetValueKind() == JsonValueKind.True && schema["type"] is JsonValue type)
            translated["type"] = new JsonArray(type.DeepClone(), "null");
        foreach (var (bound, exclusive) in (ReadOnlySpan<(string, string)>)[("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")])
        {
            if (schema[exclusive] is not JsonValue flag || flag.GetValueKind() is not (JsonValueKind.True or JsonValueKind.False)) continue;
            translated.Remove(exclusive);
            if (flag.GetValueKind() == JsonValueKind.False || schema[bound] is not { } value) continue;
            translated.Remove(bound);
            translated[exclusive] = value.DeepClone();
        }
    }

    // Who sends a body leaves out what is only read, though answers always have it (OpenAPI 3.0.3, "readOnly").
    private void AskForNothingReadOnly(JsonObject schema, JsonObject translated, string pointer)
    {
        if (translated["required"] is not JsonArray required || schema["properties"] is not JsonObject properties) return;
        var readOnly = properties.Where(entry => IsReadOnly(entry.Value, $"{pointer}/properties/{ApiDocument.Escape(entry.Key)}")).Select(entry => entry.Key).ToHashSet();
        foreach (var name in required.Where(name => readOnly.Contains(name?.ToString() ?? "")).ToList()) required.Remove(name);
        if (required.Count == 0 && readOnly.Count > 0) translated.Remove("required");
    }

    private bool IsReadOnly(JsonNode? property, string pointer)
    {
        if (property is JsonObject schema && ApiDocument.Text(schema, "$ref") is { } reference && !schema.ContainsKey("readOnly"))
            property = document.At(document.Resolve(reference, pointer));
        return (property as JsonObject)?["readOnly"] is JsonValue flag && flag.GetValueKind() == JsonValueKind.True;
    }

    private void Require(JsonObject schema, Discriminator discriminator, string pointer)
    {
        JsonObject Said(JsonNode value) => new() { ["properties"] = new JsonObject { [discriminator.Property] = value }, ["required"] = new JsonArray(discriminator.Property) };
        var all = schema["allOf"] as JsonArray ?? [];
        schema["allOf"] = all;
        all.Add(Said(new JsonObject { ["enum"] = new JsonArray([.. discriminator.Values.Select(value => JsonValue.Create(value.Name))]) }));
        foreach (var (name, target) in discriminator.Values.Where(value => value.Pointer != pointer))
        {
            all.Add(new JsonObject
            {
                ["if"] = Said(new JsonObject { ["const"] = name }),
                ["then"] = new JsonObject { ["$ref"] = Name(target, "") },
            });
        }
    }

    private string Reference(string reference, string from, string kind = "") => Name(document.Resolve(reference, from), kind);

    private string Name(string pointer, string kind)
    {
        var key = pointer + kind;
        _references.Add(key);
        if (!_names.TryGetValue(key, out var name))
        {
            var last = ApiDocument.Unescape(pointer[(pointer.LastIndexOf('/') + 1)..]);
            var wish = string.Concat(last.Select(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '-' or '.' ? letter : '_')) + (kind.Length > 0 ? "_plain" : "");
            name = wish = wish.Length == 0 ? "schema" : wish;
            for (var number = 2; !_keys.TryAdd(name, key); number++) name = $"{wish}_{number.ToString(CultureInfo.InvariantCulture)}";
            _names[key] = name;
        }

        return "#/$defs/" + name;
    }
}
