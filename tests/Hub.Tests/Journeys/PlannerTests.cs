using Constellation.Realtime.Contracts;
using Constellation.Realtime.Hub.Tests.Doors;

namespace Constellation.Realtime.Hub.Tests.Journeys;

/// <summary>A node without a model of its own.</summary>
public sealed class PlannerNode() : TestNode(null, ("Llm:Providers:0:Kind", "planner"));

public sealed class PlannerTests(PlannerNode node) : JourneyTests(node), IClassFixture<PlannerNode>
{
    [Theory, EveryDoor]
    public async Task The_built_in_planner_answers_a_goal_with_words_and_a_pipeline_that_can_be_decided_on(DoorKind kind)
    {
        var door = await OpenAsync(kind);

        var asked = await door.AskAsync("Detect wildfires in photos and export the result to S3.");
        var answered = await asked.Answer;
        var suggestion = Assert.Single(answered.Suggestions);
        var decided = await door.DecideAsync(asked.SessionId, suggestion.SuggestionId, Decision.Accepted);

        Assert.Equal(SessionEventTypes.TurnCompleted, answered.Ending);
        Assert.True(answered.Text.Length > 100);
        Assert.Equal("planner", answered.Events[^1].Usage!.Provider);
        Assert.Equal(("pipeline", SuggestionStatus.Accepted), (decided.Target, decided.Status));
        Assert.All(suggestion.Graph!.Blocks, block => Assert.NotEmpty(block.Name));
        Assert.Empty(Llm.Requests);
        await AssertFoldLawAsync(door, asked.Turn, answered.Events);
    }
}
