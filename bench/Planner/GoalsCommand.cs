using System.Text.RegularExpressions;
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

        var got = reply!.Pipeline is null ? "no pipeline" : string.Join(" → ", reply.Pipeline.Select(block => block.Name));
        if (goal.Expect == "none")
        {
            return reply.Pipeline is not null ? $"suggested {got}"
                : goal.Says is { } says && !Regex.IsMatch(reply.Text.ToString(), says, RegexOptions.IgnoreCase)
                ? $"does not speak of {says}: {reply.Text}"
                : null;
        }

        if (reply.Pipeline is null)
            return "no pipeline: " + reply.Text;
        (string? Pattern, BlockType Type)[] demands = [(goal.Dataset, BlockType.Dataset), (goal.Model, BlockType.Model),
            (goal.Export, BlockType.Exports)];
        foreach (var (pattern, type) in demands)
        {
            if (pattern is not null && !Regex.IsMatch(reply.Pipeline.First(block => block.BlockType == type).Name, pattern, RegexOptions.IgnoreCase))
                return $"{type} should be {pattern}: {got}";
        }

        if (goal.Says is { } phrase && !Regex.IsMatch(reply.Text.ToString(), phrase, RegexOptions.IgnoreCase))
            return $"does not speak of {phrase}: {reply.Text}";
        return goal.Changed is { } part && Of(before, part) == Of(reply.Pipeline, part) ? $"{part} is not changed: {got}" : null;
    }

    private static Guid? Of(IReadOnlyList<Block>? blocks, string part) =>
        blocks?.FirstOrDefault(block => string.Equals(block.BlockType.ToString().TrimEnd('s'), part, StringComparison.OrdinalIgnoreCase))?.BlockId;
}
