using System.Net;
using Constellation.Realtime.Contracts;
using Constellation.Realtime.Nodes;
using Microsoft.AspNetCore.SignalR;
using Xunit.Abstractions;

namespace Constellation.Realtime.Cluster.Tests;

public sealed class DrainTests(SharedCluster shared, ITestOutputHelper output) : ClusterJourney(shared)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task A_node_that_is_asked_to_stop_hands_its_turns_over_and_leaves_with_exit_code_0()
    {
        SaysWholeReply(wordsPerSecond: 12); // Far longer than a draining node lets a reply end.
        (int Code, TimeSpan Took) exit = default;

        var (turn, readers) = await InTheMiddleOfAReplyAsync(async _ =>
        {
            Cluster[1].Terminate();
            await Until.TrueAsync(async () => (await Cluster[1].GetAsync("/healthz/ready")).Body.Contains("draining", StringComparison.Ordinal));
            exit = await Cluster[1].ExitAsync();
        });

        output.WriteLine($"Gone after {exit.Took}.");
        Assert.Equal(0, exit.Code);
        Assert.InRange(exit.Took, TimeSpan.Zero, Limit);
        Assert.Equal(WholeReply, (await AllHoldsAsync(turn, readers)).Content);
        var notice = Assert.Single(Alice.Notices);
        Assert.Equal((1, Notice.Draining), (notice.Node, notice.Notice.Code));
        Assert.InRange(notice.Notice.RetryAfterMs!.Value, 0, 1000);
        Assert.Equal(2, Cluster.Llm.Requests.Count);
    }

    [Fact]
    public async Task A_node_that_drains_refuses_messages_with_unavailable()
    {
        var session = await Alice.StartSessionAsync(node: 1);
        await using var connection = await Alice.ConnectAsync(1, default);
        var turn = await Alice.SendAsync(node: 1);

        Cluster[1].Terminate();
        await Until.TrueAsync(async () => (await Cluster[1].GetAsync("/healthz/ready")).Status == HttpStatusCode.ServiceUnavailable);
        var refused = await Assert.ThrowsAsync<HubException>(() => Person.SendAsync(connection, session));

        Assert.Contains("\"code\":\"unavailable\"", refused.Message, StringComparison.Ordinal);
        Assert.Contains("retryAfterMs", refused.Message, StringComparison.Ordinal);
        Assert.Equal(0, (await Cluster[1].ExitAsync()).Code);
        await AllHoldsAsync(turn, []);
    }

    [Fact]
    public async Task The_last_node_leaves_what_it_cannot_finish_to_the_next_start()
    {
        foreach (var node in new[] { 2, 3 })
        {
            Cluster[node].Terminate();
            Assert.Equal(0, (await Cluster[node].ExitAsync()).Code);
        }

        SaysWholeReply(wordsPerSecond: 5); // Far longer than the last node lets a reply end.
        (int Code, TimeSpan Took) exit = default;
        var (turn, readers) = await InTheMiddleOfAReplyAsync(async _ =>
        {
            Cluster.Llm.When(_ => true).Says("Short.");
            Cluster[1].Interrupt();
            Cluster[1].Interrupt();
            exit = await Cluster[1].ExitAsync();
            await Cluster.StartNodeAsync(2);
        });

        Assert.Equal(0, exit.Code);
        Assert.InRange(exit.Took, TimeSpan.Zero, TimeSpan.FromSeconds(6));
        Assert.Equal("Short.", (await AllHoldsAsync(turn, readers)).Content);
    }

    [Fact]
    public async Task The_last_node_lets_a_reply_end_that_is_nearly_done()
    {
        foreach (var node in new[] { 2, 3 })
        {
            Cluster[node].Terminate();
            await Cluster[node].ExitAsync();
        }

        SaysWholeReply(wordsPerSecond: 40); // Longer than where others could go on, and far shorter than it lets a reply end.
        (int Code, TimeSpan Took) exit = default;
        var (turn, readers) = await InTheMiddleOfAReplyAsync(async _ =>
        {
            Cluster[1].Terminate();
            exit = await Cluster[1].ExitAsync();
        });

        var seen = Assert.Single(readers).Seen;
        Assert.Equal(0, exit.Code);
        Assert.Equal(SessionEventTypes.TurnCompleted, seen[^1].Type);
        Assert.Equal(WholeReply, ReplyFold.TextOf(seen));
        Assert.Equal(1, readers[0].Connections);
        await Cluster.StartNodeAsync(1);
        await AllHoldsAsync(turn, readers);
    }

    [Fact]
    public async Task An_idle_node_stops_at_once()
    {
        Cluster[3].Interrupt();

        var exit = await Cluster[3].ExitAsync();

        output.WriteLine($"Gone after {exit.Took}.");
        Assert.Equal(0, exit.Code);
        Assert.InRange(exit.Took, TimeSpan.Zero, TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task A_rolling_restart_loses_nothing()
    {
        var (turn, readers) = await InTheMiddleOfAReplyAsync(async _ =>
        {
            foreach (var node in new[] { 1, 2, 3 })
            {
                Cluster[node].Terminate();
                Assert.Equal(0, (await Cluster[node].ExitAsync()).Code);
                await Cluster.StartNodeAsync(node);
            }
        });

        Assert.Equal(WholeReply, (await AllHoldsAsync(turn, readers)).Content);
    }
}
