using Constellation.Realtime.Engine.Graph;
using Constellation.Realtime.Engine.Graph.Words;

namespace Constellation.Realtime.Engine.Providers.Planner;

/// <summary>A person's message, read in view of what was said before.</summary>
internal sealed record Request
{
    public required Ask Ask { get; init; }

    /// <summary>What is wanted, all earlier conditions that still hold included.</summary>
    public required Goal Goal { get; init; }

    /// <summary>What this message alone said.</summary>
    public Goal Said { get; init; } = Goal.None;

    /// <summary>The pipeline that the message speaks of; null where there is none yet.</summary>
    public IReadOnlyList<Block>? Last { get; init; }

    /// <summary>The message's text.</summary>
    public string Text { get; init; } = "";

    /// <summary>The kind of block that the message speaks of, where it speaks of one.</summary>
    public BlockType? Part { get; init; }

    /// <summary>What was offered for choice by the answer to this message; what "the second" in the next one means.</summary>
    public IReadOnlyList<Concept> Choices { get; init; } = [];

    /// <summary>The block of the last pipeline that has this type.</summary>
    public Block? LastOf(BlockType type) => Last?.FirstOrDefault(block => block.BlockType == type);
}
