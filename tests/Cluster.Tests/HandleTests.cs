using System.Text.Json;
using Constellation.Realtime.Contracts;
using Constellation.Realtime.Nodes;
using Constellation.Realtime.ScriptedModel;

namespace Constellation.Realtime.Cluster.Tests;

/// <summary>The short names of blocks outlive the node that gave them out.</summary>
public sealed class HandleTests : IAsyncLifetime
{
    private LocalCluster _cluster = null!;

    public async Task InitializeAsync() => _cluster = await LocalCluster.StartAsync(2);

    public async Task DisposeAsync() => await _cluster.DisposeAsync();

    [Fact]
    public async Task A_node_that_takes_over_knows_the_blocks_by_the_names_that_the_one_before_gave_out()
    {
        string[] handles = [];
        _cluster.Llm.Calls("find_pipelines", """{"goal":"burn scars from HLS","limit":1}""");
        _cluster.Llm.Decides(request =>
        {
            handles = HandlesOf(request);
            return new Script().ThenSays("Let me see. ").ThenWaits();
        });
        _cluster.Llm.Decides(_ => new Script().ThenCalls("suggest_pipeline", Suggestion(handles)));
        _cluster.Llm.Otherwise.Says("There it is.");
        var alice = _cluster.SignIn();
        var turn = await alice.SendAsync(node: 1);
        var reader = alice.Follow(turn, node: 2);
        await reader.UntilAsync(text => text.Length > 0);

        _cluster[1].Kill();
        var seen = await reader.Ended;

        var ready = Assert.Single(seen, e => e.Type == SessionEventTypes.SuggestionReady).Suggestion!;
        Assert.All(handles, handle => Assert.Matches("^b-[0-9a-z]{6}$", handle));
        Assert.Equal(Suggestion([.. ready.Graph!.Blocks.Select(block => block.BlockId.ToString())]), ready.Payload.GetRawText());
        Assert.DoesNotContain(seen, e => e.Type == SessionEventTypes.SuggestionInvalid);
        Assert.Equal(SessionEventTypes.TurnCompleted, seen[^1].Type);
    }

    private static string[] HandlesOf(ReceivedRequest request) =>
    [
        .. JsonElement.Parse(request.Messages[^1].GetProperty("content").GetString()!).GetProperty("pipelines")[0].GetProperty("blocks").EnumerateArray()
            .Select(block => block.GetProperty("block_id").GetString()!),
    ];

    private static string Suggestion(IReadOnlyList<string> ids) =>
        $$"""{"name":"Burn scars","blocks":["{{ids[0]}}","{{ids[1]}}","{{ids[2]}}"],"edges":[{"source_block_id":"{{ids[0]}}","target_block_id":"{{ids[1]}}","edge_type":"primary"},{"source_block_id":"{{ids[1]}}","target_block_id":"{{ids[2]}}","edge_type":"primary"}]}""";
}
