using Constellation.Realtime.Engine.Graph;

namespace Constellation.Realtime.Engine.Providers.Planner;

/// <summary>Says a goal in English.</summary>
internal static class GoalText
{
    /// <summary>What is looked for: "floods and surface water".</summary>
    public static string Object(Goal goal, Catalogue catalogue) =>
        goal.Subjects.Count > 0 ? Wording.And(goal.Subjects.Take(3).Select(subject => subject.Label))
        : goal.Literals.Count > 0 ? $"'{string.Join(' ', goal.Literals.Select(word => word.Text))}'"
        : goal.Named.Count > 0 ? Wording.And(goal.Named.Select(naming => catalogue.Of(naming[0]).Block.Name))
        : "this";

    /// <summary>The conditions, each in a few words; empty where there is none.</summary>
    public static IReadOnlyList<string> Conditions(Goal goal)
    {
        var conditions = new List<string>();
        if (goal.Sensors.Any(sensor => !sensor.Soft))
            conditions.Add(Wording.Or(goal.Sensors.Where(sensor => !sensor.Soft).Select(sensor => sensor.Label)));
        if (goal.NotSensors.Count > 0)
            conditions.Add("not " + Wording.Or(goal.NotSensors.Select(sensor => sensor.Label)));
        if (goal.Outputs.FirstOrDefault(output => output.Hard) is { } output)
            conditions.Add(output.Label);
        if (goal.PixelMetres is { } metres)
            conditions.Add($"pixels of {metres:0.##} m or finer");
        if (goal.Cadence is { } cadence)
            conditions.Add(Cadences.Name(cadence));
        if (goal.Sinks.Count > 0)
            conditions.Add("to " + Wording.Or(goal.Sinks.Select(sink => sink.Label)));
        if (goal.NotSinks.Count > 0)
            conditions.Add("not to " + Wording.Or(goal.NotSinks.Select(sink => sink.Label)));
        if (goal.OpenOnly)
            conditions.Add("without commercial imagery");
        if (goal.RunnableOnly)
            conditions.Add("runnable today");
        if (goal.WantsBenchmark)
            conditions.Add("labelled benchmark data");
        if (goal.Regions.Count > 0)
            conditions.Add("in " + Wording.And(goal.Regions.Select(region => region.Label)));
        return conditions;
    }

    /// <summary>The goal in one line, for a tool.</summary>
    public static string Line(Goal goal, Catalogue catalogue) => string.Join("; ", Conditions(goal).Prepend(Object(goal, catalogue)));
}
