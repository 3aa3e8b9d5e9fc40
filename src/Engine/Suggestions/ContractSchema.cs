using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using NJsonSchema;
using NJsonSchema.Generation;

namespace Constellation.Realtime.Engine.Suggestions;

/// <summary>
/// The JSON Schema (2020-12) of a C# contract. NJsonSchema generates one of draft-04; what that says in other words is put into the newer draft's, and references
/// are written out, so that both judges enforce all of it.
/// </summary>
internal static class ContractSchema
{
    // Of its own words; what a title or a list of names says is said by the contract's descriptions, or not at all.
    private static readonly string[] Dropped = ["title", "definitions", "$schema", "x-enumNames"];

    public static string Of<T>()
    {
        var settings = new SystemTextJsonSchemaGeneratorSettings
        {
            SchemaType = SchemaType.JsonSchema,
            DefaultReferenceTypeNullHandling = ReferenceTypeNullHandling.NotNull,
            FlattenInheritanceHierarchy = true,

            // Those are for C# readers; the model reads the descriptions.
            UseXmlDocumentation = false,
        };
        var generated = JsonNode.Parse(JsonSchemaGenerator.FromType<T>(settings).ToJson())!.AsObject();
        var schema = Plain(generated, generated);
        schema.Insert(0, "$schema", "https://json-schema.org/draft/2020-12/schema");
        AddAllowedValues(schema, typeof(T));
        return schema.ToJsonString();
    }

    private static JsonObject Plain(JsonObject schema, JsonObject root)
    {
        var source = schema["$ref"]?.GetValue<string>() is { } reference ? Follow(reference, root) : schema;
        var plain = new JsonObject();
        foreach (var (name, value) in source)
        {
            if (Dropped.Contains(name) || (name == "minLength" && value!.GetValue<int>() == 0)) continue;
            plain[name] = name switch
            {
                "properties" => new JsonObject(value!.AsObject().Select(member => KeyValuePair.Create(member.Key, (JsonNode?)Plain(member.Value!.AsObject(), root)))),
                "items" => Plain(value!.AsObject(), root),
                "format" when value!.GetValue<string>() == "guid" => "uuid",
                // A nullable member is one that may be left out: null itself is none of its values.
                "type" when value is JsonArray types => types.Select(type => type!.GetValue<string>()).Single(type => type != "null"),
                _ => value!.DeepClone(),
            };
        }

        return plain;
    }

    private static JsonObject Follow(string reference, JsonObject root) =>
        reference.TrimStart('#', '/').Split('/').Aggregate(root, (at, name) => at[name]!.AsObject());

    private static void AddAllowedValues(JsonObject schema, Type contract)
    {
        foreach (var property in contract.GetProperties())
        {
            if (property.GetCustomAttribute<AllowedValuesAttribute>() is { } allowed)
                schema["properties"]![property.GetCustomAttribute<JsonPropertyNameAttribute>()!.Name]!["enum"] = new JsonArray([.. allowed.Values.Select(value => JsonValue.Create((string)value!))]);
        }
    }
}
