using Constellation.Realtime.Engine.Evaluation;
using Constellation.Realtime.Engine.Graph;
using Constellation.Realtime.Engine.Tests.Graph;

namespace Constellation.Realtime.Engine.Tests.Planner;

/// <summary>The goals of docs/planner.md, asked for real.</summary>
public sealed class PlannerShareTests
{
    private const double Aim = 0.95;

    [Fact]
    public async Task Of_the_written_goals_at_least_95_in_100_are_answered_rightly_and_every_pipeline_keeps_the_rules()
    {
        var goals = await ExpectedGoal.ReadAsync(null);
        var feed = await Shipped.FeedAsync();
        var wrong = new List<string>();

        foreach (var goal in goals)
        {
            var session = new PlannerSession(feed);
            Turn? turn = null;
            IReadOnlyList<Block>? before = null;
            foreach (var message in goal.Messages)
            {
                before = turn?.Pipeline(feed) is { Count: > 0 } blocks ? blocks : before;
                turn = await session.AskAsync(message);
            }

            Assert.All(turn!.Suggested, payload => Assert.Empty(PipelineRules.Broken(payload, feed.Current)));
            if (goal.WhatIsWrong(before, turn.Pipeline(feed) is { Count: > 0 } pipeline ? pipeline : null, turn.Text) is { } fault)
                wrong.Add($"{string.Join(" | ", goal.Messages)}: {fault}");
        }

        Assert.True(goals.Count >= 120);
        Assert.True(wrong.Count <= goals.Count * (1 - Aim), string.Join('\n', wrong));
    }
}
