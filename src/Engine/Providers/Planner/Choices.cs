using Constellation.Realtime.Engine.Graph;
using Constellation.Realtime.Engine.Graph.Words;

namespace Constellation.Realtime.Engine.Providers.Planner;

/// <summary>What to offer to a person who said too little: subjects for which the catalogue has a pipeline under the conditions that they
/// named.</summary>
internal static class Choices
{
    private const int Most = 6;
    private const double Sure = 0.9;

    /// <summary>Up to six, those with most models first.</summary>
    public static IReadOnlyList<Concept> For(Goal goal, Catalogue catalogue)
    {
        var areas = goal.Fields.SelectMany(field => field.Areas).ToHashSet();
        var narrower = goal.Subjects.Count == 0 ? null
            : catalogue.Vocabulary.Concepts.Where(concept => goal.Subjects.Any(subject => concept.Broader.Contains(subject.Id))).ToHashSet();
        var conditions = goal with
        {
            Subjects = [],
            Literals = [],
            Unheard = null,
            Foreign = false,
            Named = [],
            Outputs = [.. goal.Outputs.Where(output => output.Hard)]
        };
        var served = catalogue.Models
            .SelectMany(model => model.Subjects.Where(subject => subject.Value >= Sure).Select(subject => subject.Key))
            .CountBy(id => id)
            .Select(pair => (Concept: catalogue.Vocabulary.Find(ConceptKind.Subject, pair.Key)!, pair.Value))
            .Where(pair => pair.Concept.Outputs.Count == 0 && pair.Concept.Id is not ("object" or "scene"))
            .Where(pair => narrower is null || narrower.Contains(pair.Concept))
            .OrderByDescending(pair => pair.Concept.Areas.Any(areas.Contains))
            .ThenByDescending(pair => pair.Value)
            .ThenBy(pair => pair.Concept.Label, StringComparer.Ordinal)
            .Where(pair => areas.Count == 0 || pair.Concept.Areas.Any(areas.Contains))
            .Select(pair => pair.Concept);
        return [.. served.Where(concept => PathFinder.FitsAny(conditions with { Subjects = [concept] }, catalogue)).Take(Most)];
    }
}
