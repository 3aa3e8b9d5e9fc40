using System.Text.Json;
using Constellation.Realtime.Contracts;
using Constellation.Realtime.Engine.Graph;

namespace Constellation.Realtime.Engine.Suggestions.Rules;

/// <summary>The blocks and edges of a pipeline payload, found in the catalogue; what can't be found or is there twice is told and left out.</summary>
internal sealed class DrawnPipeline
{
    private readonly Dictionary<Guid, int> _places = [];

    /// <param name="payload">Must have passed the schema.</param>
    internal DrawnPipeline(JsonElement payload, GraphSnapshot catalogue, List<CandidateError> errors)
    {
        var index = 0;
        foreach (var item in payload.GetProperty("blocks").EnumerateArray())
            ReadBlock(item.GetGuid(), index++, catalogue, errors);
        index = 0;
        HashSet<(int, int)> seen = [];
        foreach (var item in payload.GetProperty("edges").EnumerateArray())
            ReadEdge(item, index++, catalogue, seen, errors);
    }

    /// <summary>The known blocks, with their places in the payload.</summary>
    internal List<(Block Block, int Place)> Blocks { get; } = [];

    /// <summary>The sound edges, by positions in <see cref="Blocks"/>, with their places in the payload.</summary>
    internal List<(int Source, int Target, string Type, int Place)> Edges { get; } = [];

    internal static GraphBlock Draw(Block block) =>
        new() { BlockId = block.BlockId, Name = block.Name, BlockType = GraphJson.ToText(block.BlockType), Description = block.Description };

    internal static GraphEdge Draw(Block source, Block target, string type, GraphSnapshot catalogue) => new()
    {
        EdgeId = catalogue.HasEdge(source.BlockId, target.BlockId)
            ? catalogue.Down(source.BlockId).First(edge => edge.TargetBlockId == target.BlockId).EdgeId
            : null,
        SourceBlockId = source.BlockId,
        TargetBlockId = target.BlockId,
        EdgeType = type,
    };

    private void ReadBlock(Guid id, int place, GraphSnapshot catalogue, List<CandidateError> errors)
    {
        if (!_places.TryAdd(id, -1))
        {
            errors.Add(new() { Pointer = $"/blocks/{place}", Code = FindingCodes.DuplicateBlock, Message = "This block is listed already; a block can be in a pipeline once.", Got = id.ToString() });
            return;
        }
        if (catalogue.Find(id) is not { } block)
        {
            errors.Add(PipelineRules.Unknown($"/blocks/{place}", id, catalogue, withHint: errors.Count < PipelineRules.Hints));
            return;
        }
        if (block.BlockType == BlockType.Paper)
            errors.Add(new() { Pointer = $"/blocks/{place}", Code = FindingCodes.PaperBlock, Message = $"'{block.Name}' is a paper; papers are never part of a pipeline." });
        _places[id] = Blocks.Count;
        Blocks.Add((block, place));
    }

    private void ReadEdge(JsonElement item, int place, GraphSnapshot catalogue, HashSet<(int, int)> seen, List<CandidateError> errors)
    {
        var source = ReadEnd(item, "source_block_id", place, catalogue, errors);
        var target = ReadEnd(item, "target_block_id", place, catalogue, errors);
        if (source < 0 || target < 0)
            return;
        if (source == target)
            errors.Add(PairRules.SelfLoop($"/edges/{place}", Blocks[source].Block));
        else if (!seen.Add((source, target)))
            errors.Add(new() { Pointer = $"/edges/{place}", Code = FindingCodes.DuplicateEdge, Message = $"'{Blocks[source].Block.Name}' is joined to '{Blocks[target].Block.Name}' already." });
        else
            Edges.Add((source, target, item.GetProperty("edge_type").GetString()!, place));
    }

    /// <summary>The block's position, or -1.</summary>
    private int ReadEnd(JsonElement item, string member, int place, GraphSnapshot catalogue, List<CandidateError> errors)
    {
        var id = item.GetProperty(member).GetGuid();
        if (_places.TryGetValue(id, out var position))
            return position;
        var pointer = $"/edges/{place}/{member}";
        errors.Add(catalogue.Find(id) is { } block
            ? new()
            {
                Pointer = pointer,
                Code = FindingCodes.UnlistedBlock,
                Message = $"'{block.Name}' is not among the pipeline's blocks.",
                Got = id.ToString(),
                Hint = $"Add {id} to blocks, or take an edge between listed ones.",
            }
            : PipelineRules.Unknown(pointer, id, catalogue, withHint: errors.Count < PipelineRules.Hints));
        return -1;
    }
}
