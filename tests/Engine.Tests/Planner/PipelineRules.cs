using System.Text.Json;
using Constellation.Realtime.Engine.Graph;

namespace Constellation.Realtime.Engine.Tests.Planner;

/// <summary>The rules that a suggested pipeline keeps, written here anew from the domain's description.</summary>
internal static class PipelineRules
{
    /// <summary>What the suggestion breaks; empty where it is as it should be.</summary>
    public static List<string> Broken(JsonElement payload, GraphSnapshot graph)
    {
        var broken = new List<string>();
        var ids = payload.GetProperty("blocks").EnumerateArray().Select(id => id.GetGuid()).ToList();
        var blocks = ids.Select(graph.Find).ToList();
        if (blocks.Any(block => block is null) || ids.Distinct().Count() != ids.Count)
            return ["R1: unknown or repeated block"];
        var edges = payload.GetProperty("edges").EnumerateArray()
            .Select(edge => (Source: edge.GetProperty("source_block_id").GetGuid(), Target: edge.GetProperty("target_block_id")
            .GetGuid(), Type: edge.GetProperty("edge_type").GetString())).ToList();
        if (edges.Any(edge => !graph.HasEdge(edge.Source, edge.Target)) || edges.Distinct().Count() != edges.Count
            || edges.Any(edge => edge.Type != "primary"))
            broken.Add("R1: edge not in the catalogue, repeated, or of another type");
        if (edges.Any(edge => ids.IndexOf(edge.Source) < 0 || ids.IndexOf(edge.Target) < 0 || ids.IndexOf(edge.Source) >= ids.IndexOf(edge.Target)))
            broken.Add("R2, R8: edge leaves the pipeline or runs against its order");
        if (ids.Any(id => !edges.Any(edge => edge.Source == id || edge.Target == id)) || edges.Count != ids.Count - 1)
            broken.Add("R2: not one connected chain");
        if (!blocks.Select(block => block!.BlockType)
            .SequenceEqual(new[] { BlockType.Dataset, BlockType.Model, BlockType.Exports }.Take(Math.Max(2, ids.Count))))
            broken.Add("R3, R4: not dataset, model, exports");
        broken.AddRange(edges.SelectMany(edge => EdgeRules.Faults(graph.Find(edge.Source)!, graph.Find(edge.Target)!))
            .Select(fault => $"R5 to R7: {fault}"));
        if (payload.GetProperty("name").GetString() is not { Length: >= 1 and <= 255 })
            broken.Add("R9: name");
        return broken;
    }
}
