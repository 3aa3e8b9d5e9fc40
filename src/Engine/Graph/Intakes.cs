using System.Collections.Frozen;
using Constellation.Realtime.Engine.Graph.Words;

namespace Constellation.Realtime.Engine.Graph;

/// <summary>What can flow into and out of each model along the catalogue's edges, so far as they keep the rules. Made once per snapshot.</summary>
internal sealed class Intakes
{
    private static readonly BlockFacts?[] NoSink = [null];

    private readonly FrozenDictionary<Guid, Intake[]> _into;
    private readonly FrozenDictionary<Guid, BlockFacts?[]> _outOf;

    public Intakes(Catalogue catalogue)
    {
        var sets = new Dictionary<string, FrozenSet<string>>(StringComparer.Ordinal);
        _into = catalogue.Models.ToFrozenDictionary(model => model.Block.BlockId, model => Into(model, catalogue, sets).ToArray());
        _outOf = catalogue.Models.ToFrozenDictionary(model => model.Block.BlockId, model => OutOf(model, catalogue));
    }

    /// <summary>The datasets that the model can read, in the snapshot's order.</summary>
    public IReadOnlyList<Intake> Into(BlockFacts model) => _into[model.Block.BlockId];

    /// <summary>The sinks that take the model's results; one null where the catalogue joins it to no sink at all, which still gives a pipeline of
    /// two.</summary>
    public IReadOnlyList<BlockFacts?> OutOf(BlockFacts model) => _outOf[model.Block.BlockId];

    private static IEnumerable<Intake> Into(BlockFacts model, Catalogue catalogue, Dictionary<string, FrozenSet<string>> sets) =>
        catalogue.Graph.Up(model.Block.BlockId)
        .Select(edge => catalogue.Of(edge.SourceBlockId))
        .Where(dataset => dataset.Block.BlockType is BlockType.Dataset && EdgeRules.Faults(dataset.Block, model.Block).Count == 0)
        .Select(dataset => new Intake(dataset, One(sets, Read(dataset, model, catalogue.Vocabulary)), Affinity(dataset, model)));

    private static BlockFacts?[] OutOf(BlockFacts model, Catalogue catalogue)
    {
        var all = catalogue.Graph.Down(model.Block.BlockId)
            .Select(edge => catalogue.Of(edge.TargetBlockId))
            .Where(facts => facts.Block.BlockType is BlockType.Exports)
            .ToList();
        return all.Count == 0 ? NoSink : [.. all.Where(export => EdgeRules.Faults(model.Block, export.Block).Count == 0)];
    }

    // A catalogue of thousands has few different sets: each is kept once.
    private static FrozenSet<string> One(Dictionary<string, FrozenSet<string>> sets, IEnumerable<string> ids)
    {
        string[] list = [.. ids];
        var key = string.Join(' ', list.Order(StringComparer.Ordinal));
        if (!sets.TryGetValue(key, out var set))
            sets[key] = set = list.ToFrozenSet(StringComparer.Ordinal);
        return set;
    }

    // Of a dataset with radar and optics a radar model reads the radar.
    private static IEnumerable<string> Read(BlockFacts dataset, BlockFacts model, Vocabulary vocabulary)
    {
        var taxonomy = model.Block.Taxonomy;
        var knowsTypes = taxonomy.InputDataTypes.Count > 0;
        // A dataset whose source the taxonomy can't express is known by its words only, of which the model says nothing.
        var knowsSources = taxonomy.Sources().Any() && dataset.Block.Taxonomy.Sources().Any();
        return dataset.Sensors.Where(id => model.Sensors.Contains(id) || vocabulary.Find(ConceptKind.Sensor, id) switch
        {
            { Satellites.Count: > 0 } => !knowsSources,
            { Types.Count: > 0 } => !knowsTypes,
            _ => true,
        });
    }

    private static double Affinity(BlockFacts dataset, BlockFacts model)
    {
        var (left, right) = (dataset.Block.Taxonomy, model.Block.Taxonomy);
        var wanted = right.InputDataTypes;
        var score = wanted.Count == 0 ? 0 : 0.3 * wanted.Intersect(left.InputDataTypes).Count() / wanted.Count;
        if (model.Resolution is { } rank && rank == dataset.Resolution)
            score += 0.1;
        return Satellites.Share(left, right) ? score + 0.15 : score;
    }
}

/// <summary>A dataset as a model's input.</summary>
/// <param name="Dataset">The dataset.</param>
/// <param name="Sensors">Ids of the sensors whose data the model in fact reads of it.</param>
/// <param name="Affinity">For ranking: how closely the two agree, whatever the goal.</param>
internal sealed record Intake(BlockFacts Dataset, IReadOnlySet<string> Sensors, double Affinity);
