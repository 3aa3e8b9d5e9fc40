using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Constellation.Realtime.Engine.Graph;

namespace Constellation.Realtime.Engine.Providers.Planner;

/// <summary>Writes the answer to a request from the catalogue: with a pipeline, with a question, or with an honest no.</summary>
internal sealed class AnswerWriter(Catalogue catalogue)
{
    private const int Offered = 5;
    private const int Alternatives = 3;

    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <exception cref="OperationCanceledException">The caller wants it no more.</exception>
    public Answer Answer(Request request, CancellationToken cancellationToken) => request.Ask switch
    {
        Ask.Plan or Ask.Change => Plan(request, cancellationToken),
        Ask.Explain => new Explanation(request, catalogue).Answer(cancellationToken),
        Ask.Alternatives => Others(request, cancellationToken),
        Ask.List => List(request),
        Ask.Greeting => new Answer { Text = $"I join datasets, models and exports of the Constellation catalogue into pipelines. {Offer(request.Choices)}" },
        Ask.Thanks => new Answer
        {
            Text = request.Last is null ? "Tell me what you want to find out about the Earth, and I look for a pipeline."
            : "Good. Accept the suggestion to keep it, or tell me what to change."
        },
        Ask.Foreign => new Answer { Text = $"I only plan Earth-observation pipelines, so that I have nothing to suggest for this. {Offer(request.Choices)}" },
        _ => Vague(request),
    };

    private Answer Plan(Request request, CancellationToken cancellationToken)
    {
        var goal = request.Goal;
        var findings = PathFinder.Find(goal, catalogue, Offered, cancellationToken);
        var lookups = new List<Lookup> { new(GraphToolDefinitions.FindPipelines, Arguments(("goal", GoalText.Line(goal, catalogue)))) };
        if (goal.Unheard is not null || goal.Foreign || findings.Paths.Count == 0)
        {
            lookups.Add(new Lookup(GraphToolDefinitions.SearchBlocks, Arguments(("query", goal.Unheard ?? GoalText.Object(goal, catalogue)))));
            return new Answer { Lookups = lookups, Text = Intro(goal) + new Refusal(goal, catalogue, findings).Text(request, cancellationToken) };
        }

        var path = findings.Paths[0];
        var words = new PathText(goal, catalogue);
        var conditions = GoalText.Conditions(goal);
        var text = new StringBuilder(Intro(goal));
        var asked = conditions.Count == 0 ? "" : $" ({string.Join("; ", conditions)})";
        var stays = request.Last is { } last && last.SequenceEqual(path.Blocks);
        text.Append(stays ? $"For {GoalText.Object(goal, catalogue)}{asked} it stays as it was: {path}.\n\n" : request.Ask is Ask.Change
            && request.Last is not null ? $"Changed as you asked, for {GoalText.Object(goal, catalogue)}{asked}: {path}.\n\n"
            : $"For {GoalText.Object(goal, catalogue)}{asked} I suggest {path}.\n\n");
        text.Append(words.Reasons(path));
        AddAlternatives(text, findings, path);
        text.Append("\nWhat to know:\n");
        foreach (var doubt in words.Doubts(path))
            text.Append("- ").Append(doubt).Append('\n');
        return new Answer { Lookups = lookups, Text = text.ToString().TrimEnd(), Pipelines = findings.Paths, Title = Title(goal) };
    }

    private void AddAlternatives(StringBuilder text, Findings findings, PipelinePath path)
    {
        var others = findings.Paths.Skip(1).Where(other => other.Model != path.Model || other.Dataset != path.Dataset)
            .DistinctBy(other => (other.Model, other.Dataset)).Take(Alternatives).ToList();
        var sinks = catalogue.Graph.Down(path.Model.Block.BlockId).Select(edge => catalogue.Graph.Find(edge.TargetBlockId)!)
            .Where(block => block != path.Export?.Block).Select(block => block.Name).Take(4).ToList();
        if (others.Count == 0 && sinks.Count == 0)
            return;
        text.Append("\nAlternatives:\n");
        foreach (var other in others)
            text.Append("- ").Append(Line(path, other)).Append('\n');
        if (sinks.Count > 0)
            text.Append("- Other sinks for the same results: ").Append(Wording.And(sinks)).Append(".\n");
    }

    private static string Line(PipelinePath chosen, PipelinePath other)
    {
        var difference = PathText.Difference(chosen, other);
        return $"{other.Model.Block.Name} on {other.Dataset.Block.Name}{(difference.Length == 0 ? "" : ": " + difference)}.";
    }

    private Answer Others(Request request, CancellationToken cancellationToken)
    {
        var findings = PathFinder.Find(request.Goal, catalogue, 60, cancellationToken);
        var last = request.Last!.Select(block => block.BlockId).ToHashSet();
        var chosen = findings.Paths.FirstOrDefault(path => path.Blocks.All(block => last.Contains(block.BlockId)))
            ?? (findings.Paths is [var first, ..] ? first : null);
        var others = findings.Paths.Where(path => path != chosen && path.Model.Block.BlockId != chosen?.Model.Block.BlockId
            || path.Dataset != chosen?.Dataset).DistinctBy(path => (path.Model, path.Dataset)).Take(6).ToList();
        var lookups = new List<Lookup> { new(GraphToolDefinitions.FindPipelines, Arguments(("goal", GoalText.Line(request.Goal, catalogue)))) };
        if (chosen is null || others.Count == 0)
            return new Answer
            {
                Lookups = lookups,
                Text = $"There is no other dataset and model for {GoalText.Object(request.Goal, catalogue)} under these conditions."
            };
        return new Answer
        {
            Lookups = lookups,
            Text = $"Beside {chosen} there are, for {GoalText.Object(request.Goal, catalogue)}:\n\n"
                + string.Join('\n', others.Select(other => "- " + Line(chosen, other))) + "\n\nName the one that you want.",
        };
    }

    private Answer List(Request request)
    {
        var type = request.Part;
        var blocks = catalogue.Search.Find(request.Text, type, 8);
        var arguments = type is null ? Arguments(("query", request.Text.Trim()))
            : Arguments(("query", request.Text.Trim()), ("block_type", GraphJson.ToText(type.Value)));
        var text = blocks.Count == 0 ? "The catalogue has nothing like it." : "The catalogue has:\n\n"
            + string.Join('\n', blocks.Select(block => $"- {block.Name} ({GraphJson.ToText(block.BlockType)}): {PathText.Description(block)}"));
        return new Answer
        {
            Lookups = [new Lookup(GraphToolDefinitions.SearchBlocks, arguments)],
            Text = text
            + "\n\nSay what you want to do with one of them, and I look for a pipeline."
        };
    }

    private Answer Vague(Request request)
    {
        var offer = Offer(request.Choices);
        if (request.Last is not null && !request.Goal.HasWish && request.Goal.Fields.Count == 0)
            return new Answer { Text = "I did not understand what to change. You can ask for another model, dataset or sink, for a sensor (only radar), a cadence (daily), finer pixels, free data only, or ask why. Or name a new goal." };
        var heard = GoalText.Conditions(request.Goal);
        var fields = request.Goal.Fields.Count > 0 ? $" about {Wording.And(request.Goal.Fields.Select(field => field.Label))}" : "";
        var named = request.Goal.Subjects.Count > 0 ? $" about {GoalText.Object(request.Goal, catalogue)}" : fields;
        var understood = heard.Count > 0 ? $" I keep in mind: {string.Join("; ", heard)}." : "";
        return new Answer { Text = $"What do you want to find out{named}?{understood} {offer}" };
    }

    private static string Offer(IReadOnlyList<Graph.Words.Concept> choices) => choices.Count == 0
        ? "Name what you want to find on the Earth, such as floods or crop types."
        : "For example:\n\n" + string.Join('\n', choices.Select((choice, i) => $"{i + 1}. {choice.Label}"))
        + "\n\nSay one of these or your own words, and if you like the sensor, the area, how often, and where results should go.";

    private static string Intro(Goal goal) => goal.Language switch
    {
        "fr" => "(I read French and answer in English.) ",
        "es" => "(I read Spanish and answer in English.) ",
        "de" => "(I read German and answer in English.) ",
        _ => "",
    };

    private string Title(Goal goal)
    {
        var title = GoalText.Object(goal, catalogue).Trim('\'');
        return title.Length == 0 ? "Pipeline" : char.ToUpperInvariant(title[0]) + title[1..];
    }

    private static string Arguments(params (string Name, string Value)[] pairs) =>
        JsonSerializer.Serialize(pairs.ToDictionary(pair => pair.Name, pair => Short(pair.Value)), Json);

    private static string Short(string text) => text.Length <= 300 ? text : text[..(char.IsHighSurrogate(text[299]) ? 299 : 300)];
}
