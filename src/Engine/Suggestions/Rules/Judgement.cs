using Constellation.Realtime.Contracts;

namespace Constellation.Realtime.Engine.Suggestions.Rules;

/// <summary>What the rules beyond the schema say of a payload.</summary>
internal sealed record Judgement
{
    /// <summary>All that is wrong; empty: valid.</summary>
    public IReadOnlyList<CandidateError> Errors { get; init; } = [];

    /// <summary>What is worth knowing though it is valid.</summary>
    public IReadOnlyList<Finding> Warnings { get; init; } = [];

    /// <summary>Whether today's runner could execute it; where false, <see cref="Warnings"/> say why.</summary>
    public bool Runnable { get; init; } = true;

    /// <summary>In the order of the data's flow, names resolved; null where there is nothing to draw.</summary>
    public Contracts.Graph? Graph { get; init; }

    /// <summary>A name for people; null: the target's own.</summary>
    public string? Title { get; init; }

    /// <summary>What it does, in a sentence.</summary>
    public string? Summary { get; init; }
}
