namespace Constellation.Realtime.Engine.Graph;

/// <summary>Finds the pipelines that the catalogue's own edges allow, and ranks them for a goal. The same goal and catalogue give the same
/// answer.</summary>
internal static class PathFinder
{
    /// <summary>From this fit on a block serves what is looked for.</summary>
    public const double Enough = 0.6;

    private const int EndsPerModel = 4;
    private const double Kept = 0.9;
    private const int EnoughModels = 20;
    private const int MostModels = 120;

    /// <summary>All that fits, and the nearest of what doesn't.</summary>
    /// <exception cref="OperationCanceledException">The caller wants it no more.</exception>
    public static Findings Find(Goal goal, Catalogue catalogue, int limit, CancellationToken cancellationToken = default)
    {
        var score = new PathScore(goal, catalogue);
        var conditions = new PathConditions(goal, catalogue);
        var ends = goal.Named.SelectMany(ids => ids).ToHashSet();
        var paths = new List<PipelinePath>();
        var (tried, fitting) = (0, 0);
        foreach (var candidate in Candidates(goal, catalogue, score))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var before = paths.Count;
            Through(candidate, goal, ends, catalogue, score, conditions, paths);
            for (var i = before; i < paths.Count; i++)
                fitting += paths[i].Misses.Count == 0 ? 1 : 0;
            // The best models come first: where many fit, those far behind can't win.
            if (++tried >= EnoughModels && fitting >= Math.Max(limit, EnoughModels))
                break;
        }

        List<PipelinePath> ranked = [.. paths.Order(PathOrder.BestFirst)];
        return new Findings
        {
            Paths = [.. ranked.Where(path => path.Misses.Count == 0).Take(limit)],
            Nearest = [.. ranked.Where(path => path.Misses.Count > 0).DistinctBy(path => path.Model).Take(3)],
            Unjoined = fitting > 0 && goal.Unheard is null && !goal.Foreign ? [] : [.. Unjoined(goal, catalogue, score).Take(3)],
        };
    }

    /// <summary>Whether any pipeline fits.</summary>
    public static bool FitsAny(Goal goal, Catalogue catalogue)
    {
        var score = new PathScore(goal, catalogue);
        var conditions = new PathConditions(goal, catalogue);
        return Models(goal, catalogue, score).Distinct().Any(model =>
            !conditions.OfModel(model).Any() && catalogue.Intakes.OutOf(model).Any(export => !conditions.OfExport(export).Any()
                && catalogue.Intakes.Into(model).Any(intake => Serves(intake, model) && !conditions.OfDataset(intake.Dataset, intake.Sensors).Any()
                    && !conditions.OfNames(intake.Dataset, model, export).Any())));

        bool Serves(Intake intake, BlockFacts model) => !goal.HasObject || score.Fit(model, score.Fit(model), intake.Dataset) >= Enough;
    }

    // Only blocks that have to do with what is looked for, or with what was named, are weighed: a catalogue may have thousands.
    private static IEnumerable<Candidate> Candidates(Goal goal, Catalogue catalogue, PathScore score) => Models(goal, catalogue, score)
        .Distinct()
        .Select(model => Weigh(model, goal, score))
        .OrderByDescending(candidate => candidate.Score)
        .ThenBy(candidate => candidate.Model.Block.Name, StringComparer.Ordinal)
        .Take(MostModels);

    private static Candidate Weigh(BlockFacts model, Goal goal, PathScore score) =>
        new(model, goal.HasObject ? score.Fit(model) : 1, score.OfModel(model));

    private static IEnumerable<BlockFacts> Models(Goal goal, Catalogue catalogue, PathScore score) =>
        (goal.HasObject ? Serving(goal, catalogue, score).SelectMany(facts => Read(facts, catalogue))
            : goal.Named.SelectMany(ids => ids).SelectMany(id => Around(id, catalogue)))
        .Where(facts => facts.Block.BlockType is BlockType.Model);

    // A dataset serves by the models that read it.
    private static IEnumerable<BlockFacts> Read(BlockFacts facts, Catalogue catalogue) => facts.Block.BlockType switch
    {
        BlockType.Model => [facts],
        BlockType.Dataset => catalogue.Graph.Down(facts.Block.BlockId).Select(edge => catalogue.Of(edge.TargetBlockId)),
        _ => [],
    };

    private static IEnumerable<BlockFacts> Around(Guid id, Catalogue catalogue) => catalogue.Graph.Down(id).Select(edge => edge.TargetBlockId)
        .Concat(catalogue.Graph.Up(id).Select(edge => edge.SourceBlockId))
        .Append(id)
        .Select(catalogue.Of);

    private static IEnumerable<BlockFacts> Serving(Goal goal, Catalogue catalogue, PathScore score)
    {
        var related = goal.Literals.Count > 0 ? catalogue.Facts
            : goal.Subjects.SelectMany(subject => catalogue.Vocabulary.Within(subject.Id)).SelectMany(catalogue.About).Distinct();
        return related.Where(facts => score.Fit(facts) >= Enough);
    }

    private static void Through(
        Candidate candidate, Goal goal, HashSet<Guid> named, Catalogue catalogue, PathScore score, PathConditions conditions,
            List<PipelinePath> paths)
    {
        var model = candidate.Model;
        List<Miss> ofModel = [.. conditions.OfModel(model)];
        var datasets = catalogue.Intakes.Into(model)
            .Select(intake => (intake, Fit: score.Fit(model, candidate.Fit, intake.Dataset)))
            .Where(pair => !goal.HasObject || pair.Fit >= Enough)
            .Select(pair => new End(pair.intake.Dataset, score.OfIntake(pair.intake),
                [.. conditions.OfDataset(pair.intake.Dataset, pair.intake.Sensors)], pair.Fit));
        var exports = catalogue.Intakes.OutOf(model)
            .Select(export => new End(export, score.OfExport(export), [.. conditions.OfExport(export)], 0));
        var sinks = Best(exports, goal, named);
        foreach (var dataset in Best(datasets, goal, named))
        {
            foreach (var export in sinks)
            {
                var misses = new List<Miss>([.. ofModel, .. dataset.Misses, .. export.Misses,
                    .. conditions.OfNames(dataset.Facts!, model, export.Facts)]);
                paths.Add(new PipelinePath
                {
                    Dataset = dataset.Facts!,
                    Model = model,
                    Export = export.Facts,
                    Fit = dataset.Fit,
                    Score = candidate.Score + dataset.Score + export.Score + ((dataset.Fit - candidate.Fit) * 4)
                        + (EdgeRules.IsRunnable(dataset.Facts!.Block, model.Block, export.Facts?.Block) ? 0.2 : 0)
                        + (Kept * ((IsPreferred(dataset, goal) ? 1 : 0) + (IsPreferred(export, goal) ? 1 : 0)
                        + goal.Preferred.Count(id => id == model.Block.BlockId))),
                    Misses = misses,
                });
            }
        }
    }

    private static List<End> Best(IEnumerable<End> ends, Goal goal, HashSet<Guid> named) =>
    [
        .. ends
            .OrderByDescending(end => end.Facts is not null && named.Contains(end.Facts.Block.BlockId))
            .ThenBy(end => end.Misses.Count)
            .ThenByDescending(end => end.Score + (IsPreferred(end, goal) ? Kept : 0))
            .ThenBy(end => end.Facts?.Block.Name, StringComparer.Ordinal)
            .Take(EndsPerModel),
    ];

    private static bool IsPreferred(End end, Goal goal) => end.Facts is not null && goal.Preferred.Contains(end.Facts.Block.BlockId);

    // Datasets and models that serve the subject but from which no pipeline can be made.
    private static IEnumerable<BlockFacts> Unjoined(Goal goal, Catalogue catalogue, PathScore score) => !goal.HasObject ? []
        : Serving(goal, catalogue, score)
        .Where(facts => facts.Block.BlockType switch
        {
            BlockType.Dataset => !catalogue.Graph.Down(facts.Block.BlockId).Any(),
            BlockType.Model => !catalogue.Graph.Up(facts.Block.BlockId).Any(),
            _ => false,
        })
        .OrderByDescending(score.Fit)
        .ThenBy(facts => facts.Block.Name, StringComparer.Ordinal);

    private readonly record struct Candidate(BlockFacts Model, double Fit, double Score);

    // One end of a path: a dataset, or a sink, which may be none.
    private sealed record End(BlockFacts? Facts, double Score, List<Miss> Misses, double Fit);
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
