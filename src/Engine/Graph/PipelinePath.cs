namespace Constellation.Realtime.Engine.Graph;

/// <summary>A dataset, a model that reads it and a sink that takes its results, joined by the catalogue's own edges.</summary>
internal sealed record PipelinePath
{
    public required BlockFacts Dataset { get; init; }

    public required BlockFacts Model { get; init; }

    /// <summary>Null where the catalogue joins the model to no sink.</summary>
    public required BlockFacts? Export { get; init; }

    /// <summary>How well it serves what is looked for, from 0 to 1; from <see cref="PathFinder.Enough"/> on it does.</summary>
    public required double Fit { get; init; }

    /// <summary>For ranking only: the higher the better.</summary>
    public required double Score { get; init; }

    /// <summary>Conditions of the goal that it breaks; empty where it may be suggested.</summary>
    public required IReadOnlyList<Miss> Misses { get; init; }

    /// <summary>The blocks in the order of the data's flow.</summary>
    public IEnumerable<Block> Blocks => Export is null ? [Dataset.Block, Model.Block] : [Dataset.Block, Model.Block, Export.Block];

    /// <summary>The three names with arrows.</summary>
    public override string ToString() => string.Join(" → ", Blocks.Select(block => block.Name));
}

/// <summary>A condition that a path breaks.</summary>
/// <param name="Kind">Which condition.</param>
/// <param name="Text">What is the case, as the end of a sentence that begins with "but".</param>
internal sealed record Miss(MissKind Kind, string Text);

/// <summary>Which condition is broken.</summary>
internal enum MissKind
{
    Sensor,
    Commercial,
    Cadence,
    Region,
    Resolution,
    Output,
    Sink,
    Named,
    Excluded,
    NotRunnable,
}
