using System.Text.Json;
using Constellation.Realtime.Engine.Providers;

namespace Constellation.Realtime.Engine.Graph;

/// <summary>The tools by which a model looks up the catalogue.</summary>
internal static class GraphToolDefinitions
{
    public const string SearchBlocks = "search_blocks";
    public const string GetBlock = "get_block";
    public const string FindPipelines = "find_pipelines";

    /// <summary>All three.</summary>
    public static IReadOnlyList<ToolDefinition> All { get; } =
    [
        new(SearchBlocks, "Searches the catalogue of datasets, models, exports and papers by words. Returns the best blocks with their ids. Use it to find a block or to see what there is.",
            Schema("""
            {"type":"object","properties":{
              "query":{"type":"string","description":"What to look for, in a few words, such as: radar flood"},
              "block_type":{"type":"string","enum":["dataset","model","exports","paper"]},
              "limit":{"type":"integer","minimum":1,"maximum":20}},
             "required":["query"],"additionalProperties":false}
            """)),
        new(GetBlock, "Returns one block with all that is known of it, and the blocks that it is joined to: up (what it reads) and down (what reads it).",
            Schema("""
            {"type":"object","properties":{"block_id":{"type":"string","description":"As search_blocks returned it"}},"required":["block_id"],"additionalProperties":false}
            """)),
        new(FindPipelines, "Finds pipelines dataset to model to exports along the catalogue's own edges, best first, for a goal in words, from a block, to a block, or any of these together. "
            + "Where none fits it names the nearest and what they lack. Suggest only what it returned.",
            Schema("""
            {"type":"object","properties":{
              "source_block_id":{"type":"string","description":"The block_id of a block that the pipeline must contain, such as the dataset"},
              "target_block_id":{"type":"string","description":"The block_id of a block that the pipeline must contain, such as the model or the export"},
              "goal":{"type":"string","description":"What the user wants, with sensor, resolution, cadence and sink where they named them"},
              "limit":{"type":"integer","minimum":1,"maximum":20}},
             "additionalProperties":false}
            """)),
    ];

    private static JsonElement Schema(string json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.Clone();
    }
}
