using Constellation.Realtime.Contracts;

namespace Constellation.Realtime.Engine.Suggestions;

/// <summary>The targets that are always there and can't be replaced.</summary>
internal static class BuiltInTargets
{
    /// <summary>A pipeline of blocks that exist.</summary>
    internal static readonly Target Pipeline = Target.BuiltIn(
        "pipeline",
        "Suggest a pipeline: blocks of the catalogue and the edges between them, dataset → model → exports. Ids must come from the graph tools.",
        ContractSchema.Of<PipelinePayload>(),
        TargetKind.Pipeline);

    /// <summary>A new block of the catalogue.</summary>
    internal static readonly Target Block = Target.BuiltIn(
        "block",
        "Suggest a new block for the catalogue, where none that exists fits.",
        ContractSchema.Of<BlockPayload>(),
        TargetKind.Block);

    /// <summary>A new edge of the catalogue.</summary>
    internal static readonly Target Edge = Target.BuiltIn(
        "edge",
        "Suggest a new edge between two blocks of the catalogue: dataset → model or model → exports.",
        ContractSchema.Of<EdgePayload>(),
        TargetKind.Edge);

    /// <summary>A run of the pipeline runner, as it takes it today.</summary>
    internal static readonly Target DagsterJob = Target.BuiltIn(
        "dagster_job",
        "Suggest a run: deploy_model, then export_to_s3 of model_inference of dict_to_list of import_from_google_drive, then delete_model. "
            + "model is a deployable model's name, file_id a dataset's filepath.",
        """
        {
          "$schema": "https://json-schema.org/draft/2020-12/schema",
          "type": "object",
          "properties": {
            "ops": {
              "type": "object",
              "properties": {
                "generate_dynamic_job_configs": {
                  "type": "object",
                  "properties": {
                    "config": {
                      "type": "object",
                      "properties": {
                        "raw_input": {
                          "type": "array", "minItems": 1, "maxItems": 100, "description": "Run in order; no data passes from one to the next.",
                          "items": { "anyOf": [{ "$ref": "#/$defs/deploy" }, { "$ref": "#/$defs/export" }, { "$ref": "#/$defs/delete" }] }
                        }
                      },
                      "required": ["raw_input"],
                      "additionalProperties": false
                    }
                  },
                  "required": ["config"],
                  "additionalProperties": false
                }
              },
              "required": ["generate_dynamic_job_configs"],
              "additionalProperties": false
            }
          },
          "required": ["ops"],
          "additionalProperties": false,
          "$defs": {
            "name": { "type": "string", "minLength": 1, "maxLength": 255 },
            "modelOnly": {
              "type": "object", "properties": { "model": { "$ref": "#/$defs/name" } }, "required": ["model"], "additionalProperties": false
            },
            "deploy": {
              "type": "object",
              "properties": { "operation": { "const": "deploy_model" }, "parameters": { "$ref": "#/$defs/modelOnly" } },
              "required": ["operation", "parameters"], "additionalProperties": false
            },
            "delete": {
              "type": "object",
              "properties": { "operation": { "const": "delete_model" }, "parameters": { "$ref": "#/$defs/modelOnly" } },
              "required": ["operation", "parameters"], "additionalProperties": false
            },
            "export": {
              "type": "object",
              "properties": {
                "operation": { "const": "export_to_s3" },
                "parameters": {
                  "type": "object", "properties": { "inference_results": { "$ref": "#/$defs/inference" } }, "required": ["inference_results"], "additionalProperties": false
                }
              },
              "required": ["operation", "parameters"], "additionalProperties": false
            },
            "inference": {
              "type": "object",
              "properties": {
                "operation": { "const": "model_inference" },
                "parameters": {
                  "type": "object",
                  "properties": { "model": { "$ref": "#/$defs/name" }, "data": { "$ref": "#/$defs/list" } },
                  "required": ["model", "data"], "additionalProperties": false
                }
              },
              "required": ["operation", "parameters"], "additionalProperties": false
            },
            "list": {
              "type": "object",
              "properties": {
                "operation": { "const": "dict_to_list" },
                "parameters": {
                  "type": "object", "properties": { "data": { "$ref": "#/$defs/import" } }, "required": ["data"], "additionalProperties": false
                }
              },
              "required": ["operation", "parameters"], "additionalProperties": false
            },
            "import": {
              "type": "object",
              "properties": {
                "operation": { "const": "import_from_google_drive" },
                "parameters": {
                  "type": "object", "properties": { "file_id": { "type": "string", "minLength": 1 } }, "required": ["file_id"], "additionalProperties": false
                }
              },
              "required": ["operation", "parameters"], "additionalProperties": false
            }
          }
        }
        """,
        TargetKind.DagsterJob);

    /// <summary>All of them.</summary>
    internal static IReadOnlyList<Target> All { get; } = [Pipeline, Block, Edge, DagsterJob];

    /// <summary>The built-in target of this name, or null.</summary>
    internal static Target? Find(string name) => All.FirstOrDefault(target => target.Name == name);
}
