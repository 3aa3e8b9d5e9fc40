namespace Constellation.Realtime.Engine.Evaluation;

/// <summary>How one goal was answered. Counts and sums are over all of its turns.</summary>
internal sealed record GoalResult
{
    public required ExpectedGoal Goal { get; init; }

    /// <summary>The terminal event of the last turn, such as <c>turn.completed</c>; of a failed one with its code. Where the message was refused: that, with the code.</summary>
    public required string Ended { get; init; }

    /// <summary>The names of the blocks that were suggested last; null: no pipeline.</summary>
    public IReadOnlyList<string>? Pipeline { get; init; }

    /// <summary>What is wrong with it, in a sentence; null where it is right.</summary>
    public string? Wrong { get; init; }

    /// <summary>Candidates that passed.</summary>
    public int Ready { get; init; }

    /// <summary>Candidates that did not pass.</summary>
    public int Invalid { get; init; }

    /// <summary>How often the model was asked to correct one.</summary>
    public int Repairs { get; init; }

    public long InputTokens { get; init; }

    public long OutputTokens { get; init; }

    /// <summary>From the first message to the last terminal event, in seconds.</summary>
    public double Seconds { get; init; }

    /// <summary>From the last message to the first text of its reply, in seconds; null where it has none.</summary>
    public double? FirstTextSeconds { get; init; }
}
