using Constellation.Realtime.Contracts;
using Constellation.Realtime.Hub.Tests.Doors;
using Constellation.Realtime.Hub.Tests.Journeys;

namespace Constellation.Realtime.Hub.Tests.Fallback;

/// <summary>What readers see of an answer that another provider goes on with, over each wire that can be asked to.</summary>
public sealed class GoingOnTests : IClassFixture<GoingOnTests.Chains>
{
    private readonly Chains _chains;

    public GoingOnTests(Chains chains) => _chains = chains;

    [Theory]
    [InlineData("openai")]
    [InlineData("ollama")]
    [InlineData("anthropic")]
    public async Task A_reply_that_broke_off_is_gone_on_with_from_the_very_character_and_said_once(string kind)
    {
        var node = await _chains.NodeAsync(kind);
        var about = Guid.NewGuid().ToString();
        node.At(0, about).Says("Take the ", "burned ar").ThenBreaks();
        node.At(1, about).Says("eas of ", "Kenya.");

        var (live, late) = await AskAsync(node, about);

        Assert.Equal("Take the burned areas of Kenya.", ReplyFold.TextOf(live));
        Assert.Equal(kind, live[^1].Usage!.Provider);
        foreach (var events in new[] { live, late })
        {
            var rewound = events.FindIndex(e => e.Type == SessionEventTypes.TextRewound);
            Assert.Equal((0, RewindReasons.Fallback), (events[rewound].Length, events[rewound].Reason));
            Assert.StartsWith("Take the burned ar", events[rewound + 1].Text, StringComparison.Ordinal);
            Assert.Single(events, e => e.Type == SessionEventTypes.TextRewound);
        }

        var asked = Assert.Single(node.Requests(1, about));
        Assert.Equal(("assistant", "Take the burned ar"), asked.Said[^1]);
        Assert.Equal(about, asked.Said.Last(said => said.Role == "user").Text);
    }

    [Theory]
    [InlineData("openai")]
    [InlineData("ollama")]
    [InlineData("anthropic")]
    public async Task After_a_tool_round_only_the_answer_that_broke_off_is_gone_on_with_and_what_follows_is_given_all_of_it(string kind)
    {
        var node = await _chains.NodeAsync(kind);
        var about = Guid.NewGuid().ToString();
        var (first, other) = (node.At(0, about), node.At(1, about));
        first.Says("Let me look.\n").ThenCalls("search_blocks", """{"query":"fires"}""");
        first.Says("There ", "is ").ThenBreaks();
        other.Says("one, I ", "look closer.\n").ThenCalls("search_blocks", """{"query":"burned areas"}""");
        other.Says("Here it is.");

        var (live, _) = await AskAsync(node, about);

        Assert.Equal("Let me look.\nThere is one, I look closer.\nHere it is.", ReplyFold.TextOf(live));
        var rewound = Assert.Single(live, e => e.Type == SessionEventTypes.TextRewound);
        Assert.Equal("Let me look.\n".Length, rewound.Length);
        var asked = node.Requests(1, about);
        Assert.Equal(("assistant", "There is"), asked[0].Said[^1]);
        Assert.Equal(["Let me look.\n", "There is one, I look closer.\n"], asked[1].Said.Where(said => said.Role == "assistant").Select(said => said.Text));
    }

    [Fact]
    public async Task A_candidate_that_broke_off_in_its_block_is_written_to_its_end()
    {
        var node = await _chains.NodeAsync("openai");
        var about = Guid.NewGuid().ToString();
        node.At(0, about).Says("This.\n", $"```suggest pipeline\n{Suggested.Fires[..60]}", Suggested.Fires[60..200]).ThenBreaks();
        node.At(1, about).Says(Suggested.Fires[200..], "\n```\n", "Well?");

        var (live, _) = await AskAsync(node, about);

        Assert.Equal("This.\nWell?", ReplyFold.TextOf(live));
        var ready = Assert.Single(live, e => e.Type == SessionEventTypes.SuggestionReady).Suggestion!;
        Assert.All(live.Where(e => e.Type == SessionEventTypes.SuggestionDraft), e => Assert.Equal(ready.SuggestionId, e.Suggestion!.SuggestionId));
        Assert.DoesNotContain(live, e => e.Type == SessionEventTypes.SuggestionInvalid);
    }

    [Fact]
    public async Task A_model_that_takes_no_beginnings_says_the_reply_anew()
    {
        var node = await _chains.NodeAsync("anthropic");
        var about = Guid.NewGuid().ToString();
        node.At(0, about).Says("Take the ", "burned ar").ThenBreaks();
        var other = node.At(1, about);
        other.Answers(400, """{"type":"error","error":{"type":"invalid_request_error","message":"This model does not support assistant message prefill."}}""");
        other.Says("All of Kenya.");

        var (live, _) = await AskAsync(node, about);

        Assert.Equal("All of Kenya.", ReplyFold.TextOf(live));
        Assert.Equal(["assistant", "user"], node.Requests(1, about).Select(request => request.Said[^1].Role));
    }

    [Fact]
    public async Task A_title_that_broke_off_is_gone_on_with_too()
    {
        const string Asks = "Title of this conversation:";
        await using var node = await FallbackNode.StartAsync(2, ("Llm:Providers:1:Prefill", "true"), ("Llm:Titles", "model"));
        node.At(0, Asks).Says("Burned ").ThenBreaks();
        node.At(1, Asks).Says("areas of Kenya");
        node.At(0, "burned").Says("These.");
        await using var door = await node.Node.OpenHubAsync();
        var session = await door.StartSessionAsync();

        await door.AskToEndAsync("What has burned?", session.SessionId);

        await Wait.UntilAsync(async () => (await door.Rest.FindAsync(session.SessionId)).Title != "What has burned?");
        Assert.Equal("Burned areas of Kenya", (await door.Rest.FindAsync(session.SessionId)).Title);
    }

    /// <summary>All that a live and a late reader get, which is what history holds.</summary>
    private static async Task<(List<SessionEvent> Live, List<SessionEvent> Late)> AskAsync(FallbackNode node, string about)
    {
        await using var door = await node.Node.OpenHubAsync();
        var asked = await door.AskAsync(about);
        var live = (await asked.Answer).Events;
        var late = await door.ReadTurnAsync(asked.Turn, asked.Turn.After).ToEndAsync();

        var history = await door.Rest.HistoryAsync(asked.SessionId);
        FoldLaw.Holds(live, history);
        FoldLaw.Holds(late, history);
        Assert.Equal(SessionEventTypes.TurnCompleted, live[^1].Type);
        return ([.. live], [.. late]);
    }

    /// <summary>A node for each kind of provider that goes on with what the first one began.</summary>
    public sealed class Chains : IAsyncLifetime
    {
        private readonly Dictionary<string, FallbackNode> _nodes = [];

        internal async Task<FallbackNode> NodeAsync(string kind)
        {
            if (!_nodes.TryGetValue(kind, out var node))
                _nodes[kind] = node = await FallbackNode.StartAsync(2, ("Llm:Providers:1:Kind", kind), ("Llm:Providers:1:Prefill", "true"));
            await node.MendAsync();
            return node;
        }

        public Task InitializeAsync() => Task.CompletedTask;

        public async Task DisposeAsync()
        {
            foreach (var node in _nodes.Values) await node.DisposeAsync();
        }
    }
}
