namespace Constellation.Realtime.Engine.Feedback;

/// <summary>What people thought of replies and suggestions, counted by the week in which these were made. Counts alone: also ended sessions are in them.</summary>
/// <param name="Since">The Monday from which on it counts.</param>
internal sealed record FeedbackSummary(DateOnly Since, IReadOnlyList<ReplyCounts> Replies, IReadOnlyList<SuggestionCounts> Suggestions);

/// <summary>One week's complete replies of one provider and model.</summary>
/// <param name="Week">Its Monday.</param>
/// <param name="Regenerated">Of them, those that were answered again.</param>
internal sealed record ReplyCounts(DateOnly Week, string Provider, string Model, int Replies, int Up, int Down, int Regenerated)
{
    /// <summary>Of the rated ones; null where none was.</summary>
    public double? UpRate => Weeks.Rate(Up, Up + Down);
}

/// <summary>One week's candidates of one provider and model for one target, and what became of them.</summary>
/// <param name="Invalid">Candidates that did not pass.</param>
/// <param name="Ready">Those that did: suggestions.</param>
/// <param name="Repaired">Of them, those that passed only once they were mended, or corrected by the model.</param>
/// <param name="Edited">Of the accepted ones, those that the person changed before.</param>
/// <param name="Applied">Of the accepted ones, those that the target's API took.</param>
/// <param name="Failed">And those that it did not.</param>
internal sealed record SuggestionCounts(
    DateOnly Week, string Provider, string Model, string Target, int Invalid, int Ready, int Repaired, int Accepted, int Edited, int Rejected, int Applied, int Failed)
{
    /// <summary>Of the decided ones; null where none was.</summary>
    public double? AcceptedRate => Weeks.Rate(Accepted, Accepted + Rejected);

    /// <summary>Of the accepted ones.</summary>
    public double? EditedRate => Weeks.Rate(Edited, Accepted);

    /// <summary>Of all candidates.</summary>
    public double? InvalidRate => Weeks.Rate(Invalid, Invalid + Ready);

    /// <summary>Of the suggestions.</summary>
    public double? RepairedRate => Weeks.Rate(Repaired, Ready);
}
