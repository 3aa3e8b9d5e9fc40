using System.Collections.Frozen;
using System.Text.Json;

namespace Constellation.Realtime.Engine.Suggestions.Schemas;

/// <summary>A version of JSON Schema, as the keywords that it knows. A keyword that is not here is ignored, or refused (<see cref="UnknownKeywords"/>).</summary>
internal sealed class Dialect
{
    private static readonly string[] Said =
    [
        "$schema", "$comment", "$vocabulary", "title", "description", "default", "examples", "deprecated", "readOnly", "writeOnly", "contentEncoding", "contentMediaType",
        // OpenAPI's, which say nothing of what is valid.
        "example", "externalDocs", "xml", "discriminator",
    ];

    private static readonly string[] Asserted =
    [
        "$id", "$ref", "type", "enum", "const", "multipleOf", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "minLength", "maxLength", "pattern",
        "format", "minItems", "maxItems", "uniqueItems", "minProperties", "maxProperties", "required",
    ];

    private static readonly string[] OneSchema = ["additionalProperties", "propertyNames", "contains", "not", "if", "then", "else"];
    private static readonly string[] SchemaLists = ["allOf", "anyOf", "oneOf"];
    private static readonly string[] SchemaMaps = ["properties", "patternProperties", "definitions", "$defs"];

    internal static readonly Dialect Draft07 = new("http://json-schema.org/draft-07/schema",
        said: Said,
        asserted: Asserted,
        oneSchema: [.. OneSchema, "additionalItems"],
        schemaLists: SchemaLists,
        schemaMaps: SchemaMaps,
        others: [("items", KeywordKind.SchemaOrList), ("dependencies", KeywordKind.SchemaOrNamesMap)]);

    internal static readonly Dialect Draft202012 = new("https://json-schema.org/draft/2020-12/schema",
        said: Said,
        asserted: [.. Asserted, "$anchor", "$dynamicAnchor", "$dynamicRef", "dependentRequired", "minContains", "maxContains"],
        oneSchema: [.. OneSchema, "items", "unevaluatedItems", "unevaluatedProperties", "contentSchema"],
        schemaLists: [.. SchemaLists, "prefixItems"],
        schemaMaps: [.. SchemaMaps, "dependentSchemas"],
        // No longer a keyword, but its old meaning is the only one that an author can have had in mind.
        others: [("dependencies", KeywordKind.SchemaOrNamesMap)]);

    private readonly FrozenDictionary<string, KeywordKind> _kinds;

    private Dialect(
        string uri, string[] said, string[] asserted, string[] oneSchema, string[] schemaLists, string[] schemaMaps, (string Name, KeywordKind Kind)[] others)
    {
        Uri = uri;
        _kinds = Of(said, KeywordKind.Said).Concat(Of(asserted, KeywordKind.Asserted)).Concat(Of(oneSchema, KeywordKind.Schema))
            .Concat(Of(schemaLists, KeywordKind.SchemaList)).Concat(Of(schemaMaps, KeywordKind.SchemaMap)).Concat(others)
            .ToFrozenDictionary(entry => entry.Name, entry => entry.Kind, StringComparer.Ordinal);
    }

    /// <summary>Its metaschema.</summary>
    internal string Uri { get; }

    /// <summary>The keywords that are enforced, or hold schemas that are.</summary>
    internal IEnumerable<string> Enforced => _kinds.Where(entry => entry.Value != KeywordKind.Said).Select(entry => entry.Key);

    internal bool Is202012 => this == Draft202012;

    internal string Name => Is202012 ? "2020-12" : "draft-07";

    /// <summary>The dialect that a <c>$schema</c> names, or null.</summary>
    internal static Dialect? Find(string uri) => uri.TrimEnd('#') switch
    {
        "http://json-schema.org/draft-07/schema" or "https://json-schema.org/draft-07/schema" => Draft07,
        "https://json-schema.org/draft/2020-12/schema" or "http://json-schema.org/draft/2020-12/schema" => Draft202012,
        _ => null,
    };

    internal KeywordKind KindOf(string keyword) =>
        keyword.StartsWith("x-", StringComparison.Ordinal) ? KeywordKind.Said : _kinds.GetValueOrDefault(keyword, KeywordKind.Unknown);

    /// <summary>Why what the specification has nobody read in this place can't be enforced; null where it is read, or says nothing of what is valid.</summary>
    internal string? WhyUnread(string keyword, JsonElement schema)
    {
        if (keyword == "contentSchema" && Is202012)
            return "'contentSchema' describes what is inside a text, and is not enforced. Describe the value itself.";
        // Draft-07 core, section 8.3: all beside $ref is ignored. Definitions are there to be referred to, not to be enforced.
        var isRead = Is202012 || keyword is "$ref" or "definitions" or "$defs" || KindOf(keyword) is KeywordKind.Said or KeywordKind.Unknown;
        return isRead || !schema.TryGetProperty("$ref", out _) ? null
            : $"Beside '$ref', '{keyword}' is ignored in draft-07. Put both into an 'allOf', or say that this is 2020-12.";
    }

    /// <summary>Whether the metaschema judges the schemas that this keyword holds: draft-07's own knows nothing of <c>$defs</c>, which we take there too.</summary>
    internal bool IsJudged(string keyword) => Is202012 || keyword != "$defs";

    private static IEnumerable<(string Name, KeywordKind Kind)> Of(string[] names, KeywordKind kind) => names.Select(name => (name, kind));
}

/// <summary>What becomes of a keyword that a schema's dialect does not know.</summary>
internal enum UnknownKeywords
{
    /// <summary>It can't be enforced, so the schema is not taken: a target promises all that its schema says.</summary>
    Refused,

    /// <summary>It says nothing of what is valid, as the specifications have it, unless it looks like one that does (<see cref="ForeignKeywords"/>): then it is refused.</summary>
    Ignored,
}

/// <summary>What a keyword's value holds.</summary>
internal enum KeywordKind
{
    Unknown,
    Said,
    Asserted,
    Schema,
    SchemaList,
    SchemaMap,
    SchemaOrList,
    SchemaOrNamesMap,
}
