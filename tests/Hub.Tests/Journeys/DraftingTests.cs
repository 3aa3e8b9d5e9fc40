using Constellation.Realtime.Contracts;
using Constellation.Realtime.Hub.Tests.Doors;

namespace Constellation.Realtime.Hub.Tests.Journeys;

public sealed class DraftingTests(DraftingTests.SlowNode node) : JourneyTests(node), IClassFixture<DraftingTests.SlowNode>
{
    private static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(150);

    /// <summary>Where the first edge has closed, and the second one has not.</summary>
    private static readonly int Middle = Suggested.Fires.LastIndexOf(",{\"source", StringComparison.Ordinal) + 20;

    public sealed class SlowNode() : TestNode(null, ("Stream:Gather", Gather.ToString()));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Blocks_and_edges_are_drawn_as_they_close_while_the_model_pauses_by_a_call_and_in_a_fence_alike(bool fenced)
    {
        var (before, after) = (Suggested.Fires[..Middle], Suggested.Fires[Middle..]);
        if (fenced) Llm.Says(["```suggest pipeline\n", .. Parts(before)]).ThenWaits().ThenSays([.. Parts(after), "\n```\n", "There."]);
        else Llm.Calls("suggest_pipeline", before, Parts(before).Length).ThenWaits().ThenWrites(after, Parts(after).Length);
        Llm.Says("There.");
        var door = await OpenHubAsync();

        var session = await door.StartSessionAsync();
        var turn = await door.SendAsync(session.SessionId, "Fires?");
        var drawn = await door.ReadTurnAsync(turn, turn.After).UntilAsync(e => e.Suggestion?.Graph?.Edges.Count == 1);
        Llm.GoesOn();
        var events = await door.ReadTurnAsync(turn, turn.After).ToEndAsync();

        var drafts = events.Where(e => e.Type == SessionEventTypes.SuggestionDraft).ToArray();
        var graph = drawn[^1].Suggestion!.Graph!;
        Assert.Equal(SessionEventTypes.SuggestionDraft, drawn[^1].Type);
        Assert.Equal(["dataset", "model", "exports"], graph.Blocks.Select(block => block.BlockType));
        Assert.All(graph.Blocks, block => Assert.NotEmpty(block.Name));
        Assert.Equal((graph.Blocks[0].BlockId, graph.Blocks[1].BlockId), (graph.Edges[0].SourceBlockId, graph.Edges[0].TargetBlockId));
        Assert.Single(events.Where(e => e.Suggestion is not null).Select(e => e.Suggestion!.SuggestionId).Distinct());
        AssertOneInAGather(drafts);
    }

    [Fact]
    public async Task Of_candidates_that_are_written_side_by_side_one_is_drawn_in_a_gather_and_each_as_far_as_it_has_come()
    {
        const string Block = """{"block_type":"model","name":"Snow mapper","description":"Maps""";
        Llm.Calls("suggest_pipeline", Suggested.Fires, 40).ThenCalls("suggest_block", Block, 10).ThenWaits().ThenWrites(" snow.\"}");
        Llm.Says("There.");
        var door = await OpenHubAsync();

        var session = await door.StartSessionAsync();
        var turn = await door.SendAsync(session.SessionId, "Fires and snow?");
        var drawn = new HashSet<string>();
        await door.ReadTurnAsync(turn, turn.After).UntilAsync(e =>
        {
            if (e.Suggestion?.Graph?.Edges.Count == 2) drawn.Add("pipeline");
            if (e.Suggestion?.Target == "block" && e.Suggestion.Payload.TryGetProperty("name", out _)) drawn.Add("block");
            return drawn.Count == 2;
        });
        Llm.GoesOn();
        var events = await door.ReadTurnAsync(turn, turn.After).ToEndAsync();

        var drafts = events.Where(e => e.Type == SessionEventTypes.SuggestionDraft).ToArray();
        Assert.Equal(2, drafts.Select(e => e.Suggestion!.SuggestionId).Distinct().Count());
        Assert.Equal(2, events.Count(e => e.Type == SessionEventTypes.SuggestionReady));
        AssertOneInAGather(drafts);
    }

    [Fact]
    public async Task A_corrected_candidate_keeps_its_id_in_drafts_and_when_it_is_ready()
    {
        Llm.Calls("suggest_pipeline", Suggested.Unknown, splitInto: 5);
        Llm.Calls("suggest_pipeline", Suggested.Fires, splitInto: 5);
        Llm.Says("There.");
        var door = await OpenHubAsync();

        var answered = await door.AskToEndAsync("Fires?");

        Assert.Single(answered.Events.Where(e => e.Suggestion is not null).Select(e => e.Suggestion!.SuggestionId).Distinct());
        Assert.Single(answered.Suggestions);
    }

    /// <summary>The gather is measured from when a draft was due, not from when this machine came to it.</summary>
    private static void AssertOneInAGather(SessionEvent[] drafts) =>
        Assert.All(drafts.Zip(drafts.Skip(1)), pair => Assert.True(pair.Second.At - pair.First.At >= Gather / 2));

    private static string[] Parts(string text) => [.. text.Chunk(4).Select(part => new string(part))];
}
