using Constellation.Realtime.Engine.Graph;

namespace Constellation.Realtime.Engine.Providers.Planner;

/// <summary>What the planner says to a message, whole.</summary>
internal sealed record Answer
{
    /// <summary>What it looks up first, through the tools.</summary>
    public IReadOnlyList<Lookup> Lookups { get; init; } = [];

    /// <summary>What it says before it suggests.</summary>
    public required string Text { get; init; }

    /// <summary>What it suggests, best first; the others are for where the first is refused. Empty for none.</summary>
    public IReadOnlyList<PipelinePath> Pipelines { get; init; } = [];

    /// <summary>The suggestion's name and description.</summary>
    public string Title { get; init; } = "";
}

/// <summary>A tool call.</summary>
/// <param name="Tool">The tool's name.</param>
/// <param name="Arguments">The arguments as JSON.</param>
internal sealed record Lookup(string Tool, string Arguments);
