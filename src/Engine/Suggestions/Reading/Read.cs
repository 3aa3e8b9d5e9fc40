namespace Constellation.Realtime.Engine.Suggestions.Reading;

/// <summary>What <see cref="CandidateReader"/> finds in a reply.</summary>
internal abstract record Read
{
    private Read()
    {
    }

    /// <summary>Text that the user sees; never empty.</summary>
    internal sealed record Text(string Value) : Read;

    /// <summary>A candidate begins; <see cref="Part"/>s follow, then its <see cref="Candidate"/>.</summary>
    internal sealed record Began(string Target) : Read;

    /// <summary>More of the candidate that began; never empty.</summary>
    internal sealed record Part(string Value) : Read;

    /// <summary>A candidate, whole: all its parts in one.</summary>
    /// <param name="Target">As the model named it; it may be none that is registered.</param>
    /// <param name="Content">All between the fences, as written.</param>
    /// <param name="Closed">Whether its closing fence came; false where the reply ended first.</param>
    internal sealed record Candidate(string Target, string Content, bool Closed) : Read;
}
