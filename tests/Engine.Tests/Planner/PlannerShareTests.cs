using System.Text.Json;
using System.Text.RegularExpressions;
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
        var goals = JsonSerializer.Deserialize<List<Expected>>(
            await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "Planner", "goals.json")), JsonSerializerOptions.Web)!;
        var feed = await Shipped.FeedAsync();
        var wrong = new List<string>();

        foreach (var goal in goals)
        {
            var session = new PlannerSession(feed);
            Turn? turn = null;
            IReadOnlyList<Block> before = [];
            foreach (var message in goal.Messages)
            {
                before = turn?.Pipeline(feed) is { Count: > 0 } blocks ? blocks : before;
                turn = await session.AskAsync(message);
            }

            Assert.All(turn!.Suggested, payload => Assert.Empty(PipelineRules.Broken(payload, feed.Current)));
            if (!goal.IsMetBy(turn, feed, before))
                wrong.Add(string.Join(" | ", goal.Messages));
        }

        Assert.True(goals.Count >= 120);
        Assert.True(wrong.Count <= goals.Count * (1 - Aim), string.Join('\n', wrong));
    }

    private sealed record Expected(IReadOnlyList<string> Messages, string Expect, string? Dataset, string? Model, string? Export, string? Says,
        string? Changed)
    {
        public bool IsMetBy(Turn turn, GraphFeed feed, IReadOnlyList<Block> before)
        {
            var blocks = turn.Pipeline(feed);
            if (Says is not null && !Regex.IsMatch(turn.Text, Says, RegexOptions.IgnoreCase))
                return false;
            if (Expect == "none")
                return blocks.Count == 0;
            return blocks.Count > 0 && Matches(blocks, BlockType.Dataset, Dataset) && Matches(blocks, BlockType.Model, Model)
                && Matches(blocks, BlockType.Exports, Export)
                && (Changed is null || Of(before, Changed) != Of(blocks, Changed));
        }

        private static Guid? Of(IReadOnlyList<Block> blocks, string part) =>
            blocks.FirstOrDefault(block => block.BlockType == GraphJson.ToBlockType(part))?.BlockId;

        private static bool Matches(IReadOnlyList<Block> blocks, BlockType type, string? pattern) =>
            pattern is null || Regex.IsMatch(blocks.Single(block => block.BlockType == type).Name, pattern, RegexOptions.IgnoreCase);
    }
}
