using System.Globalization;
using System.Text.Json;
using Constellation.Realtime.Engine.Graph;

namespace Constellation.Realtime.GateBench;

/// <summary>A catalogue as large as the budget asks, and pipelines of it.</summary>
internal static class Catalogue
{
    private const int Count = 1_000;

    private static readonly Block[] Blocks = [.. Enumerable.Range(0, Count).Select(Make)];

    internal static readonly GraphSnapshot Snapshot = new(Blocks, Blocks.Where(block => block.BlockType == BlockType.Dataset).Take(50)
        .Select(block => new Edge { EdgeId = block.BlockId, SourceBlockId = block.BlockId, TargetBlockId = Blocks[400].BlockId }));

    /// <summary>A chain with enough further datasets to be as long as asked.</summary>
    internal static string PipelineText(int bytes)
    {
        for (var datasets = 1; ; datasets++)
        {
            Block[] used = [.. Blocks.Take(datasets), Blocks[400], Blocks[900]];
            var edges = used.Take(datasets).Select(block => (block, Blocks[400])).Append((Blocks[400], Blocks[900]));
            var text = Write(used, edges);
            if (text.Length >= bytes)
                return text;
        }
    }

    /// <summary>All blocks, and 5,000 edges that fit by type or do not.</summary>
    internal static string Large(bool fitting)
    {
        var edges = Enumerable.Range(0, 5_000).Select(i => fitting
            ? i % 5 == 4 ? (Blocks[400 + (i / 5 % 500)], Blocks[900 + (i / 5 % 100)]) : (Blocks[(i * 7) % 400], Blocks[400 + (i % 500)])
            : (Blocks[(i * 7) % 1_000], Blocks[(i * 13) % 1_000]));
        return Write(Blocks, edges.Distinct());
    }

    private static string Write(IEnumerable<Block> blocks, IEnumerable<(Block Source, Block Target)> edges) => JsonSerializer.Serialize(new
    {
        name = "Some pipeline",
        description = "What it does.",
        blocks = blocks.Select(block => block.BlockId),
        edges = edges.Select(edge => new { source_block_id = edge.Source.BlockId, target_block_id = edge.Target.BlockId, edge_type = "primary" }),
    });

    private static Block Make(int number) => new()
    {
        BlockId = new Guid(number + 1, 7, 7, 1, 2, 3, 4, 5, 6, 7, 8),
        Name = $"Block {number.ToString(CultureInfo.InvariantCulture)}",
        BlockType = number < 400 ? BlockType.Dataset : number < 900 ? BlockType.Model : BlockType.Exports,
        Taxonomy = new()
        {
            InputDataTypes = ["Multispectral", "Optical"],
            OutputDataType = "Segmentation",
            AcceptedOutputDataTypes = ["Classification", "Segmentation"],
            SatelliteDataSources = ["Sentinel-2", "Landsat 8"],
            SpatialResolution = "Medium (10-30m)",
        },
    };
}
