using System.Runtime.InteropServices;
using System.Text.Json;

namespace Constellation.Realtime.Engine.Suggestions.Schemas;

/// <summary>
/// What NJsonSchema judges as the specifications have it: few keywords, and of them only the uses in which it was seen to be right. It leaves out
/// <c>const</c>, <c>if</c>, <c>contains</c>, <c>prefixItems</c>, <c>unevaluated*</c>; counts lengths in UTF-16 units; takes 1.0 for no integer, an absent
/// member of a non-object for a missing one, and an enumeration's text for a date; its patterns backtrack, and references within <c>$defs</c> stay unresolved.
/// </summary>
internal static class NJsonSchemaScope
{
    private const int Schemas = 1_000;

    /// <summary>Of a number's text: what a double holds exactly.</summary>
    private const int NumberChars = 15;

    /// <summary>Whether NJsonSchema enforces all of a schema that we have found sound.</summary>
    /// <param name="schemas">How many schemas there are in it.</param>
    internal static bool CoversSchema(JsonElement schema, out int schemas)
    {
        schemas = 0;
        return Covers(schema, ref schemas);
    }

    /// <summary>Whether it reads a value that such a schema is for as the specifications do.</summary>
    internal static bool CoversValue(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => value.EnumerateObject().All(property => CoversValue(property.Value)),
        JsonValueKind.Array => value.EnumerateArray().All(CoversValue),
        JsonValueKind.String => IsPlainText(JsonMarshal.GetRawUtf8Value(value)),
        JsonValueKind.Number => IsPlainNumber(value),
        _ => true,
    };

    private static bool Covers(JsonElement schema, ref int schemas)
    {
        if (schema.ValueKind != JsonValueKind.Object || ++schemas > Schemas)
            return false;
        foreach (var keyword in schema.EnumerateObject())
        {
            if (!Covers(schema, keyword, ref schemas))
                return false;
        }

        return true;
    }

    private static bool Covers(JsonElement schema, JsonProperty keyword, ref int schemas)
    {
        var value = keyword.Value;
        return keyword.Name switch
        {
            "$schema" or "$comment" or "title" or "description" or "type" => true,
            "enum" => IsOnly(schema, "string") && value.EnumerateArray().All(IsPlainChoice),
            "format" => value.GetString() is "uuid" or "ipv4" or "ipv6",
            "minLength" or "maxLength" or "minItems" or "minProperties" => value.TryGetInt32(out _),
            // It takes 0 for no bound.
            "maxItems" or "maxProperties" => value.TryGetInt32(out var most) && most > 0,
            "minimum" or "maximum" or "exclusiveMinimum" or "exclusiveMaximum" or "multipleOf" => IsPlainNumber(value),
            "required" => IsOnly(schema, "object"),
            "properties" => CoversAll(value.EnumerateObject().Select(property => property.Value), ref schemas) && value.EnumerateObject().All(HasPlainName),
            "additionalProperties" => value.ValueKind is JsonValueKind.True or JsonValueKind.False || Covers(value, ref schemas),
            "items" => Covers(value, ref schemas),
            "anyOf" or "allOf" => CoversAll(value.EnumerateArray(), ref schemas),
            _ => false,
        };
    }

    private static bool CoversAll(IEnumerable<JsonElement> values, ref int schemas)
    {
        foreach (var value in values)
        {
            if (!Covers(value, ref schemas))
                return false;
        }

        return true;
    }

    private static bool IsOnly(JsonElement schema, string type) => schema.TryGetProperty("type", out var only) && only.ValueKind == JsonValueKind.String && only.ValueEquals(type);

    // It looks for references by the member's name, wherever that is.
    private static bool HasPlainName(JsonProperty property) => !property.Name.StartsWith('$');

    // What looks like a date is one to it, and then no longer the same text.
    private static bool IsPlainChoice(JsonElement value) => value.ValueKind == JsonValueKind.String && value.GetString() is var text && (text is "" or null || char.IsAsciiLetter(text[0]));

    private static bool IsPlainText(ReadOnlySpan<byte> raw) => raw.IndexOfAnyInRange((byte)0xF0, (byte)0xFF) < 0 && raw.IndexOf("\\ud"u8) < 0 && raw.IndexOf("\\uD"u8) < 0;

    private static bool IsPlainNumber(JsonElement value)
    {
        var raw = JsonMarshal.GetRawUtf8Value(value);
        return raw.Length <= NumberChars && !raw.ContainsAny((byte)'e', (byte)'E') && (raw.IndexOf((byte)'.') is var point && (point < 0 || raw[(point + 1)..].ContainsAnyExcept((byte)'0')));
    }
}
