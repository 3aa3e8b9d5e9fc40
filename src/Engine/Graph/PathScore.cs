using Constellation.Realtime.Engine.Graph.Words;

namespace Constellation.Realtime.Engine.Graph;

/// <summary>How well blocks serve a goal. The weights say what outweighs what: the subject everything, then sort of result, kind of data,
/// readiness.</summary>
internal sealed class PathScore(Goal goal, Catalogue catalogue)
{
    private const double OfNarrower = 0.92;
    private const double OfBroader = 0.4;
    private const double OfNear = 0.3;
    private const double Further = 0.5;
    private const double ByDatasetAlone = 0.72;
    private const double LiteralInText = 0.8;
    private const double TooSeldom = 0.9;

    private readonly (string Stem, double Weight)[] _stems = [.. goal.Stems.Select(stem => (stem, catalogue.Weight(stem)))];
    private readonly double _stemWeight = Math.Max(1e-9, goal.Stems.Sum(catalogue.Weight));
    private readonly double _literalWeight = Math.Max(1e-9, goal.Literals.Sum(word => catalogue.Weight(word.Stem)));
    private readonly Dictionary<(Concept Subject, string Id), double> _relations = [];
    private readonly Dictionary<BlockFacts, double> _fits = [];
    private readonly Dictionary<BlockFacts, double> _datasets = [];
    private readonly bool _fromSpace = goal.Stems.Any(stem => stem is "satellit" or "space" or "orbit");
    private readonly bool _wantsPhotos = goal.Sensors.Any(sensor => sensor.Id is "photo" or "aerial");

    /// <summary>How well the block serves what is looked for, from 0 to 1.</summary>
    public double Fit(BlockFacts facts)
    {
        if (_fits.TryGetValue(facts, out var known))
            return known;
        var fit = goal.Literals.Sum(word => catalogue.Weight(word.Stem) * Said(word, facts)) / _literalWeight;
        for (var i = 0; i < (goal.FirstCounts ? Math.Min(1, goal.Subjects.Count) : goal.Subjects.Count); i++)
            fit = Math.Max(fit, Fit(goal.Subjects[i], facts));
        return _fits[facts] = fit;
    }

    /// <summary>How well a model serves the goal with this dataset. A general model may be made for it by the data that it is joined to.</summary>
    public double Fit(BlockFacts model, double modelFit, BlockFacts dataset) =>
        modelFit >= PathFinder.Enough || model.Embeds || HasOwnSubject(model) ? modelFit : Math.Max(modelFit, Fit(dataset) * ByDatasetAlone);

    public double OfModel(BlockFacts model)
    {
        var score = Weighted(model) * 4 + model.Readiness * 0.4 + Overlap(model) * 1.2;
        if (goal.Outputs.Count > 0 && model.Output is not null)
            score += goal.Outputs.Any(output => output.Outputs.Contains(model.Output)) ? 0.5 : -0.2;
        if (model.Embeds)
            score -= 2;
        if (model.ZeroShot)
            score -= 0.6;
        if (model.Sensors.Contains("photo") && !_wantsPhotos)
            score -= _fromSpace ? 1 : 0.3;
        return score + Place(model) - Seldom(model) + (EdgeRules.IsDeployable(model.Block) ? 0.1 : 0);
    }

    public double OfIntake(Intake intake)
    {
        var score = OfDataset(intake.Dataset) + intake.Affinity;
        foreach (var sensor in goal.Sensors)
            score += intake.Sensors.Contains(sensor.Id) ? 0.6 : 0;
        return score;
    }

    private double OfDataset(BlockFacts dataset)
    {
        if (_datasets.TryGetValue(dataset, out var known))
            return known;
        var score = dataset.Readiness * 0.3 + Overlap(dataset) * 0.8 + Place(dataset) * 0.7;
        var serves = Fit(dataset);
        score += serves >= PathFinder.Enough ? 0.35 : dataset.Subjects.Count > 0 && goal.HasObject && dataset.Benchmark ? -0.4 : 0;
        if (dataset.Benchmark)
            score += goal.WantsBenchmark ? 0.9 : goal.WantsOperational || goal.Cadence is not null ? -1.2 : -0.7;
        else if (goal.WantsBenchmark)
            score -= 0.3;
        if (dataset.Commercial)
            score -= 0.25;
        if (dataset.Sensors.Contains("photo") && !_wantsPhotos)
            score -= _fromSpace ? 0.6 : 0.2;
        if (goal.WantsOperational && dataset.Cadence is { } cadence)
            score += 0.3 - (0.05 * cadence);
        return _datasets[dataset] = score - Seldom(dataset);
    }

    public double OfExport(BlockFacts? export)
    {
        if (export is null)
            return -0.5;
        var score = export.Readiness * 0.3 + (EdgeRules.HasOperation(export.Block) ? 0.5 : 0) + Overlap(export) * 0.8;
        return score + goal.Sinks.Count(sink => export.Sinks.Contains(sink.Id)) * 1.2;
    }

    // Subjects beside the main one count less: of two models for floods the one that knows damaged buildings too is better.
    private double Weighted(BlockFacts facts)
    {
        if (goal.Subjects.Count == 0)
            return Fit(facts);
        var main = Fit(goal.Subjects[0], facts);
        return main + goal.Subjects.Skip(1).Select(subject => Fit(subject, facts) * Further).DefaultIfEmpty(0).Max();
    }

    private double Fit(Concept subject, BlockFacts facts)
    {
        var best = 0.0;
        foreach (var (id, strength) in facts.Subjects)
        {
            if (!_relations.TryGetValue((subject, id), out var relation))
                _relations[(subject, id)] = relation = Relation(subject, id);
            best = Math.Max(best, strength * relation);
        }

        return best;
    }

    private double Relation(Concept subject, string id) =>
        id == subject.Id ? 1
        : catalogue.Vocabulary.IsWithin(id, subject.Id) ? OfNarrower
        : catalogue.Vocabulary.IsWithin(subject.Id, id) ? OfBroader
        : subject.Near.Contains(id) ? OfNear
        : 0;

    private static double Said(Word word, BlockFacts facts) => facts.NameStems.Contains(word.Stem) ? 1 : facts.Stems.Contains(word.Stem)
        ? LiteralInText : 0;

    private bool HasOwnSubject(BlockFacts model) => model.Subjects.Any(subject =>
        subject.Value >= PathFinder.Enough
            && catalogue.Vocabulary.Find(ConceptKind.Subject, subject.Key) is { Outputs.Count: 0 } and not { Id: "scene" or "object" });

    private double Overlap(BlockFacts facts)
    {
        var weight = 0.0;
        foreach (var stem in _stems)
            weight += facts.Stems.Contains(stem.Stem) ? stem.Weight : 0;
        return weight / _stemWeight;
    }

    // What comes a little more seldom than wished is second to all that comes often enough.
    private double Seldom(BlockFacts facts) => goal.Cadence is { } wished && facts.Cadence > wished ? TooSeldom : 0;

    // Made for another place than the one that is asked for: possible, but unsure.
    private double Place(BlockFacts facts)
    {
        if (facts.Regions.Count == 0 || goal.Regions.Count == 0)
            return 0;
        return goal.Regions.Any(region => facts.Regions.Any(id => catalogue.Vocabulary.Overlaps(region, id))) ? 0.5 : -0.6;
    }

    /// <summary>Whether a block that is bound to the region is of use for the place.</summary>
    public bool Overlaps(Concept place, string region) => catalogue.Vocabulary.Overlaps(place, region);
}
