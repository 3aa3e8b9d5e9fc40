using Constellation.Realtime.Contracts;

namespace Constellation.Realtime.Engine.Applying;

/// <summary>What can be said of an application that is not tried any more: no more than is known, and what is not known is said.</summary>
internal static class GivenUp
{
    /// <param name="name">The API's, as the beginning of a sentence.</param>
    /// <param name="reason">Why it gave no answer the last time.</param>
    public static Attempted.Failed Of(Application application, string name, string reason) => application switch
    {
        { MadeId: { } id, Refusal: { } refusal } => new(
            ErrorCodes.OutcomeUnknown, $"{name} made it and did not verify it: {refusal}. Whether it was removed again is not known ({reason}): it may be there as {id}."),
        { MadeId: { } id } => new(ErrorCodes.OutcomeUnknown, $"{name} made it as {id}; whether it also verified it is not known ({reason})."),
        { Sends: > 0 } => new(
            ErrorCodes.OutcomeUnknown,
            $"{name} gave no clear answer ({reason}): it may have been applied or not. Look there for '{application.Suggestion.Title}' before you try again."),
        { Suggestion.Target: "pipeline" } => new(
            ErrorCodes.Unavailable, $"{name} did not take it ({reason}). The pipeline was not made; blocks that Core lacked for it may have been.", Retryable: true),
        _ => new(ErrorCodes.Unavailable, $"{name} did not take it ({reason}). Nothing was made.", Retryable: true),
    };
}
