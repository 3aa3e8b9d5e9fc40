using Constellation.Realtime.Engine.Evaluation;
using Constellation.Realtime.Engine.Graph;

namespace Constellation.Realtime.Bench.Planner;

/// <summary>Asks all goals of a file and prints which answers are wrong, and the share that is right.</summary>
internal static class GoalsCommand
{
    public static async Task<int> RunAsync(string[] args)
    {
        var (path, rest) = args is ["--graph", var file, .. var others] ? (file, others) : (null, args);
        var goals = await ExpectedGoal.ReadAsync(rest is [var given, ..] ? given : null);
        using var feed = await Session.FeedAsync(path);
        var wrong = new List<ExpectedGoal>();
        foreach (var goal in goals)
        {
            if (await WhatIsWrongAsync(feed, goal) is not { } fault)
                continue;
            wrong.Add(goal);
            Console.WriteLine($"wrong  {string.Join(" | ", goal.Messages)}\n       {fault}");
        }

        foreach (var kind in goals.GroupBy(goal => goal.Kind))
            Console.WriteLine($"{kind.Key,-10} {kind.Count() - wrong.Count(goal => goal.Kind == kind.Key),3} of {kind.Count(),3}");
        Console.WriteLine($"{"all",-10} {goals.Count - wrong.Count,3} of {goals.Count,3}  {100.0 * (goals.Count - wrong.Count) / goals.Count:0.0} %");
        return wrong.Count * 20 > goals.Count ? 1 : 0;
    }

    private static async Task<string?> WhatIsWrongAsync(GraphFeed feed, ExpectedGoal goal)
    {
        var session = Session.On(feed);
        IReadOnlyList<Block>? before = null;
        Reply? reply = null;
        foreach (var message in goal.Messages)
        {
            before = reply?.Pipeline ?? before;
            reply = await session.AskAsync(message);
        }

        return goal.WhatIsWrong(before, reply!.Pipeline, reply.Text.ToString());
    }
}
