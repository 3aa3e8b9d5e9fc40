using Constellation.Realtime.Engine.Providers.Attempts;

namespace Constellation.Realtime.Engine.Database;

/// <summary>
/// One call of a provider, as it ended. Many are written at once, behind their turns; without a foreign key, so that none can keep the others out.
/// </summary>
internal sealed class AttemptRow
{
    public Guid AttemptId { get; init; }

    public Guid TurnId { get; init; }

    public Guid SessionId { get; init; }

    public Guid UserId { get; init; }

    /// <summary>One of <see cref="Purposes"/>.</summary>
    public required string Purpose { get; init; }

    /// <summary>Which of the turn's answers it was for, from 0: each round of tools asks for another one. Counted anew by each owner of the turn.</summary>
    public int Round { get; init; }

    /// <summary>Which call for that answer it was, from 1.</summary>
    public int Number { get; init; }

    public required string Provider { get; init; }

    public required string Model { get; init; }

    public DateTimeOffset StartedAt { get; init; }

    /// <summary>From the call to its end, in milliseconds; a reader's slowness counts too.</summary>
    public int DurationMs { get; init; }

    /// <summary>From the call to the first piece that says something; null where there was none.</summary>
    public int? FirstTokenMs { get; init; }

    /// <summary>As the provider told it; null where it did not.</summary>
    public int? InputTokens { get; init; }

    /// <summary>As the provider told it; null where it did not.</summary>
    public int? OutputTokens { get; init; }

    /// <summary>One of <see cref="AttemptOutcomes"/>.</summary>
    public required string Outcome { get; init; }

    public static AttemptRow Of(EndedAttempt attempt) => new()
    {
        AttemptId = attempt.AttemptId,
        TurnId = attempt.AskedFor.TurnId,
        SessionId = attempt.AskedFor.SessionId,
        UserId = attempt.AskedFor.UserId,
        Purpose = attempt.AskedFor.Purpose,
        Round = attempt.AskedFor.Round,
        Number = attempt.Attempt.Number,
        Provider = attempt.Attempt.Provider,
        Model = attempt.Attempt.Model,
        StartedAt = StoredTime.Of(attempt.StartedAt),
        DurationMs = Milliseconds(attempt.Duration),
        FirstTokenMs = attempt.FirstToken is { } first ? Milliseconds(first) : null,
        InputTokens = attempt.Tokens?.InputTokens,
        OutputTokens = attempt.Tokens?.OutputTokens,
        Outcome = attempt.Outcome,
    };

    private static int Milliseconds(TimeSpan span) => (int)Math.Clamp(span.TotalMilliseconds, 0, int.MaxValue);
}
