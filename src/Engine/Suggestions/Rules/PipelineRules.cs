using System.Text.Json;
using Constellation.Realtime.Contracts;
using Constellation.Realtime.Engine.Graph;

namespace Constellation.Realtime.Engine.Suggestions.Rules;

/// <summary>When a pipeline is valid: rules R1 to R9 of Constellation's domain. Core's own check has a defect (it wants every block reachable from the first
/// edge's source); the intended rule is taken here, and where Core will refuse, a warning says so.</summary>
internal static class PipelineRules
{
    /// <summary>Looking for a block that would fit costs; beyond so many errors nobody reads it.</summary>
    internal const int Hints = 5;

    /// <param name="payload">Must have passed the schema of the target <c>pipeline</c>.</param>
    internal static Judgement Judge(JsonElement payload, GraphSnapshot catalogue)
    {
        List<CandidateError> errors = [];
        List<Finding> warnings = [];
        var name = payload.GetProperty("name").GetString()!;
        if (NameRules.Fault(name, "/name") is { } fault)
            errors.Add(fault);
        var drawn = new DrawnPipeline(payload, catalogue, errors);
        JudgeKinds(drawn, errors);
        JudgeEdges(drawn, catalogue, errors, warnings);
        PipelineShape.Judge(drawn, errors);
        if (errors.Count > 0)
            return new() { Errors = errors };
        var order = PipelineShape.Order(drawn);
        CoreToday.Judge(drawn, order, warnings);
        var runnable = RunnerToday.Judge(drawn, catalogue, warnings);
        return new() { Warnings = warnings, Runnable = runnable, Graph = Draw(drawn, order, catalogue), Title = name, Summary = Summarise(payload, drawn, order) };
    }

    internal static CandidateError Unknown(string pointer, Guid id, GraphSnapshot catalogue, bool withHint) => new()
    {
        Pointer = pointer,
        Code = FindingCodes.UnknownBlock,
        Message = "There is no block with this id in the catalogue.",
        Expected = "the block_id of a block that exists",
        Got = id.ToString(),
        Hint = withHint && NearestBlock.Hint(id.ToString(), catalogue, BlockHandles.None) is { Length: > 0 } hint ? hint.TrimStart() : "Take ids from search_blocks or get_block.",
    };

    private static void JudgeKinds(DrawnPipeline drawn, List<CandidateError> errors)
    {
        if (!drawn.Blocks.Exists(entry => entry.Block.BlockType == BlockType.Dataset))
            errors.Add(new() { Pointer = "/blocks", Code = FindingCodes.NoDataset, Message = "A pipeline needs a dataset." });
        if (!drawn.Blocks.Exists(entry => entry.Block.BlockType == BlockType.Model))
            errors.Add(new() { Pointer = "/blocks", Code = FindingCodes.NoModel, Message = "A pipeline needs a model." });
    }

    private static void JudgeEdges(DrawnPipeline drawn, GraphSnapshot catalogue, List<CandidateError> errors, List<Finding> warnings)
    {
        var hints = Hints;
        foreach (var edge in drawn.Edges)
        {
            var (source, target) = (drawn.Blocks[edge.Source].Block, drawn.Blocks[edge.Target].Block);
            var before = errors.Count;
            errors.AddRange(PairRules.Judge(source, target, $"/edges/{edge.Place}", catalogue, withHint: hints > 0));
            hints -= errors.Count - before;
            if (errors.Count == before && !catalogue.HasEdge(source.BlockId, target.BlockId) && EdgeRules.IsUntyped(source, target))
                warnings.Add(PairRules.Untyped($"/edges/{edge.Place}", source, target));
        }
    }

    private static Contracts.Graph Draw(DrawnPipeline drawn, int[] order, GraphSnapshot catalogue)
    {
        var ranks = new int[order.Length];
        for (var rank = 0; rank < order.Length; rank++)
            ranks[order[rank]] = rank;
        return new()
        {
            Blocks = [.. order.Select(position => DrawnPipeline.Draw(drawn.Blocks[position].Block))],
            Edges =
            [
                .. drawn.Edges.OrderBy(edge => ranks[edge.Source]).ThenBy(edge => ranks[edge.Target])
                    .Select(edge => DrawnPipeline.Draw(drawn.Blocks[edge.Source].Block, drawn.Blocks[edge.Target].Block, edge.Type, catalogue)),
            ],
        };
    }

    private static string Summarise(JsonElement payload, DrawnPipeline drawn, int[] order)
    {
        if (payload.TryGetProperty("description", out var description) && description.GetString() is { Length: > 0 } said)
            return said;
        const int shown = 5;
        var names = order.Take(shown).Select(position => drawn.Blocks[position].Block.Name);
        return string.Join(" → ", names) + (order.Length > shown ? $" and {order.Length - shown} more" : "");
    }
}
