namespace Constellation.Realtime.Engine.Graph;

/// <summary>Finds the pipelines that the catalogue's own edges allow, and ranks them for a goal. The same goal and catalogue give the same answer.</summary>
internal static class PathFinder
{
    /// <summary>From this fit on a block serves what is looked for.</summary>
    public const double Enough = 0.6;

    private static readonly BlockFacts?[] None = [null];

    private const int EndsPerModel = 4;
    private const double Kept = 0.9;
    private const int EnoughModels = 20;
    private const int MostModels = 120;

    /// <summary>All that fits, and the nearest of what doesn't.</summary>
    public static Findings Find(Goal goal, Catalogue catalogue, int limit)
    {
        var score = new PathScore(goal, catalogue);
        var conditions = new PathConditions(goal, catalogue);
        var paths = new List<PipelinePath>();
        var tried = 0;
        foreach (var (model, fit) in Candidates(goal, catalogue, score))
        {
            paths.AddRange(Through(model, fit, goal, catalogue, score, conditions));
            // The best models come first: where many fit, those far behind can't win.
            if (++tried >= EnoughModels && paths.Count(path => path.Misses.Count == 0) >= Math.Max(limit, EnoughModels))
                break;
        }

        var ranked = paths
            .OrderBy(path => path.Misses.Count)
            .ThenByDescending(path => path.Score)
            .ThenBy(path => path.ToString(), StringComparer.Ordinal)
            .ToList();
        return new Findings
        {
            Paths = [.. ranked.Where(path => path.Misses.Count == 0).Take(limit)],
            Nearest = [.. ranked.Where(path => path.Misses.Count > 0).DistinctBy(path => path.Model).Take(3)],
            Unjoined = [.. Unjoined(goal, catalogue, score).Take(3)],
        };
    }

    // Only blocks that have to do with what is looked for, or with what was named, are weighed: a catalogue may have thousands.
    private static List<(BlockFacts Model, double Fit)> Candidates(Goal goal, Catalogue catalogue, PathScore score)
    {
        var models = new HashSet<BlockFacts>(ReferenceEqualityComparer.Instance);
        if (goal.HasObject)
        {
            foreach (var facts in Serving(goal, catalogue, score))
            {
                if (facts.Block.BlockType is BlockType.Model)
                    models.Add(facts);
                else if (facts.Block.BlockType is BlockType.Dataset)
                    models.UnionWith(catalogue.Graph.Down(facts.Block.BlockId).Select(edge => catalogue.Of(edge.TargetBlockId)).Where(model => model.Block.BlockType is BlockType.Model));
            }
        }
        else if (goal.Named.Count > 0)
        {
            var named = goal.Named.SelectMany(ids => ids).ToHashSet();
            models.UnionWith(catalogue.Models.Where(model => IsNear(model, named, catalogue)));
        }

        return [.. models
            .Select(model => (Model: model, Fit: goal.HasObject ? score.Fit(model) : 1))
            .OrderByDescending(candidate => score.OfModel(candidate.Model))
            .ThenBy(candidate => candidate.Model.Block.Name, StringComparer.Ordinal)
            .Take(MostModels)];
    }

    private static IEnumerable<BlockFacts> Serving(Goal goal, Catalogue catalogue, PathScore score)
    {
        IEnumerable<BlockFacts> related = goal.Literals.Count > 0 ? catalogue.Facts : goal.Subjects.SelectMany(subject => score.Within(subject)).SelectMany(catalogue.About).Distinct(ReferenceEqualityComparer.Instance).Cast<BlockFacts>();
        return related.Where(facts => score.Fit(facts) >= Enough);
    }

    private static bool IsNear(BlockFacts model, HashSet<Guid> named, Catalogue catalogue) => named.Contains(model.Block.BlockId)
        || catalogue.Graph.Up(model.Block.BlockId).Any(edge => named.Contains(edge.SourceBlockId))
        || catalogue.Graph.Down(model.Block.BlockId).Any(edge => named.Contains(edge.TargetBlockId));

    private static IEnumerable<PipelinePath> Through(BlockFacts model, double modelFit, Goal goal, Catalogue catalogue, PathScore score, PathConditions conditions)
    {
        var ofModel = conditions.OfModel(model).ToList();
        var modelScore = score.OfModel(model);
        var named = goal.Named.SelectMany(ids => ids).ToHashSet();
        var datasets = Upstream(model, catalogue)
            .Where(dataset => EdgeRules.Faults(dataset.Block, model.Block).Count == 0)
            .Select(dataset => (Facts: dataset, Fit: score.Fit(model, modelFit, dataset)))
            .Where(dataset => !goal.HasObject || dataset.Fit >= Enough)
            .Select(dataset => (dataset.Facts, dataset.Fit, Sensors: conditions.Effective(dataset.Facts, model)))
            .Select(dataset => (dataset.Facts, dataset.Fit, Misses: conditions.OfDataset(dataset.Facts, dataset.Sensors).ToList(), Score: score.OfDataset(dataset.Facts, model, dataset.Sensors)))
            .OrderByDescending(dataset => named.Contains(dataset.Facts.Block.BlockId))
            .ThenBy(dataset => dataset.Misses.Count)
            .ThenByDescending(dataset => dataset.Score + (goal.Preferred.Contains(dataset.Facts.Block.BlockId) ? Kept : 0))
            .ThenBy(dataset => dataset.Facts.Block.Name, StringComparer.Ordinal)
            .Take(EndsPerModel)
            .ToList();
        var exports = Downstream(model, catalogue)
            .Select(export => (Facts: export, Misses: conditions.OfExport(export).ToList(), Score: score.OfExport(export)))
            .OrderByDescending(export => export.Facts is not null && named.Contains(export.Facts.Block.BlockId))
            .ThenBy(export => export.Misses.Count)
            .ThenByDescending(export => export.Score + (export.Facts is not null && goal.Preferred.Contains(export.Facts.Block.BlockId) ? Kept : 0))
            .ThenBy(export => export.Facts?.Block.Name, StringComparer.Ordinal)
            .Take(EndsPerModel)
            .ToList();
        return
            from dataset in datasets
            from export in exports
            select new PipelinePath
            {
                Dataset = dataset.Facts,
                Model = model,
                Export = export.Facts,
                Fit = dataset.Fit,
                Score = modelScore + dataset.Score + export.Score + (dataset.Fit - modelFit) * 4 + Runs(dataset.Facts, model, export.Facts)
                    + (Kept * goal.Preferred.Count(id => id == dataset.Facts.Block.BlockId || id == model.Block.BlockId || id == export.Facts?.Block.BlockId)),
                Misses = [.. ofModel, .. dataset.Misses, .. export.Misses, .. conditions.OfNames(dataset.Facts, model, export.Facts)],
            };
    }

    private static double Runs(BlockFacts dataset, BlockFacts model, BlockFacts? export) =>
        EdgeRules.WhyNotRunnable(dataset.Block, model.Block, export?.Block).Count == 0 ? 0.2 : 0;

    private static IEnumerable<BlockFacts> Upstream(BlockFacts model, Catalogue catalogue) => catalogue.Graph.Up(model.Block.BlockId)
        .Select(edge => edge.SourceBlockId)
        .Distinct()
        .Select(catalogue.Of)
        .Where(facts => facts.Block.BlockType is BlockType.Dataset);

    // A graph that joins a model to no sink at all still gives a pipeline of two.
    private static IEnumerable<BlockFacts?> Downstream(BlockFacts model, Catalogue catalogue)
    {
        var all = catalogue.Graph.Down(model.Block.BlockId)
            .Select(edge => edge.TargetBlockId)
            .Distinct()
            .Select(catalogue.Of)
            .Where(facts => facts.Block.BlockType is BlockType.Exports)
            .ToList();
        return all.Count == 0 ? None : all.Where<BlockFacts?>(export => EdgeRules.Faults(model.Block, export!.Block).Count == 0);
    }

    // Datasets and models that serve the subject but from which no pipeline can be made.
    private static IEnumerable<BlockFacts> Unjoined(Goal goal, Catalogue catalogue, PathScore score) => !goal.HasObject ? [] : Serving(goal, catalogue, score)
        .Where(facts => facts.Block.BlockType switch
        {
            BlockType.Dataset => !catalogue.Graph.Down(facts.Block.BlockId).Any(),
            BlockType.Model => !catalogue.Graph.Up(facts.Block.BlockId).Any(),
            _ => false,
        })
        .OrderByDescending(score.Fit)
        .ThenBy(facts => facts.Block.Name, StringComparer.Ordinal);
}

/// <summary>What was found for a goal.</summary>
internal sealed record Findings
{
    /// <summary>Pipelines that fit, best first.</summary>
    public required IReadOnlyList<PipelinePath> Paths { get; init; }

    /// <summary>Pipelines that serve the subject but break a condition, fewest breaches first; one per model.</summary>
    public required IReadOnlyList<PipelinePath> Nearest { get; init; }

    /// <summary>Blocks that serve the subject but are joined to nothing that would make a pipeline of them.</summary>
    public required IReadOnlyList<BlockFacts> Unjoined { get; init; }
}
