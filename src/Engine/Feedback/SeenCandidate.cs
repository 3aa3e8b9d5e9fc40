using Constellation.Realtime.Engine.Database;

namespace Constellation.Realtime.Engine.Feedback;

/// <summary>A candidate that was judged.</summary>
internal sealed record SeenCandidate
{
    /// <summary>Characters beyond which a text is not kept.</summary>
    private const int MostText = 200_000;

    public required Guid CandidateId { get; init; }

    public required Guid SessionId { get; init; }

    public required Guid TurnId { get; init; }

    /// <summary>The suggestion that it became, or that was to come of it.</summary>
    public required Guid SuggestionId { get; init; }

    /// <summary>Which of the turn's candidates it was, from 1.</summary>
    public required int Number { get; init; }

    public required string Target { get; init; }

    /// <summary>As the model wrote it.</summary>
    public required string Text { get; init; }

    /// <summary>Whether it came as a tool call.</summary>
    public required bool IsCall { get; init; }

    public required bool Passed { get; init; }

    /// <summary>Of what was repaired, or found wrong.</summary>
    public required IEnumerable<string> Codes { get; init; }

    /// <summary>The call of a provider that wrote it.</summary>
    public Guid? AttemptId { get; init; }

    public required string Provider { get; init; }

    public required string Model { get; init; }

    public required DateTimeOffset At { get; init; }

    public CandidateRow ToRow() => new()
    {
        CandidateId = CandidateId,
        SessionId = SessionId,
        TurnId = TurnId,
        SuggestionId = SuggestionId,
        Number = Number,
        Target = Storable(Target),
        Text = Text.Length > MostText ? "" : Storable(Text),
        IsCall = IsCall,
        Passed = Passed,
        Codes = string.Join(' ', Codes.Distinct()),
        AttemptId = AttemptId,
        Provider = Provider,
        Model = Model,
        At = StoredTime.Of(At),
    };

    // PostgreSQL takes neither: what a model writes may have both.
    private static string Storable(string text)
    {
        var wire = new Turns.WireText();
        return wire.Take(text) + wire.End();
    }
}
