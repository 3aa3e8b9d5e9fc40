namespace Constellation.Realtime.Hub.Tests.Repairing;

/// <summary>What a model means, for each target: strict JSON, with a letter for each block.</summary>
internal static class Payloads
{
    internal const string Pipeline =
        """{"name":"Fires","blocks":["<P>","<F>","<S>"],"edges":[{"source_block_id":"<P>","target_block_id":"<F>","edge_type":"primary"},{"source_block_id":"<F>","target_block_id":"<S>","edge_type":"primary"}]}""";

    internal const string Edge = """{"source_block_id":"<P>","target_block_id":"<F>","edge_type":"primary"}""";

    internal const string Block = """{"block_type":"model","name":"Smoke finder","description":"Finds smoke, early"}""";

    internal const string Site =
        """{"name":"Alpha","kind":"Station","height":120.5,"share":0.5,"step":10,"active":true,"note":null,"tags":["a","b"],"place":[1.5,2],"bands":["red"],"day":"2026-03-01","version":2,"extra":{"xn":1},"either":"abc","one":9,"other":7}""";

    /// <summary>Each keyword of 2020-12 that asserts something.</summary>
    internal const string SiteSchema = """
        {
          "type": "object",
          "properties": {
            "name": { "type": "string", "minLength": 2, "maxLength": 12, "pattern": "^[A-Z]" },
            "kind": { "enum": ["Station", "Buoy"] },
            "height": { "type": "number", "minimum": 0, "maximum": 9000 },
            "share": { "type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 1 },
            "step": { "type": "integer", "multipleOf": 5 },
            "active": { "type": "boolean" },
            "note": { "type": ["string", "null"] },
            "tags": { "type": "array", "items": { "$ref": "#/$defs/tag" }, "minItems": 1, "maxItems": 3, "uniqueItems": true },
            "place": { "type": "array", "prefixItems": [{ "type": "number" }, { "type": "number" }], "items": false },
            "bands": { "type": "array", "contains": { "const": "red" }, "minContains": 1, "maxContains": 1 },
            "day": { "type": "string", "format": "date" },
            "version": { "const": 2 },
            "extra": { "type": "object", "propertyNames": { "pattern": "^x" }, "minProperties": 1, "maxProperties": 2, "patternProperties": { "^xn": { "type": "integer" } } },
            "either": { "anyOf": [{ "type": "integer" }, { "type": "string", "maxLength": 3 }] },
            "one": { "type": "integer", "oneOf": [{ "multipleOf": 3 }, { "multipleOf": 5 }] },
            "other": { "allOf": [{ "type": "integer" }], "not": { "const": 13 } }
          },
          "required": ["name", "kind"],
          "dependentRequired": { "height": ["step"] },
          "dependentSchemas": { "day": { "required": ["active"] } },
          "if": { "properties": { "kind": { "const": "Buoy" } } },
          "then": { "required": ["tags"] },
          "unevaluatedProperties": false,
          "$defs": { "tag": { "type": "string", "minLength": 1 } }
        }
        """;

    internal const string Steps = "/ops/generate_dynamic_job_configs/config/raw_input";

    internal const string Export =
        """{"operation":"export_to_s3","parameters":{"inference_results":{"operation":"model_inference","parameters":{"model":"Fire classifier","data":{"operation":"dict_to_list","parameters":{"data":{"operation":"import_from_google_drive","parameters":{"file_id":"drive-1"}}}}}}}}""";

    internal const string Deploy = """{"operation":"deploy_model","parameters":{"model":"Fire classifier"}}""";

    internal const string Delete = """{"operation":"delete_model","parameters":{"model":"Fire classifier"}}""";

    internal static string Job(params string[] steps) => """{"ops":{"generate_dynamic_job_configs":{"config":{"raw_input":[""" + string.Join(",", steps) + "]}}}}";

    /// <summary>A pipeline of these blocks and edges, by letters.</summary>
    internal static string Of(string blocks, params string[] edges) =>
        $$"""{"name":"Some","blocks":[{{string.Join(",", blocks.Select(block => $"\"<{block}>\""))}}],"edges":[{{string.Join(",", edges.Select(edge => $$"""{"source_block_id":"<{{edge[0]}}>","target_block_id":"<{{edge[1]}}>","edge_type":"primary"}"""))}}]}""";
}
