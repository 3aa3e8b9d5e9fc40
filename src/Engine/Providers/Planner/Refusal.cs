using System.Text;
using Constellation.Realtime.Engine.Graph;

namespace Constellation.Realtime.Engine.Providers.Planner;

/// <summary>Says that nothing fits, what comes nearest, and what is missing.</summary>
internal sealed class Refusal(Goal goal, Catalogue catalogue, Findings findings)
{
    public string Text(Request request, CancellationToken cancellationToken)
    {
        var text = new StringBuilder();
        if (goal.Unheard is { } unheard)
            text.Append("Nothing in the catalogue fits: no block speaks of '").Append(unheard).Append("', so I suggest no pipeline.");
        else if (findings.Nearest.Count > 0)
            Near(text);
        else if (findings.Unjoined.Count > 0)
            Unjoined(text);
        else
            text.Append("Nothing in the catalogue serves ").Append(GoalText.Object(goal, catalogue))
                .Append(", so I suggest no pipeline. What is missing is a model that does, and data that it reads.");
        if (findings.Nearest.Count == 0 || goal.Unheard is not null)
            Related(text, cancellationToken);
        if (request.Ask is Ask.Change && request.Last is { } last)
            text.Append("\n\nThe pipeline before stays as it was: ").Append(string.Join(" → ", last.Select(block => block.Name))).Append('.');
        return text.ToString();
    }

    private void Near(StringBuilder text)
    {
        var conditions = GoalText.Conditions(goal);
        text.Append("Nothing in the catalogue fits ").Append(GoalText.Object(goal, catalogue));
        if (conditions.Count > 0)
            text.Append(" with all that you asked for (").Append(string.Join("; ", conditions)).Append(')');
        text.Append(", so I suggest no pipeline. Nearest:\n\n");
        foreach (var path in findings.Nearest)
            text.Append("- ").Append(path).Append(", but ").Append(Wording.And(path.Misses.Select(miss => miss.Text))).Append(".\n");
        if (findings.Unjoined.Count > 0)
            text.Append("- ").Append(findings.Unjoined[0].Block.Name).Append(", but it is joined to nothing that would make a pipeline of it.\n");
        text.Append("\nTell me which of these conditions you can do without.");
    }

    private void Unjoined(StringBuilder text)
    {
        text.Append("No pipeline for ").Append(GoalText.Object(goal, catalogue))
            .Append(" can be made from the catalogue, so I suggest none. Nearest:\n\n");
        foreach (var facts in findings.Unjoined)
        {
            text.Append("- ").Append(facts.Block.Name).Append(": ").Append(PathText.Description(facts.Block))
                .Append(facts.Block.BlockType is BlockType.Dataset ? " No model of the catalogue reads it.\n"
                : " No dataset of the catalogue is joined to it.\n");
        }

        text.Append("\nWhat is missing is a ")
            .Append(findings.Unjoined[0].Block.BlockType is BlockType.Dataset ? "model that reads such data" : "dataset that feeds such a model")
            .Append(" and an edge that joins them.");
    }

    // Subjects that may do instead, of those for which there is a pipeline.
    private void Related(StringBuilder text, CancellationToken cancellationToken)
    {
        var near = goal.Subjects.SelectMany(subject => subject.Near.Concat(subject.Broader)).Distinct()
            .Select(id => catalogue.Vocabulary.Find(Graph.Words.ConceptKind.Subject, id)!)
            .Concat(goal.Unheard is null ? [] : goal.Subjects)
            .Select(subject => (subject, Path: PathFinder.Find(new Goal { Subjects = [subject] }, catalogue, 1, cancellationToken).Paths is [var path, ..] ? path
            : null))
            .Where(pair => pair.Path is not null)
            .Take(3)
            .ToList();
        if (near.Count == 0)
            return;
        text.Append("\n\nWhat the catalogue does have nearby:\n\n");
        foreach (var (subject, path) in near)
            text.Append("- ").Append(subject.Label).Append(": ").Append(path).Append('\n');
        text.Append("\nSay so if one of them would help.");
    }
}
