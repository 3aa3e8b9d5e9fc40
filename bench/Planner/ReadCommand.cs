using Constellation.Realtime.Engine.Graph;

namespace Constellation.Realtime.Bench.Planner;

/// <summary>Prints what the planner reads in a goal.</summary>
internal static class ReadCommand
{
    public static async Task<int> RunAsync(string[] args)
    {
        var (path, texts) = args is ["--graph", var file, .. var rest] ? (file, rest) : (null, args);
        using var feed = await Session.FeedAsync(path);
        foreach (var text in texts)
        {
            var goal = GoalReader.Read(text, feed.Catalogue);
            Console.WriteLine($"> {text}");
            Console.WriteLine($"  subjects {string.Join(", ", goal.Subjects.Select(one => one.Id))}{(goal.FirstCounts ? " (the first counts)" : "")}; literals {string.Join(", ", goal.Literals.Select(one => one.Text))}; unheard {goal.Unheard}; ignored {string.Join(", ", goal.Ignored)}");
            Console.WriteLine($"  sensors {string.Join(", ", goal.Sensors.Select(one => one.Id))}, not {string.Join(", ", goal.NotSensors.Select(one => one.Id))}; sinks {string.Join(", ", goal.Sinks.Select(one => one.Id))}; outputs {string.Join(", ", goal.Outputs.Select(one => one.Id))}");
            Console.WriteLine($"  cadence {goal.Cadence}; pixels {goal.PixelMetres}; regions {string.Join(", ", goal.Regions.Select(one => one.Id))}; fields {string.Join(", ", goal.Fields.Select(one => one.Id))}; named {string.Join(" and ", goal.Named.Select(naming => string.Join(" or ", naming.Select(id => feed.Current.Find(id)!.Name))))}; {goal.Language}");
        }

        return 0;
    }
}
