using Constellation.Realtime.Contracts;
using Constellation.Realtime.Engine.Graph;

namespace Constellation.Realtime.Engine.Suggestions.Rules;

/// <summary>R10: what the pipeline runner of December 2024 can execute: one dataset that has a file, one deployable image classifier, the one sink that it knows.</summary>
internal static class RunnerToday
{
    internal static bool IsDeployable(Block block) => block.BlockType == BlockType.Model && EdgeRules.IsDeployable(block);

    internal static bool IsSink(Block block) => block.BlockType == BlockType.Exports && EdgeRules.HasOperation(block);

    internal static bool HasFile(Block block) => block.BlockType == BlockType.Dataset && !string.IsNullOrEmpty(block.Filepath);

    /// <summary>Whether it could be run; if not, the warnings say why, with the block that would help where there is one.</summary>
    internal static bool Judge(DrawnPipeline drawn, GraphSnapshot catalogue, List<Finding> warnings)
    {
        var before = warnings.Count;
        var datasets = Of(drawn, BlockType.Dataset);
        var models = Of(drawn, BlockType.Model);
        var sinks = Of(drawn, BlockType.Exports);
        if (datasets.Count > 1 || models.Count > 1 || sinks.Count > 1)
            warnings.Add(Warning("/blocks", FindingCodes.NotAChain, "The runner takes a chain of one dataset, one model and one export."));
        else if (datasets.Count == 1 && models.Count == 1 && sinks.Count == 1 && !IsChain(drawn))
            warnings.Add(Warning("/edges", FindingCodes.NotAChain, "The runner takes a chain: the dataset into the model, and the model into the export."));
        foreach (var (dataset, place) in datasets.Where(entry => !HasFile(entry.Block)))
            warnings.Add(Warning($"/blocks/{place}", FindingCodes.NoFilepath, $"'{dataset.Name}' has no file that the runner could fetch.{With(models, model => Feeding(model, catalogue))}"));
        foreach (var (model, place) in models.Where(entry => !IsDeployable(entry.Block)))
            warnings.Add(Warning($"/blocks/{place}", FindingCodes.NotDeployable, $"'{model.Name}' is no image classifier that the runner can deploy.{With(datasets, dataset => Fed(dataset, catalogue))}"));
        if (sinks.Count == 0 || sinks.Exists(entry => !IsSink(entry.Block)))
        {
            var sink = catalogue.Blocks.FirstOrDefault(IsSink);
            var pointer = sinks.Find(entry => !IsSink(entry.Block)) is { Block: not null } other ? $"/blocks/{other.Place}" : "/blocks";
            warnings.Add(Warning(pointer, FindingCodes.NoExport, $"The runner can export to S3 only.{(sink is null ? "" : Instead(sink))}"));
        }
        return warnings.Count == before;
    }

    private static bool IsChain(DrawnPipeline drawn) =>
        drawn.Edges.Select(edge => (drawn.Blocks[edge.Source].Block.BlockType, drawn.Blocks[edge.Target].Block.BlockType)).ToHashSet()
            .SetEquals([(BlockType.Dataset, BlockType.Model), (BlockType.Model, BlockType.Exports)]);

    private static List<(Block Block, int Place)> Of(DrawnPipeline drawn, BlockType type) => drawn.Blocks.FindAll(entry => entry.Block.BlockType == type);

    private static string With(List<(Block Block, int Place)> others, Func<Block, Block?> find) =>
        others is [var (other, _)] && find(other) is { } instead ? Instead(instead) : "";

    private static Block? Feeding(Block model, GraphSnapshot catalogue) =>
        catalogue.Up(model.BlockId).Select(edge => catalogue.Find(edge.SourceBlockId)!).FirstOrDefault(HasFile);

    private static Block? Fed(Block dataset, GraphSnapshot catalogue) =>
        catalogue.Down(dataset.BlockId).Select(edge => catalogue.Find(edge.TargetBlockId)!).FirstOrDefault(IsDeployable);

    private static string Instead(Block block) => $" '{block.Name}' ({block.BlockId}) would do.";

    private static Finding Warning(string pointer, string code, string message) => PairRules.Warning(pointer, code, message);
}
