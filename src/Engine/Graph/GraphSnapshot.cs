using System.Collections.Frozen;
using System.Text.Json;

namespace Constellation.Realtime.Engine.Graph;

/// <summary>The catalogue at one moment: all blocks and edges, immutable, in a stable order.</summary>
internal sealed class GraphSnapshot
{
    /// <summary>Makes a snapshot; an edge to a block that is not there is left out; of two blocks with one id, and of two edges of one pair, the
    /// first stays.</summary>
    /// <param name="skipped">The source's blocks that are of no known kind, and so not among the blocks: name and kind.</param>
    /// <exception cref="GraphUnavailableException">Blocks were skipped and none is left.</exception>
    public GraphSnapshot(IEnumerable<Block> blocks, IEnumerable<Edge> edges, IReadOnlyList<string>? skipped = null)
    {
        Blocks = [.. blocks.DistinctBy(block => block.BlockId)];
        Skipped = skipped ?? [];
        if (Blocks.Count == 0 && Skipped.Count > 0)
            throw new GraphUnavailableException($"The source has no block of a known kind; its first is {Skipped[0]}.");
        _byId = Blocks.ToFrozenDictionary(block => block.BlockId);
        Edges = [.. edges.Where(edge => _byId.ContainsKey(edge.SourceBlockId) && _byId.ContainsKey(edge.TargetBlockId))
            .DistinctBy(edge => (edge.SourceBlockId, edge.TargetBlockId))];
        _pairs = Edges.Select(edge => (edge.SourceBlockId, edge.TargetBlockId)).ToFrozenSet();
        _down = Edges.ToLookup(edge => edge.SourceBlockId);
        _up = Edges.ToLookup(edge => edge.TargetBlockId);
    }

    private readonly FrozenDictionary<Guid, Block> _byId;
    private readonly FrozenSet<(Guid Source, Guid Target)> _pairs;
    private readonly ILookup<Guid, Edge> _down;
    private readonly ILookup<Guid, Edge> _up;

    /// <summary>All blocks, in the source's order.</summary>
    public IReadOnlyList<Block> Blocks { get; }

    /// <summary>All edges, in the source's order.</summary>
    public IReadOnlyList<Edge> Edges { get; }

    /// <summary>The source's blocks that are left out, with their edges, as their kind is unknown: name and kind of each.</summary>
    public IReadOnlyList<string> Skipped { get; }

    /// <summary>Whether the other snapshot says the same in the same order.</summary>
    public bool Holds(GraphSnapshot other) => Blocks.Count == other.Blocks.Count && Edges.SequenceEqual(other.Edges)
        && Skipped.SequenceEqual(other.Skipped)
        && JsonSerializer.SerializeToUtf8Bytes(Blocks).AsSpan().SequenceEqual(JsonSerializer.SerializeToUtf8Bytes(other.Blocks));

    /// <summary>The block, or null where there is none.</summary>
    public Block? Find(Guid blockId) => _byId.GetValueOrDefault(blockId);

    /// <summary>Whether the catalogue has this edge.</summary>
    public bool HasEdge(Guid sourceBlockId, Guid targetBlockId) => _pairs.Contains((sourceBlockId, targetBlockId));

    /// <summary>The edges that leave the block.</summary>
    public IEnumerable<Edge> Down(Guid blockId) => _down[blockId];

    /// <summary>The edges that reach the block.</summary>
    public IEnumerable<Edge> Up(Guid blockId) => _up[blockId];
}
