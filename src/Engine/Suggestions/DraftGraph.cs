using System.Text.Json;
using Constellation.Realtime.Contracts;
using Constellation.Realtime.Engine.Graph;
using Constellation.Realtime.Engine.Suggestions.Rules;

namespace Constellation.Realtime.Engine.Suggestions;

/// <summary>What can be drawn of a draft: the blocks that exist, and the edges between them that are whole. Nothing is judged.</summary>
internal static class DraftGraph
{
    /// <summary>Null where the target has no graph or nothing can be drawn yet.</summary>
    internal static Contracts.Graph? Of(Target target, JsonElement draft, GraphSnapshot catalogue)
    {
        if (draft.ValueKind != JsonValueKind.Object)
            return null;
        List<Block> blocks = [];
        List<GraphEdge> edges = [];
        if (target.Kind == TargetKind.Pipeline)
        {
            blocks.AddRange(Items(draft, "blocks").Select(item => Find(item, catalogue)).OfType<Block>().DistinctBy(block => block.BlockId));
            edges.AddRange(Items(draft, "edges").Select(edge => Edge(edge, catalogue)).OfType<GraphEdge>());
            var ids = blocks.Select(block => block.BlockId).ToHashSet();
            edges.RemoveAll(edge => !ids.Contains(edge.SourceBlockId) || !ids.Contains(edge.TargetBlockId));
        }
        else if (target.Kind == TargetKind.Edge && Edge(draft, catalogue) is { } edge)
        {
            blocks.AddRange([catalogue.Find(edge.SourceBlockId)!, catalogue.Find(edge.TargetBlockId)!]);
            edges.Add(edge);
        }
        return blocks.Count == 0 ? null : new() { Blocks = [.. blocks.Select(DrawnPipeline.Draw)], Edges = edges };
    }

    private static GraphEdge? Edge(JsonElement edge, GraphSnapshot catalogue)
    {
        if (edge.ValueKind != JsonValueKind.Object || Member(edge, "edge_type") is not { ValueKind: JsonValueKind.String } type)
            return null;
        return Find(Member(edge, "source_block_id"), catalogue) is { } source && Find(Member(edge, "target_block_id"), catalogue) is { } target
            ? DrawnPipeline.Draw(source, target, type.GetString()!, catalogue)
            : null;
    }

    private static Block? Find(JsonElement? id, GraphSnapshot catalogue) =>
        id is { ValueKind: JsonValueKind.String } text && Guid.TryParse(text.GetString(), out var found) ? catalogue.Find(found) : null;

    private static JsonElement? Member(JsonElement value, string name) => value.TryGetProperty(name, out var member) ? member : null;

    private static IEnumerable<JsonElement> Items(JsonElement value, string name) =>
        Member(value, name) is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray() : Enumerable.Empty<JsonElement>();
}
