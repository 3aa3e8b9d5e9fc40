using System.ComponentModel.DataAnnotations;

namespace Constellation.Realtime.Engine.Suggestions.Registry;

/// <summary>Registered targets, beside the built-in ones. Section <c>Targets</c>.</summary>
internal sealed record TargetOptions
{
    /// <summary>A folder whose files are registered, and again whenever they change; null: none.</summary>
    public string? Folder { get; init; }

    /// <summary>How many of them a model is offered in one turn, those that fit the message best.</summary>
    [Range(1, 100)]
    public int Offered { get; init; } = 12;

    /// <summary>How long their schemas may be together, in characters; the one that fits best is offered even if it is longer.</summary>
    [Range(1_000, 1_000_000)]
    public int OfferedChars { get; init; } = 60_000;

    /// <summary>How many there may be.</summary>
    [Range(1, 10_000)]
    public int Most { get; init; } = 1_000;
}
