namespace Constellation.Realtime.Engine.Providers.Attempts;

/// <summary>One call of a provider, as it ended.</summary>
internal sealed record EndedAttempt
{
    public required Guid AttemptId { get; init; }

    public required AskedFor AskedFor { get; init; }

    public required Attempt Attempt { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>Until its last piece, or its fault.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>Until the first piece that says something; null where there was none.</summary>
    public TimeSpan? FirstToken { get; init; }

    /// <summary>What it cost; null where the provider did not tell.</summary>
    public Piece.Used? Tokens { get; init; }

    /// <summary>One of <see cref="AttemptOutcomes"/>.</summary>
    public required string Outcome { get; init; }
}
