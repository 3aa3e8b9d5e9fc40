using Constellation.Realtime.Engine.Graph.Words;

namespace Constellation.Realtime.Engine.Graph;

/// <summary>What a goal demands of a pipeline, block by block. What a block does not say of itself is not held against it.</summary>
internal sealed class PathConditions(Goal goal, Catalogue catalogue)
{
    private readonly List<Concept> _sensors = [.. goal.Sensors.Where(sensor => !sensor.Soft)];
    private readonly List<Concept> _outputs = [.. goal.Outputs.Where(output => output.Hard)];
    private readonly List<Concept> _sinks = [.. goal.Sinks.Where(sink => !sink.Soft || goal.SinkCounts)];
    private readonly HashSet<Guid> _excluded = [.. goal.Excluded];

    /// <summary>Conditions that the model breaks whatever it is joined to.</summary>
    public IEnumerable<Miss> OfModel(BlockFacts model)
    {
        var block = model.Block;
        if (_excluded.Contains(block.BlockId))
            yield return new Miss(MissKind.Excluded, $"{block.Name} was ruled out");
        if (_outputs.Count > 0 && model.Output is { } output && !_outputs.Any(wish => wish.Outputs.Contains(output) || MayServe(wish, output)))
            yield return new Miss(MissKind.Output, $"{block.Name} gives {Wording.Output(output)}, not {_outputs[0].Label}");
        if (goal.RunnableOnly && !EdgeRules.IsDeployable(block))
            yield return new Miss(MissKind.NotRunnable, $"the runner can't deploy {block.Name}");
        if (goal.Cadence is { } cadence && IsTooSeldom(model, cadence))
            yield return new Miss(MissKind.Cadence,
                $"{block.Name} works at a {Cadences.Name(model.Cadence!.Value)} step, not {Cadences.Name(cadence)}");
        if (goal.PixelMetres is { } metres && model.Resolution is { } rank && !Resolutions.Reaches(rank, metres))
            yield return new Miss(MissKind.Resolution, $"{block.Name} works at {Wording.Pixels(rank)}");
    }

    // Images of one country hold nothing of another. A labelled set is for learning, which may serve elsewhere; that is told as a doubt.
    private bool IsElsewhere(BlockFacts dataset) => dataset is { Benchmark: false, Block.Taxonomy.SpatialScale: "National" or "Local" }
        && dataset.Regions.Count > 0
        && goal.Regions.Count > 0 && !goal.Regions.Any(place => dataset.Regions.Any(id => catalogue.Vocabulary.Overlaps(place, id)));

    private bool IsTooSeldom(BlockFacts facts, int cadence) => facts.Cadence > cadence
        && (goal.CadenceCounts || !Cadences.NearlyServes(facts.Cadence.Value, cadence));

    // A model of series over time may run into the future; the catalogue doesn't tell. It is suggested with that doubt.
    private static bool MayServe(Concept wish, string output) => wish.Outputs.Contains("Forecasting") && output is "Time Series";

    /// <summary>Conditions that the dataset breaks as a model's input.</summary>
    /// <param name="sensors">What that model reads of it: <see cref="Intake.Sensors"/>.</param>
    public IEnumerable<Miss> OfDataset(BlockFacts dataset, IReadOnlySet<string> sensors)
    {
        var block = dataset.Block;
        if (_excluded.Contains(block.BlockId))
            yield return new Miss(MissKind.Excluded, $"{block.Name} was ruled out");
        if (_sensors.Count > 0 && !_sensors.Any(sensor => sensors.Contains(sensor.Id)))
            yield return new Miss(MissKind.Sensor, $"{block.Name} is not {Wording.Or(_sensors.Select(sensor => sensor.Label))}");
        if (goal.NotSensors.FirstOrDefault(sensor => sensors.Contains(sensor.Id)) is { } unwanted)
            yield return new Miss(MissKind.Sensor, $"{block.Name} is {unwanted.Label}");
        if (goal.OpenOnly && dataset.Commercial)
            yield return new Miss(MissKind.Commercial, $"{block.Name} is commercial imagery");
        if (goal.Cadence is { } cadence && (dataset.HasNoCadence || IsTooSeldom(dataset, cadence)))
            yield return new Miss(MissKind.Cadence, dataset.HasNoCadence ? $"{block.Name} holds single dates"
                : $"{block.Name} is {Cadences.Name(dataset.Cadence!.Value)}");
        if (IsElsewhere(dataset))
            yield return new Miss(MissKind.Region,
                $"{block.Name} covers {Wording.And(dataset.Regions.Select(id => catalogue.Vocabulary.Find(ConceptKind.Region, id)!.Label))} only");
        if (goal.PixelMetres is { } metres && dataset.Resolution is { } rank && !Resolutions.Reaches(rank, metres))
            yield return new Miss(MissKind.Resolution, $"{block.Name} has {Wording.Pixels(rank)}");
        if (goal.RunnableOnly && string.IsNullOrEmpty(block.Filepath))
            yield return new Miss(MissKind.NotRunnable, $"{block.Name} has no file for the runner");
    }

    /// <summary>Conditions that the sink breaks.</summary>
    public IEnumerable<Miss> OfExport(BlockFacts? export)
    {
        if (export is null)
        {
            if (_sinks.Count > 0 || goal.RunnableOnly)
                yield return new Miss(MissKind.Sink, "no sink is joined to it");
            yield break;
        }

        var block = export.Block;
        if (_excluded.Contains(block.BlockId))
            yield return new Miss(MissKind.Excluded, $"{block.Name} was ruled out");
        if (_sinks.Count > 0 && !_sinks.Any(sink => export.Sinks.Contains(sink.Id)))
            yield return new Miss(MissKind.Sink, $"its results go to {block.Name}, not to {Wording.Or(_sinks.Select(sink => sink.Label))}");
        if (goal.NotSinks.Any(sink => export.Sinks.Contains(sink.Id)))
            yield return new Miss(MissKind.Sink, $"its results go to {block.Name}");
        if (goal.RunnableOnly && !EdgeRules.HasOperation(block))
            yield return new Miss(MissKind.NotRunnable, $"the runner has no operation for {block.Name}");
    }

    /// <summary>Namings of which the path has no block.</summary>
    public IEnumerable<Miss> OfNames(BlockFacts dataset, BlockFacts model, BlockFacts? export) => goal.Named.Count == 0 ? [] : goal.Named
        .Where(naming => !naming.Any(id => id == dataset.Block.BlockId || id == model.Block.BlockId || id == export?.Block.BlockId))
        .Select(naming => new Miss(MissKind.Named, $"it is without {Wording.Or(naming.Take(3).Select(id => catalogue.Of(id).Block.Name))}"));
}
