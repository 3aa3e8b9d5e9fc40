namespace Constellation.Realtime.Hub.Tests.Repairing;

/// <summary>A wrong answer of a model, and what it makes of it once it hears what is wrong.</summary>
internal sealed record Fault
{
    internal required string Class { get; init; }

    internal required string About { get; init; }

    /// <summary>For what it suggests; the first time, and once it is corrected.</summary>
    internal required string Target { get; init; }

    internal string? RightTarget { get; init; }

    /// <summary>The candidate as it is written first.</summary>
    internal required string Text { get; init; }

    /// <summary>What is meant.</summary>
    internal required string Right { get; init; }

    /// <summary>Where the check has to say that something is wrong, for the model to mend it; null where no place is the one. It never mends what it isn't told of.</summary>
    internal string? Pointer { get; init; }

    /// <summary>Whether reading alone mends it.</summary>
    internal bool IsMendedHere { get; init; }

    /// <summary>Whether the provider says that it had to cut the answer.</summary>
    internal bool IsCut { get; init; }

    /// <summary>Whether it is mended with what the check says is meant, put in place of this.</summary>
    internal string? Instead { get; init; }

    /// <summary>What a model that can't be helped writes after that; empty where it can.</summary>
    internal IReadOnlyList<string> Stubborn { get; init; } = [];
}
