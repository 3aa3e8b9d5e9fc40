using Constellation.Realtime.Engine.Graph;
using Constellation.Realtime.Engine.Graph.Words;
using Constellation.Realtime.Engine.Suggestions.Schemas;

namespace Constellation.Realtime.Engine.Suggestions;

/// <summary>Which other target a candidate may have been meant for: for a hint, never to take it for that one.</summary>
internal static class OtherTargets
{
    /// <summary>Longer texts, and more targets, are not tried: a hint is not worth it.</summary>
    private const int Chars = 20_000, Tried = 20;

    /// <summary>Letters that may be wrong in a target's name.</summary>
    private const int Letters = 3;

    /// <summary>The verdict, with the name of the one other target for which the text would pass; the same where there is none, or several.</summary>
    internal static Verdict.Refused Hint(Verdict.Refused refused, Target target, IReadOnlyList<Target> targets, string text, GraphSnapshot catalogue, BlockHandles handles)
    {
        if (text.Length > Chars || targets.Count > Tried)
            return refused;
        var budget = new StepBudget(); // Of all together: trying must not cost more than what it is a hint for.
        var passing = targets.Where(other => other != target && SuggestionCheck.Check(other, text, catalogue, cutShort: false, handles, budget) is Verdict.Accepted).Take(2).ToArray();
        return passing is [var only] && !budget.IsExceeded ? refused with { Errors = [refused.Errors[0] with { Hint = $"It would pass for the target '{only.Name}'." }, .. refused.Errors.Skip(1)] } : refused;
    }

    /// <summary>The target whose name is nearest, or null.</summary>
    internal static Target? Nearest(string name, IReadOnlyList<Target> targets)
    {
        if (name.Length > 2 * Target.NameChars)
            return null;
        var near = targets.Select(target => (Target: target, Letters: Spelling.Distance(name.ToLowerInvariant(), target.Name))).OrderBy(entry => entry.Letters).FirstOrDefault();
        return near.Target is not null && near.Letters <= Letters ? near.Target : null;
    }
}
