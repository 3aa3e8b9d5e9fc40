using Constellation.Realtime.Engine.Graph;
using Constellation.Realtime.Engine.Suggestions.Schemas;

namespace Constellation.Realtime.Engine.Suggestions;

/// <summary>The gate: reads what a model wrote and judges it. Pure; any number of threads may use it at once.</summary>
internal static class SuggestionCheck
{
    /// <summary>Whether the text is a suggestion for the target. Never throws, whatever it is given: a fault is in the verdict, to be logged.</summary>
    /// <param name="text">A tool call's arguments, or what is inside a fenced block.</param>
    /// <param name="cutShort">Whether the model was stopped before it had said all: then nothing passes, however whole it looks.</param>
    /// <param name="handles">By what the session's model knows the blocks; by their full ids alone where absent. The payload has full ids.</param>
    /// <param name="budget">What may be spent on it, where it is shared with other checks; what a candidate has by itself where absent.</param>
    internal static Verdict Check(Target target, string text, GraphSnapshot catalogue, bool cutShort, BlockHandles? handles = null, StepBudget? budget = null)
    {
        try
        {
            return CheckedSuggestion.Judge(target, text, catalogue, cutShort, handles ?? BlockHandles.None, budget);
        }
#pragma warning disable CA1031 // A fault in here must cost a suggestion, never a turn.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            return Verdict.Refused.By(fault);
        }
    }
}
