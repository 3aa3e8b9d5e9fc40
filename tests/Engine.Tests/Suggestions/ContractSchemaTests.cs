using System.Text.Json;
using Constellation.Realtime.Engine.Suggestions;

namespace Constellation.Realtime.Engine.Tests.Suggestions;

/// <summary>The schemas that are made from C# contracts, as models and clients get them.</summary>
public sealed class ContractSchemaTests
{
    [Theory]
    [InlineData("pipeline", """
        {
         "$schema": "https://json-schema.org/draft/2020-12/schema",
         "type": "object",
         "properties": {
          "name": {
           "type": "string",
           "minLength": 1,
           "maxLength": 255,
           "description": "A name that tells what the pipeline does."
          },
          "description": {
           "type": "string",
           "maxLength": 4000,
           "description": "What it does and why these blocks."
          },
          "blocks": {
           "type": "array",
           "minItems": 1,
           "maxItems": 1000,
           "items": {
            "type": "string",
            "format": "uuid"
           },
           "description": "The block_id of every block, each once."
          },
          "edges": {
           "type": "array",
           "minItems": 1,
           "maxItems": 5000,
           "description": "Every edge joins two of the blocks.",
           "items": {
            "type": "object",
            "properties": {
             "source_block_id": {
              "type": "string",
              "format": "uuid",
              "description": "Where the data comes from: a block_id."
             },
             "target_block_id": {
              "type": "string",
              "format": "uuid",
              "description": "Where the data goes: a block_id."
             },
             "edge_type": {
              "type": "string",
              "minLength": 1,
              "maxLength": 64,
              "description": "\"primary\" where nothing else is meant."
             }
            },
            "required": [
             "source_block_id",
             "target_block_id",
             "edge_type"
            ],
            "additionalProperties": false
           }
          }
         },
         "required": [
          "name",
          "blocks",
          "edges"
         ],
         "additionalProperties": false
        }
        """)]
    [InlineData("block", """
        {
         "$schema": "https://json-schema.org/draft/2020-12/schema",
         "type": "object",
         "properties": {
          "block_type": {
           "type": "string",
           "enum": [
            "dataset",
            "model",
            "paper",
            "exports"
           ],
           "description": "What it is."
          },
          "name": {
           "type": "string",
           "minLength": 1,
           "maxLength": 255,
           "description": "Unique in the catalogue."
          },
          "description": {
           "type": "string",
           "maxLength": 4000,
           "description": "What it is, in a sentence or two."
          }
         },
         "required": [
          "block_type",
          "name"
         ],
         "additionalProperties": false
        }
        """)]
    [InlineData("edge", """
        {
         "$schema": "https://json-schema.org/draft/2020-12/schema",
         "type": "object",
         "properties": {
          "source_block_id": {
           "type": "string",
           "format": "uuid",
           "description": "Where the data comes from: a block_id."
          },
          "target_block_id": {
           "type": "string",
           "format": "uuid",
           "description": "Where the data goes: a block_id."
          },
          "edge_type": {
           "type": "string",
           "minLength": 1,
           "maxLength": 64,
           "description": "\"primary\" where nothing else is meant."
          }
         },
         "required": [
          "source_block_id",
          "target_block_id",
          "edge_type"
         ],
         "additionalProperties": false
        }
        """)]
    public void A_contracts_schema_says_all_that_the_contract_promises_and_nothing_more(string target, string expected)
    {
        var schema = BuiltInTargets.Find(target)!.Schema;

        Assert.True(JsonElement.DeepEquals(JsonElement.Parse(expected), schema), schema.GetRawText());
        Assert.Equal("$schema", schema.EnumerateObject().First().Name);
    }
}
