using System.Text.Json.Nodes;
using Constellation.Realtime.Contracts;
using Constellation.Realtime.Engine.Graph;

namespace Constellation.Realtime.Engine.Prompting;

/// <summary>What the catalogue has for one message: the blocks that it speaks of, what they are joined to, and typed paths. Never the whole catalogue.</summary>
internal sealed class CatalogueFindings(Catalogue catalogue, BlockHandles handles)
{
    private const int Blocks = 6;
    private const int Paths = 3;
    private const int Centres = 3;
    private const int Chars = 2_000;

    /// <summary>What there is; null where the message speaks of nothing that the catalogue knows.</summary>
    /// <param name="text">What the person says.</param>
    /// <param name="last">What was suggested last: a follow-up speaks of its blocks.</param>
    public Findings? Find(string text, Suggestion? last)
    {
        var goal = text.Length <= Chars ? text : text[..Chars];
        var found = catalogue.Search.Find(goal, null, Blocks);
        var centres = (last?.Graph?.Blocks.Select(block => block.BlockId).Where(id => catalogue.Graph.Find(id) is not null) ?? [])
            .Concat(found.Select(block => block.BlockId)).Distinct().Take(Centres).ToList();
        if (centres.Count == 0) return null;

        var json = new JsonObject();
        if (found.Count > 0) json["blocks"] = Run(GraphToolDefinitions.SearchBlocks, new JsonObject { ["query"] = goal, ["limit"] = Blocks })["blocks"]?.DeepClone();
        json["neighbours"] = new JsonArray([.. centres.Select(Neighbours)]);
        if (found.Count > 0 && Run(GraphToolDefinitions.FindPipelines, new JsonObject { ["goal"] = goal, ["limit"] = Paths })["pipelines"] is JsonArray { Count: > 0 } paths)
            json["pipelines"] = paths.DeepClone();
        return new Findings(json, [.. found.Select(block => block.BlockId).Union(centres)]);
    }

    private JsonNode Neighbours(Guid blockId)
    {
        var whole = Run(GraphToolDefinitions.GetBlock, new JsonObject { ["block_id"] = blockId.ToString() });
        return new JsonObject
        {
            ["block_id"] = whole["block_id"]?.DeepClone(),
            ["name"] = whole["name"]?.DeepClone(),
            ["up"] = whole["up"]?.DeepClone(),
            ["down"] = whole["down"]?.DeepClone(),
        };
    }

    private JsonNode Run(string tool, JsonObject arguments) => JsonNode.Parse(GraphTools.Run(catalogue, tool, arguments.ToJsonString(), handles).Text)!;
}

/// <summary>What was found for a message.</summary>
/// <param name="Told">As the model is told of it.</param>
/// <param name="Blocks">The blocks that it speaks of, without those that they are joined to.</param>
internal sealed record Findings(JsonObject Told, IReadOnlyList<Guid> Blocks);
