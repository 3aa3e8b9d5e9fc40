using System.Text.Json;
using Constellation.Realtime.Engine.Graph;

namespace Constellation.Realtime.Engine.Tests.Suggestions;

/// <summary>Writes payloads of the built-in targets.</summary>
internal static class SuggestionTexts
{
    internal static string Pipeline(Block[] blocks, params (Block Source, Block Target)[] edges) => Pipeline([.. blocks.Select(block => block.BlockId)], edges);

    internal static string Pipeline(Guid[] blocks, params (Block Source, Block Target)[] edges) =>
        JsonSerializer.Serialize(new { name = "Some pipeline", blocks, edges = edges.Select(edge => EdgeOf(edge.Source.BlockId, edge.Target.BlockId)) });

    /// <summary>All blocks that the edges touch, in their order.</summary>
    internal static string Pipeline(params (Block Source, Block Target)[] edges) =>
        Pipeline([.. edges.SelectMany(edge => new[] { edge.Source, edge.Target }).Distinct()], edges);

    internal static string Edge(Block source, Block target) => JsonSerializer.Serialize(EdgeOf(source.BlockId, target.BlockId));

    internal static object EdgeOf(Guid source, Guid target) => new { source_block_id = source, target_block_id = target, edge_type = "primary" };
}
