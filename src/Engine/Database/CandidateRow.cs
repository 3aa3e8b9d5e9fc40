namespace Constellation.Realtime.Engine.Database;

/// <summary>A candidate as a model wrote it, and what became of it. Many are written at once, behind their turns; without a foreign key, so that none can keep the
/// others out.</summary>
internal sealed class CandidateRow
{
    public Guid CandidateId { get; init; }

    public Guid SessionId { get; init; }

    public Guid TurnId { get; init; }

    /// <summary>The suggestion that it became, or that was to come of it: a corrected candidate keeps it.</summary>
    public Guid SuggestionId { get; init; }

    /// <summary>Which of the turn's candidates it was, from 1; counted anew by each owner of the turn.</summary>
    public int Number { get; init; }

    public required string Target { get; init; }

    /// <summary>As it was written; empty where it was too long to be kept.</summary>
    public required string Text { get; init; }

    /// <summary>Whether it came as a tool call; else as a fenced block.</summary>
    public bool IsCall { get; init; }

    /// <summary>Whether it passed.</summary>
    public bool Passed { get; init; }

    /// <summary>The codes of what was repaired or found wrong, each once, with a space between them.</summary>
    public required string Codes { get; init; }

    /// <summary>The call of a provider that wrote it, by its key in <c>attempts</c>, where it may come to be later; null for one of before this was kept.</summary>
    public Guid? AttemptId { get; init; }

    public required string Provider { get; init; }

    public required string Model { get; init; }

    public DateTimeOffset At { get; init; }
}
