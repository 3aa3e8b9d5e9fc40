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
    internal sealed record Refused(IReadOnlyList<CandidateError> Errors) : Verdict
    {
        /// <summary>What nobody foresaw, where that is why: for whoever asked to log. Null otherwise.</summary>
        internal Exception? Fault { get; private init; }

        /// <summary>Because of a fault of ours.</summary>
        internal static Refused By(Exception fault) =>
            new([new() { Pointer = "", Code = FindingCodes.NotJudged, Message = "This could not be judged: something went wrong here." }]) { Fault = fault };
    }
}
