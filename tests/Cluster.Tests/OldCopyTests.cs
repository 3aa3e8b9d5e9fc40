using Constellation.Realtime.Contracts;
using Constellation.Realtime.Nodes;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;

namespace Constellation.Realtime.Cluster.Tests;

/// <summary>Found by a run of faults with the seed 2915: a node that was cut off from Redis when a turn ended leaves a copy of the session behind that knows nothing of the end.</summary>
public sealed class OldCopyTests : IAsyncLifetime
{
    private LocalCluster _cluster = null!;

    public async Task InitializeAsync() => _cluster = await LocalCluster.StartAsync(2, new Setting(Settings: [("Turns:MaxLive", "1")]));

    public async Task DisposeAsync() => await _cluster.DisposeAsync();

    [Fact]
    public async Task A_node_without_room_calls_no_session_busy_whose_turn_has_ended()
    {
        _cluster.Llm.Otherwise.Says("So. ").ThenWaits().ThenSays("Done.");
        var alice = _cluster.SignIn();
        var turn = await alice.SendAsync(node: 1);
        await _cluster.Llm.WaitForRequestAsync(1);
        await _cluster.SignIn().SendAsync(node: 2);
        await using var connection = await alice.ConnectAsync(2, default);

        // Whoever reads has the session copied.
        var reading = alice.Follow(turn, node: 2);
        await reading.UntilAsync(text => text == "So. ");
        _cluster.WireToRedis(1).Cut();
        _cluster.Llm.GoesOn();
        await reading.Ended;
        var again = new SendMessage { SessionId = turn.SessionId, ClientMessageId = turn.TurnId, Text = "And now?" };
        var refused = await Assert.ThrowsAsync<HubException>(() => connection.InvokeAsync<TurnRef>("SendMessage", again));

        Assert.Contains("\"code\":\"unavailable\"", refused.Message, StringComparison.Ordinal);
    }
}
