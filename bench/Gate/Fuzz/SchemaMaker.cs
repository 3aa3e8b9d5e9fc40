using System.Globalization;
using System.Text.Json.Nodes;

namespace Constellation.Realtime.GateBench.Fuzz;

/// <summary>Makes random schemas out of all keywords, each with a way to make values that often pass.</summary>
internal sealed class SchemaMaker(Random random, bool is202012)
{
    private readonly JsonObject _definitions = [];

    internal sealed record Made(JsonNode Schema, Func<JsonNode?> Sample);

    /// <summary>A schema of an object at its root.</summary>
    internal Made Root()
    {
        var root = Object(0);
        var schema = (JsonObject)root.Schema;
        schema["$schema"] = is202012 ? "https://json-schema.org/draft/2020-12/schema" : "http://json-schema.org/draft-07/schema#";
        if (_definitions.Count > 0)
            schema[Definitions] = _definitions;
        return root;
    }

    private string Definitions => is202012 ? "$defs" : "definitions";

    private Made Any(int depth)
    {
        if (depth > 3)
            return Scalar();
        return random.Next(12) switch
        {
            0 or 1 => Object(depth),
            2 or 3 => List(depth),
            4 => Combined(depth),
            5 => Referred(depth),
            _ => Scalar(),
        };
    }

    private Made Scalar() => random.Next(9) switch
    {
        0 => Integer(),
        1 => new(new JsonObject { ["type"] = "number", ["exclusiveMinimum"] = -2, ["maximum"] = 99.5 }, () => Math.Round(random.NextDouble() * 100, 2)),
        2 => Text(),
        3 => Formatted(),
        4 => new(new JsonObject { ["enum"] = new JsonArray("dataset", "Model", 3, null, new JsonObject { ["a"] = 1 }) }, () => Pick<JsonNode?>("dataset", "Model", "DATASET", 3, "3", null)),
        5 => new(new JsonObject { ["const"] = "primary" }, () => Pick("primary", "Primary")),
        6 => new(new JsonObject { ["type"] = "boolean" }, () => Pick<JsonNode>(true, false, "true")),
        7 => new(new JsonObject { ["type"] = new JsonArray("integer", "null") }, () => Pick<JsonNode?>(random.Next(100), null, "7")),
        _ => new(random.Next(2) == 0 ? new JsonObject() : (JsonNode)true, () => random.Next(10)),
    };

    private Made Integer()
    {
        var (min, span, step) = (random.Next(-5, 5), random.Next(0, 30), random.Next(1, 4));
        var schema = new JsonObject { ["type"] = "integer", ["minimum"] = min, ["exclusiveMaximum"] = min + span + 2 };
        if (step > 1)
            schema["multipleOf"] = step;
        return new(schema, () => (min + random.Next(span + 1)) / step * step);
    }

    private Made Text()
    {
        var (pattern, samples) = Pick(
            ("^[a-z]+$", new[] { "abc", "ABC", "a" }), ("\\d{2,4}", ["12", "x123y", "1"]), ("^(?:ab|c)*d?$", ["ababcd", "", "cc", "ad"]), ("^\\S+\\s\\w*$", ["a b", "é b", "a"]), (".", ["x", "🔥", ""]));
        var schema = new JsonObject { ["type"] = "string", ["pattern"] = pattern };
        if (random.Next(2) == 0)
            (schema["minLength"], schema["maxLength"]) = (random.Next(3), random.Next(2, 8));
        return new(schema, () => Pick(samples));
    }

    private Made Formatted()
    {
        var (format, samples) = Pick(
            ("uuid", new[] { "3f2504e0-4f89-11d3-9a0c-0305e82c3301", "3f2504e0", "3F2504E0-4F89-11D3-9A0C-0305E82C3301" }),
            ("date", ["2024-02-29", "2023-02-29", "2024-1-1"]),
            ("date-time", ["2024-02-29T10:00:00Z", "2024-02-29T10:00:00", "2024-02-30T10:00:00Z"]),
            ("ipv4", ["10.0.0.1", "10.0.0.256"]),
            ("ipv6", ["::1", "1::2::3", "1:2:3:4:5:6:7:8"]));
        return new(new JsonObject { ["type"] = "string", ["format"] = format }, () => Pick(samples));
    }

    private Made List(int depth)
    {
        var items = Any(depth + 1);
        var schema = new JsonObject { ["type"] = "array" };
        var first = random.Next(3) == 0 ? Scalar() : null;
        if (first is null)
            schema["items"] = items.Schema;
        else if (is202012)
            (schema["prefixItems"], schema[Pick("items", "unevaluatedItems")]) = (new JsonArray(first.Schema), items.Schema);
        else
            (schema["items"], schema["additionalItems"]) = (new JsonArray(first.Schema), items.Schema);
        if (random.Next(3) == 0)
            (schema["minItems"], schema["maxItems"]) = (random.Next(2), random.Next(2, 5));
        if (random.Next(3) == 0)
            schema["uniqueItems"] = true;
        if (random.Next(5) == 0 && first is null)
        {
            // Within a list of items, ajv takes an empty list for one that contains what it should.
            schema["minItems"] = 1;
            schema["contains"] = new JsonObject { ["type"] = Pick("integer", "string", "object") };
            if (is202012)
                (schema["minContains"], schema["maxContains"]) = (random.Next(2), random.Next(1, 4));
        }
        return new(schema, () =>
        {
            var count = random.Next(4);
            return new JsonArray([.. Enumerable.Range(0, count).Select(index => index == 0 && first is not null ? first.Sample() : items.Sample())]);
        });
    }

    private Made Object(int depth)
    {
        var names = new[] { "name", "kind", "a b", "é", "x1", "x2" }.OrderBy(_ => random.Next()).Take(random.Next(1, 5)).ToArray();
        var members = names.ToDictionary(name => name, _ => Any(depth + 1));
        var properties = new JsonObject();
        foreach (var (name, made) in members)
            properties[name] = made.Schema.DeepClone();
        var schema = new JsonObject { ["type"] = "object", ["properties"] = properties };
        if (random.Next(2) == 0)
            schema["required"] = new JsonArray([.. names.Take(random.Next(1, names.Length + 1)).Select(name => (JsonNode)name)]);
        if (random.Next(2) == 0)
            schema[is202012 ? Pick("additionalProperties", "unevaluatedProperties") : "additionalProperties"] = random.Next(3) == 0 ? Scalar().Schema : (JsonNode)false;
        if (random.Next(6) == 0)
            schema["patternProperties"] = new JsonObject { ["^x\\d"] = Scalar().Schema };
        if (random.Next(8) == 0)
            schema["propertyNames"] = new JsonObject { ["maxLength"] = random.Next(2, 5) };
        if (random.Next(8) == 0)
            (schema["minProperties"], schema["maxProperties"]) = (random.Next(2), random.Next(1, 5));
        if (random.Next(6) == 0)
            schema[is202012 ? "dependentRequired" : "dependencies"] = new JsonObject { [names[0]] = new JsonArray(names[^1]) };
        if (random.Next(6) == 0)
            schema[is202012 ? "dependentSchemas" : "dependencies"] = new JsonObject { [names[^1]] = new JsonObject { ["required"] = new JsonArray(names[0]) } };
        return new(schema, () =>
        {
            var value = new JsonObject();
            foreach (var (name, made) in members.Where(_ => random.Next(8) > 0))
                value[name] = made.Sample();
            if (random.Next(6) == 0)
                value[Pick("x3", "extra")] = random.Next(3);
            return value;
        });
    }

    private Made Combined(int depth)
    {
        var (one, other) = (Any(depth + 1), Any(depth + 1));
        JsonObject schema = random.Next(6) switch
        {
            0 => new() { ["allOf"] = new JsonArray(one.Schema, new JsonObject { ["not"] = new JsonObject { ["const"] = 0 } }) },
            1 => new() { ["anyOf"] = new JsonArray(one.Schema, other.Schema) },
            2 => new() { ["oneOf"] = new JsonArray(one.Schema, other.Schema) },
            3 => new() { ["not"] = other.Schema },
            4 => new() { ["if"] = one.Schema, ["then"] = new JsonObject { ["type"] = new JsonArray("string", "object", "integer") }, ["else"] = other.Schema },
            _ => new() { ["anyOf"] = new JsonArray(one.Schema, new JsonObject { ["type"] = "array", ["items"] = other.Schema }) },
        };
        return new(schema, () => random.Next(2) == 0 ? one.Sample() : other.Sample());
    }

    private Made Referred(int depth)
    {
        var name = $"d{_definitions.Count.ToString(CultureInfo.InvariantCulture)}";
        _definitions[name] = true;
        var made = Any(depth + 1);
        _definitions[name] = made.Schema;
        var schema = new JsonObject { ["$ref"] = $"#/{Definitions}/{name}" };
        if (is202012 && random.Next(3) == 0)
            schema["type"] = new JsonArray("object", "string", "integer", "array");
        return new(schema, made.Sample);
    }

    private T Pick<T>(params T[] values) => values[random.Next(values.Length)];
}
