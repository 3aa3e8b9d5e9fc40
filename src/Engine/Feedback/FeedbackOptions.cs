namespace Constellation.Realtime.Engine.Feedback;

/// <summary>How long is kept what is learned from. Section <c>Feedback</c>; a bad value stops the start.</summary>
internal sealed record FeedbackOptions
{
    /// <summary>The name of the section.</summary>
    public const string Section = "Feedback";

    /// <summary>How long the candidates of models, the calls of providers and the ingredients of prompts are kept; 2 to 3660 days: the day's budget is counted from them.
    /// What of them is an ended session's own goes with it.</summary>
    public TimeSpan Retention { get; init; } = TimeSpan.FromDays(365);
}
