using System.Text.Json;
using Constellation.Realtime.Contracts;
using Constellation.Realtime.Engine.Graph;

namespace Constellation.Realtime.Engine.Suggestions.Rules;

/// <summary>Whether one edge may be (R3, R5 to R7). The catalogue's own edges may always: people chose them.</summary>
internal static class PairRules
{
    private static readonly string[] LegalPairs = ["dataset → model", "model → exports"];

    /// <summary>Judges a candidate for a new edge of the catalogue.</summary>
    internal static Judgement Judge(JsonElement payload, GraphSnapshot catalogue)
    {
        List<CandidateError> errors = [];
        List<Finding> warnings = [];
        var source = Find(payload, "source_block_id", catalogue, errors);
        var target = Find(payload, "target_block_id", catalogue, errors);
        if (source is null || target is null)
            return new() { Errors = errors };
        if (source == target)
            return new() { Errors = [SelfLoop("", source)] };
        errors.AddRange(Judge(source, target, "", catalogue, withHint: true));
        if (catalogue.HasEdge(source.BlockId, target.BlockId))
            warnings.Add(Warning("", FindingCodes.EdgeExists, $"The catalogue joins '{source.Name}' to '{target.Name}' already."));
        else if (EdgeRules.IsUntyped(source, target))
            warnings.Add(Untyped("", source, target));
        return new()
        {
            Errors = errors,
            Warnings = warnings,
            Graph = new()
            {
                Blocks = [DrawnPipeline.Draw(source), DrawnPipeline.Draw(target)],
                Edges = [DrawnPipeline.Draw(source, target, payload.GetProperty("edge_type").GetString()!, catalogue)],
            },
            Title = $"{source.Name} → {target.Name}",
            Summary = $"Joins {source.Name} to {target.Name}.",
        };
    }

    /// <summary>What speaks against the edge.</summary>
    /// <param name="withHint">Whether to look for a block that would fit instead.</param>
    internal static IEnumerable<CandidateError> Judge(Block source, Block target, string pointer, GraphSnapshot catalogue, bool withHint)
    {
        if (catalogue.HasEdge(source.BlockId, target.BlockId))
            yield break;
        string? hint = null;
        foreach (var (code, message) in TypeRules.Misfits(source, target))
        {
            var kinds = code == FindingCodes.IllegalPair;
            hint ??= withHint && !kinds ? Hint(source, target, catalogue) : null;
            yield return new() { Pointer = pointer, Code = code, Message = message, Hint = hint, Allowed = kinds ? LegalPairs : [] };
        }
    }

    internal static CandidateError SelfLoop(string pointer, Block block) =>
        new() { Pointer = pointer, Code = FindingCodes.SelfLoop, Message = $"'{block.Name}' can't feed itself." };

    internal static Finding Untyped(string pointer, Block source, Block target) =>
        Warning(pointer, FindingCodes.Untyped, $"Whether '{source.Name}' fits '{target.Name}' can't be told: the catalogue does not say what they give and take.");

    internal static Finding Warning(string pointer, string code, string message) => new() { Pointer = pointer, Code = code, Message = message };

    private static Block? Find(JsonElement payload, string member, GraphSnapshot catalogue, List<CandidateError> errors)
    {
        var id = payload.GetProperty(member).GetGuid();
        var block = catalogue.Find(id);
        if (block is null)
            errors.Add(PipelineRules.Unknown($"/{member}", id, catalogue, withHint: true));
        return block;
    }

    // A block that people have joined already is a better proposal than one that only fits by type.
    private static string? Hint(Block source, Block target, GraphSnapshot catalogue)
    {
        var instead = catalogue.Down(source.BlockId).Select(edge => catalogue.Find(edge.TargetBlockId)!).FirstOrDefault(block => block.BlockType == target.BlockType);
        if (instead is not null)
            return $"'{source.Name}' feeds '{instead.Name}' ({instead.BlockId}).";
        instead = catalogue.Up(target.BlockId).Select(edge => catalogue.Find(edge.SourceBlockId)!).FirstOrDefault(block => block.BlockType == source.BlockType);
        return instead is null ? null : $"'{target.Name}' is fed by '{instead.Name}' ({instead.BlockId}).";
    }
}
