using System.Globalization;
using System.Text;
using Constellation.Realtime.Engine.Graph;

namespace Constellation.Realtime.Engine.Providers.Planner;

/// <summary>Explains a pipeline in words.</summary>
internal sealed class PathText(Goal goal, Catalogue catalogue)
{
    private const int DescriptionChars = 240;
    private const double Sure = 0.85;

    /// <summary>Each block with what it is and why it was taken, as a list.</summary>
    public string Reasons(PipelinePath path)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"- Data: {path.Dataset.Block.Name}. {Description(path.Dataset.Block)}{WhyDataset(path)}\n");
        text.Append(CultureInfo.InvariantCulture,
            $"- Model: {path.Model.Block.Name}. {Description(path.Model.Block)} It gives {Wording.Output(path.Model.Output)}.\n");
        if (path.Export is { } export)
            text.Append(CultureInfo.InvariantCulture, $"- Sink: {export.Block.Name}. {WhyExport(export)}\n");
        return text.ToString();
    }

    /// <summary>What a person should doubt, as whole sentences.</summary>
    public IReadOnlyList<string> Doubts(PipelinePath path)
    {
        var doubts = new List<string>();
        var (dataset, model) = (path.Dataset, path.Model);
        if (path.Fit < Sure && goal.HasObject)
            doubts.Add($"{model.Block.Name} is not made for {GoalText.Object(goal, catalogue)} by name; its text or its data only suggest it.");
        if (goal.Outputs.FirstOrDefault(output => output.Hard && model.Output is not null && !output.Outputs.Contains(model.Output)) is { } wish)
            doubts.Add($"{model.Block.Name} gives {Wording.Output(model.Output)}; whether that is {wish.Label} is not said.");
        if (goal.Cadence is { } often && dataset.Cadence is { } seldom && seldom > often)
            doubts.Add($"{dataset.Block.Name} revisits {dataset.Revisit ?? $"on a {Cadences.Name(seldom)} step"}, you asked for {Cadences.Name(often)}.");
        if (goal.Cadence is { } wished && model.Cadence is { } step && step > wished)
            doubts.Add($"{model.Block.Name} works at a {Cadences.Name(step)} step, you asked for {Cadences.Name(wished)}.");
        if (goal.Cadence is not null && dataset.Cadence is null)
            doubts.Add($"The catalogue does not say how often {dataset.Block.Name} brings new data.");
        if (goal.PixelMetres is not null && dataset.Resolution is null)
            doubts.Add($"The catalogue does not say how fine {dataset.Block.Name} is, or it varies.");
        if (model.ZeroShot)
            doubts.Add($"{model.Block.Name} has not learned this class; it must be prompted.");
        if (goal.Subjects.Count > 1 && goal.Subjects.Skip(1)
            .Where(subject => new PathScore(goal with { Subjects = [subject] }, catalogue).Fit(model) < PathFinder.Enough)
            .ToList() is { Count: > 0 } rest)
            doubts.Add($"It does not cover {Wording.And(rest.Select(subject => subject.Label))}; that would be a pipeline of its own.");
        if (dataset.Benchmark && !goal.WantsBenchmark)
            doubts.Add($"{dataset.Block.Name} is a labelled set, good for training and scoring; it brings no new images of your area.");
        foreach (var facts in new[] { dataset, model }.Where(facts => facts.Regions.Count > 0 && goal.Regions.Count > 0
            && !goal.Regions.Any(place => facts.Regions.Any(id => catalogue.Vocabulary.Overlaps(place, id)))))
            doubts.Add($"{facts.Block.Name} was made for {Wording.And(facts.Regions.Select(id => catalogue.Vocabulary.Find(Graph.Words.ConceptKind.Region, id)!.Label))}; how well it holds in {goal.Regions[0].Label} is open.");
        var unread = model.Block.Taxonomy.InputDataTypes.Except(dataset.Block.Taxonomy.InputDataTypes).ToList();
        if (unread.Count > 0 && dataset.Block.Taxonomy.InputDataTypes.Count > 0)
            doubts.Add($"{model.Block.Name} can also read {Wording.And(unread.Select(Kind))} data, which {dataset.Block.Name} does not have.");
        if (dataset.Commercial)
            doubts.Add($"{dataset.Block.Name} is commercial imagery and costs money.");
        if (path.Export is { } export && goal.Sinks.Where(sink => !sink.Soft && !export.Sinks.Contains(sink.Id)).ToList() is { Count: > 0 } unmet)
            doubts.Add($"Results go to {export.Block.Name}; no sink that takes them is {Wording.And([.. goal.Sinks.Except(unmet).Select(sink => sink.Label), .. unmet.Select(sink => sink.Label)])} at once.");
        if (dataset.Guessed || model.Guessed)
            doubts.Add("The catalogue says little of these blocks, so that I went by their names and descriptions.");
        if (goal.Ignored.Count > 0)
            doubts.Add($"I took no account of {Wording.And(goal.Ignored.Select(word => $"'{word}'"))}, which no block speaks of.");
        var reasons = EdgeRules.WhyNotRunnable(dataset.Block, model.Block, path.Export?.Block);
        doubts.Add(reasons.Count == 0 ? "Today's runner can execute it as it stands." : $"Today's runner cannot execute it: {Wording.And(reasons)}.");
        return doubts;
    }

    /// <summary>How the other differs from the chosen one, in a few words; empty where the catalogue tells no difference.</summary>
    public static string Difference(PipelinePath chosen, PipelinePath other)
    {
        var parts = new List<string>();
        if (other.Fit < chosen.Fit - 0.05)
            parts.Add("less clearly made for it");
        if (other.Model.Output != chosen.Model.Output && other.Model.Output is not null)
            parts.Add($"gives {Wording.Output(other.Model.Output)}");
        if (other.Dataset.Benchmark != chosen.Dataset.Benchmark)
            parts.Add(other.Dataset.Benchmark ? "a labelled set, no running data" : "running data instead of a labelled set");
        if (other.Dataset.Resolution is { } theirs && chosen.Dataset.Resolution is { } ours && theirs != ours)
            parts.Add($"{(theirs < ours ? "finer" : "coarser")}, {Wording.Pixels(theirs)}");
        if (other.Dataset.Cadence is { } seldom && chosen.Dataset.Cadence is { } often && seldom != often)
            parts.Add(Cadences.Name(seldom));
        if (other.Dataset.Commercial && !chosen.Dataset.Commercial)
            parts.Add("commercial");
        if (other.Model.Readiness < chosen.Model.Readiness)
            parts.Add("less ready for use");
        return string.Join(", ", parts);
    }

    /// <summary>A block's own words, cut and on one line.</summary>
    public static string Description(Block block)
    {
        var line = string.Join(' ', (block.Description ?? "").Split(default(char[]), StringSplitOptions.RemoveEmptyEntries));
        if (line.Length > DescriptionChars)
            line = line[..(char.IsHighSurrogate(line[DescriptionChars - 1]) ? DescriptionChars - 1 : DescriptionChars)] + "…";
        return line.Length == 0 || ".!?…".Contains(line[^1], StringComparison.Ordinal) ? line : line + ".";
    }

    private string WhyDataset(PipelinePath path)
    {
        var dataset = path.Dataset;
        var parts = new List<string>();
        if (goal.Sensors.Count > 0 && goal.Sensors.Any(sensor => dataset.Sensors.Contains(sensor.Id)))
            parts.Add(Wording.And(goal.Sensors.Where(sensor => dataset.Sensors.Contains(sensor.Id)).Select(sensor => sensor.Label))
                + ", as you asked");
        if (dataset.Resolution is { } rank)
            parts.Add(Wording.Pixels(rank));
        if (dataset.Cadence is { } cadence)
            parts.Add(Cadences.Name(cadence));
        return parts.Count == 0 ? "" : $" ({string.Join("; ", parts)})";
    }

    private string WhyExport(BlockFacts export) =>
        goal.Sinks.Any(sink => export.Sinks.Contains(sink.Id)) ? "You asked for it, and it takes this kind of result."
        : EdgeRules.HasOperation(export.Block) ? "It takes this kind of result, and it is the sink that the runner can write to."
        : "It takes this kind of result.";

    private static string Kind(string type) => type is "SAR" or "LiDAR" ? type : type.ToLowerInvariant();
}
