using CsCheck;

namespace Constellation.Realtime.Engine.Tests.Suggestions;

/// <summary>Schemas whose keywords have any value, right or wrong, in both drafts and wherever a schema can stand.</summary>
internal static class WrongKeywords
{
    private static readonly Gen<string> Keyword = Gen.OneOf<string>(
        "$id", "$ref", "$schema", "$anchor", "$dynamicAnchor", "$dynamicRef", "$comment", "type", "enum", "const", "multipleOf", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum",
        "minLength", "maxLength", "pattern", "format", "minItems", "maxItems", "uniqueItems", "minProperties", "maxProperties", "required", "additionalProperties", "propertyNames", "contains",
        "not", "if", "then", "else", "allOf", "anyOf", "oneOf", "properties", "patternProperties", "definitions", "$defs", "additionalItems", "items", "dependencies", "dependentRequired",
        "dependentSchemas", "prefixItems", "minContains", "maxContains", "unevaluatedItems", "unevaluatedProperties", "contentSchema", "title", "default", "examples", "x-more");

    private static readonly Gen<string> Scalar = Gen.OneOf<string>(
        "null", "true", "false", "0", "1", "2", "-1", "1.5", "1e999", "-0", "\"\"", "\"a\"", "\"#\"", "\"string\"", "\"Integer\"", "\"5\"", "\"object\"", "\"int32\"", "\"uuid\"", "\"(\"", "\"^a\"",
        "\"#/$defs/a\"", "\"#/x-more/a\"", "\"#/%zz\"", "\"urn:x\"", "\"http://[\"", "\"//\"", "\"http://json-schema.org/draft-07/schema#\"", "\"\\u0000\"", "[]", "{}");

    /// <summary>A value to be judged.</summary>
    internal static readonly Gen<string> Value = Gen.Recursive<string>((depth, inner) => depth > 2 ? Scalar : Gen.OneOf(Scalar, Many(inner), Members(Gen.OneOf<string>("a", "b"), inner)));

    /// <summary>A schema's text.</summary>
    internal static readonly Gen<string> Schema = Gen.Select(
        Gen.OneOf<string>("", "\"$schema\":\"http://json-schema.org/draft-07/schema#\",", "\"$schema\":\"https://json-schema.org/draft/2020-12/schema\","),
        Gen.OneOf<string>("\"properties\":{\"a\":{\"$ref\":\"#/$defs/a\"}},\"$defs\":{\"a\":*}", "\"$ref\":\"#/$defs/a\",\"$defs\":{\"a\":*}", "\"allOf\":[*]", "\"dependencies\":{\"a\":*}", "\"items\":*",
            "\"$defs\":{\"a\":{\"$id\":\"http://example.org/a\",\"$schema\":\"http://json-schema.org/draft-07/schema#\",\"$defs\":{\"a\":*}}},\"$ref\":\"http://example.org/a#/$defs/a\""),
        Gen.Recursive<string>((depth, inner) => depth > 3 ? Scalar : Members(Keyword, Gen.Frequency((3, Scalar), (1, Many(inner)), (1, Members(Gen.OneOf<string>("a", "b"), inner)), (1, inner)))),
        (dialect, place, schema) => $"{{{dialect}{place.Replace("*", schema, StringComparison.Ordinal)}}}");

    private static Gen<string> Many(Gen<string> inner) => inner.Array[0, 3].Select(items => $"[{string.Join(',', items)}]");

    private static Gen<string> Members(Gen<string> name, Gen<string> inner) =>
        Gen.Select(name, inner).Array[0, 4].Select(members => $"{{{string.Join(',', members.DistinctBy(member => member.Item1).Select(member => $"\"{member.Item1}\":{member.Item2}"))}}}");
}
