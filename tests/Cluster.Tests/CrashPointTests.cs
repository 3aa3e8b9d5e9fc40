using Constellation.Realtime.BrokenHub.Crashing;
using Constellation.Realtime.Contracts;
using Constellation.Realtime.Nodes;
using Microsoft.AspNetCore.SignalR.Client;

namespace Constellation.Realtime.Cluster.Tests;

/// <summary>What was found where a node died at a named step between two effects. All of the steps: <c>./chaos.sh --crash-points 20</c>.</summary>
public sealed class CrashPointTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("crash-points-").FullName;
    private LocalCluster _cluster = null!;

    public async Task InitializeAsync() =>
        _cluster = await LocalCluster.StartAsync(2, new Setting(Settings: [("CRASH_POINTS", _folder)], Hub: "Constellation.Realtime.BrokenHub.dll"));

    public async Task DisposeAsync()
    {
        await _cluster.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task A_suggestion_that_its_owner_stored_and_did_not_live_to_show_is_shown_by_the_next_one()
    {
        await ArmAsync(CrashPoints.SuggestionStored);
        _cluster.Llm.Calls("suggest_block", """{"block_type":"dataset","name":"Fires"}""");
        _cluster.Llm.Otherwise.Says("Here it is.");
        var alice = _cluster.SignIn();

        var turn = await alice.SendAsync(node: 1);
        var seen = await alice.Follow(turn, node: 2).Ended;

        Assert.False(_cluster[1].IsUp);
        var ready = Assert.Single(seen, e => e.Type == SessionEventTypes.SuggestionReady);
        Assert.Equal("Fires", ready.Suggestion!.Payload.GetProperty("name").GetString());
        Assert.Equal(SessionEventTypes.TurnCompleted, seen[^1].Type);
    }

    [Fact]
    public async Task A_session_ends_whose_end_one_node_began_and_another_one_found_and_stored_and_neither_lived_to_tell()
    {
        await ArmAsync(CrashPoints.EndingBegun);
        await ArmAsync(CrashPoints.FoundEndStored);
        var alice = _cluster.SignIn();
        var session = await alice.StartSessionAsync(node: 1);

        await using (var connection = await alice.ConnectAsync(1, default))
            await Assert.ThrowsAnyAsync<Exception>(() => connection.InvokeAsync("EndSession", session.SessionId));
        await _cluster[1].ExitAsync();
        await _cluster[2].ExitAsync();
        await _cluster.StartNodeAsync(1);
        await using var later = await alice.ConnectAsync(1, default);
        var seen = await later.StreamAsync<SessionEvent>("Watch", session.SessionId, 0L).ToListAsync();

        Assert.Equal(SessionEventTypes.SessionEnded, Assert.Single(seen).Type);
    }

    private Task ArmAsync(string point) => File.WriteAllTextAsync(Path.Combine(_folder, point), "");
}
