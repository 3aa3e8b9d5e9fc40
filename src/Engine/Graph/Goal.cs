using Constellation.Realtime.Engine.Graph.Words;

namespace Constellation.Realtime.Engine.Graph;

/// <summary>What a person wants, as far as their words say it.</summary>
internal sealed record Goal
{
    public static readonly Goal None = new();

    /// <summary>What is looked for, what matters most first.</summary>
    public IReadOnlyList<Concept> Subjects { get; init; } = [];

    /// <summary>Whether the first subject must be served; else any of them will do.</summary>
    public bool FirstCounts { get; init; }

    /// <summary>Words that the vocabulary doesn't know but some block does, what matters most first.</summary>
    public IReadOnlyList<Word> Literals { get; init; } = [];

    /// <summary>The thing asked for that neither the vocabulary nor any block knows: with one, nothing fits.</summary>
    public string? Unheard { get; init; }

    /// <summary>Words beside the subject that nothing knows: they were not taken into account.</summary>
    public IReadOnlyList<string> Ignored { get; init; } = [];

    /// <summary>Broad fields that were spoken of.</summary>
    public IReadOnlyList<Concept> Fields { get; init; } = [];

    /// <summary>Sensors of which a dataset must be; of those that are soft, may be.</summary>
    public IReadOnlyList<Concept> Sensors { get; init; } = [];

    /// <summary>Sensors that are not wanted.</summary>
    public IReadOnlyList<Concept> NotSensors { get; init; } = [];

    /// <summary>Sorts of result; the hard ones are conditions.</summary>
    public IReadOnlyList<Concept> Outputs { get; init; } = [];

    /// <summary>Where results should go; any of them will do.</summary>
    public IReadOnlyList<Concept> Sinks { get; init; } = [];

    /// <summary>Whether even a sink that is only hinted at is a condition: it was asked for alone.</summary>
    public bool SinkCounts { get; init; }

    /// <summary>Where results should not go.</summary>
    public IReadOnlyList<Concept> NotSinks { get; init; } = [];

    /// <summary>How often there must be new data at least: a rank of <see cref="Cadences"/>.</summary>
    public int? Cadence { get; init; }

    /// <summary>Whether that must be kept to the letter: it was asked for because what was suggested came too seldom.</summary>
    public bool CadenceCounts { get; init; }

    /// <summary>How fine pixels must be at least, in metres.</summary>
    public double? PixelMetres { get; init; }

    public IReadOnlyList<Concept> Regions { get; init; } = [];

    /// <summary>Blocks that were named: of each list one must be in the pipeline.</summary>
    public IReadOnlyList<IReadOnlyList<Guid>> Named { get; init; } = [];

    /// <summary>Blocks that must not be in the pipeline.</summary>
    public IReadOnlyList<Guid> Excluded { get; init; } = [];

    /// <summary>Blocks that should stay where nothing speaks against it: those of the pipeline that is being changed.</summary>
    public IReadOnlyList<Guid> Preferred { get; init; } = [];

    /// <summary>No commercial data.</summary>
    public bool OpenOnly { get; init; }

    /// <summary>Only what today's runner can execute.</summary>
    public bool RunnableOnly { get; init; }

    /// <summary>Labelled data are wanted, to train or to score.</summary>
    public bool WantsBenchmark { get; init; }

    /// <summary>Data that keep coming are wanted, not a labelled set.</summary>
    public bool WantsOperational { get; init; }

    /// <summary>Speaks of something that is no Earth observation at all.</summary>
    public bool Foreign { get; init; }

    /// <summary>The language it is in: <c>en</c>, <c>fr</c>, <c>es</c> or <c>de</c>.</summary>
    public string Language { get; init; } = "en";

    /// <summary>Stems of all telling words, for telling like blocks apart.</summary>
    public IReadOnlyList<string> Stems { get; init; } = [];

    /// <summary>Whether there is something to look for.</summary>
    public bool HasObject => Subjects.Count > 0 || Literals.Count > 0;

    /// <summary>Whether there is any condition or wish beside a subject.</summary>
    public bool HasWish => Sensors.Count > 0 || NotSensors.Count > 0 || Sinks.Count > 0 || NotSinks.Count > 0 || Cadence is not null
        || PixelMetres is not null || Named.Count > 0
        || OpenOnly || RunnableOnly || WantsBenchmark || WantsOperational || Regions.Count > 0;

    /// <summary>Whether it asks for another pipeline than the other goal of the same subject does.</summary>
    public bool IsOtherThan(Goal other) => !Sensors.SequenceEqual(other.Sensors) || !NotSensors.SequenceEqual(other.NotSensors)
        || !Sinks.SequenceEqual(other.Sinks)
        || !NotSinks.SequenceEqual(other.NotSinks) || !Outputs.SequenceEqual(other.Outputs) || Cadence != other.Cadence
        || PixelMetres != other.PixelMetres
        || !Regions.SequenceEqual(other.Regions) || !Named.SequenceEqual(other.Named) || !Excluded.SequenceEqual(other.Excluded)
        || OpenOnly != other.OpenOnly
        || RunnableOnly != other.RunnableOnly || WantsBenchmark != other.WantsBenchmark || WantsOperational != other.WantsOperational;
}
