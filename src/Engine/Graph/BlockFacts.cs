using System.Collections.Frozen;

namespace Constellation.Realtime.Engine.Graph;

/// <summary>What a block is good for, read once from its taxonomy, and from its text where the taxonomy is silent. A class: one for each block, equal
/// to itself only.</summary>
internal sealed class BlockFacts
{
    public required Block Block { get; init; }

    /// <summary>What it serves, by subject's id; 1 where its name or keywords say so, less where only its description does.</summary>
    public required FrozenDictionary<string, double> Subjects { get; init; }

    /// <summary>Ids of the sensors that it is of or was made for.</summary>
    public required FrozenSet<string> Sensors { get; init; }

    /// <summary>Ids of the sinks that it is; of exports only.</summary>
    public required FrozenSet<string> Sinks { get; init; }

    /// <summary>Ids of the regions to which it is bound; empty where it is for anywhere.</summary>
    public required FrozenSet<string> Regions { get; init; }

    /// <summary>Stems of its name and keywords.</summary>
    public required FrozenSet<string> NameStems { get; init; }

    /// <summary>Stems of all its text.</summary>
    public required FrozenSet<string> Stems { get; init; }

    /// <summary>The taxonomy's output type; null where unknown.</summary>
    public string? Output { get; init; }

    /// <summary>Rank of its pixel size, see <see cref="Resolutions"/>; null where it varies or is unknown.</summary>
    public int? Resolution { get; init; }

    /// <summary>Rank of its cadence, see <see cref="Cadences"/>; null where it has none or it is unknown.</summary>
    public int? Cadence { get; init; }

    /// <summary>How often it comes, in its description's own words ("every five days"); null where that says nothing of it.</summary>
    public string? Revisit { get; init; }

    /// <summary>Whether the source says that it has no cadence, as a labelled set of single dates.</summary>
    public bool HasNoCadence { get; init; }

    /// <summary>Gives embeddings, not answers.</summary>
    public bool Embeds { get; init; }

    /// <summary>Takes any class, without having learned one.</summary>
    public bool ZeroShot { get; init; }

    /// <summary>Labelled data to train or score with, not data that keep coming.</summary>
    public bool Benchmark { get; init; }

    /// <summary>Costs money.</summary>
    public bool Commercial { get; init; }

    /// <summary>Whether it has no taxonomy worth the name, so that all this is guessed from words.</summary>
    public bool Guessed { get; init; }

    /// <summary>From 0 (theoretical) to 1 (operational); 0.4 where unknown.</summary>
    public double Readiness { get; init; }
}
