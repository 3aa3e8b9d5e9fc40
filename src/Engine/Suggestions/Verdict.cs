namespace Constellation.Realtime.Engine.Suggestions;

/// <summary>What <see cref="SuggestionCheck"/> says of a candidate.</summary>
internal abstract record Verdict
{
    private Verdict()
    {
    }

    /// <summary>It passed.</summary>
    internal sealed record Accepted(CheckedSuggestion Suggestion) : Verdict;

    /// <summary>It did not pass; all that is wrong, at once. Never empty.</summary>
    internal sealed record Refused(IReadOnlyList<CandidateError> Errors) : Verdict;
}
