using System.Diagnostics;
using System.Net;
using Constellation.Realtime.Nodes;
using Microsoft.AspNetCore.SignalR;
using Xunit.Abstractions;

namespace Constellation.Realtime.Cluster.Tests;

public sealed class StoreFaultTests(SharedCluster shared, ITestOutputHelper output) : ClusterJourney(shared)
{
    [Fact]
    public async Task When_Redis_is_killed_and_comes_back_the_reply_is_one()
    {
        var (turn, readers) = await InTheMiddleOfAReplyAsync(async _ =>
        {
            await Cluster.Redis.KillAsync();
            await Task.Delay(TimeSpan.FromSeconds(1));
            await Cluster.Redis.ComeBackAsync();
        });

        Assert.Equal(WholeReply, (await AllHoldsAsync(turn, readers)).Content);
        Assert.Single(Cluster.Llm.Requests);
    }

    [Fact]
    public async Task When_Redis_comes_back_empty_everything_is_said_anew_and_nothing_twice()
    {
        var (turn, readers) = await InTheMiddleOfAReplyAsync(async _ =>
        {
            await Cluster.Redis.KillAsync();
            await Cluster.Redis.ForgetAsync();
            await Cluster.Redis.ComeBackAsync();
        });

        Assert.Equal(WholeReply, (await AllHoldsAsync(turn, readers)).Content);
        Assert.Single(Cluster.Llm.Requests);
    }

    [Fact]
    public async Task When_Redis_is_paused_what_was_applied_without_an_answer_is_not_applied_twice()
    {
        var (turn, readers) = await InTheMiddleOfAReplyAsync(async _ =>
        {
            await Cluster.Redis.PauseAsync();
            await Task.Delay(TimeSpan.FromSeconds(3));
            await Cluster.Redis.GoOnAsync();
        });

        Assert.Equal(WholeReply, (await AllHoldsAsync(turn, readers)).Content);
        Assert.Single(Cluster.Llm.Requests);
    }

    [Fact]
    public async Task Without_Redis_messages_are_taken_and_turns_run_and_end()
    {
        await Cluster.Redis.KillAsync();
        await Until.TrueAsync(async () => (await Cluster[1].GetAsync("/healthz/ready")) is (HttpStatusCode.OK, var body) && body.Contains("away", StringComparison.Ordinal));

        var turn = await Alice.SendAsync(node: 1);
        var reader = Alice.Follow(turn, node: 2);

        Assert.Equal(WholeReply, (await AllHoldsAsync(turn, [reader])).Content);
    }

    [Fact]
    public async Task When_PostgreSQL_is_away_messages_are_refused_within_a_second_and_the_running_reply_ends_when_it_is_back()
    {
        var session = await Alice.StartSessionAsync(node: 2);
        await using var connection = await Alice.ConnectAsync(2, default);
        var took = TimeSpan.MaxValue;
        var refused = "";

        var (turn, readers) = await InTheMiddleOfAReplyAsync(async _ =>
        {
            await Cluster.Postgres.StopAsync();
            var clock = Stopwatch.StartNew();
            refused = (await Assert.ThrowsAsync<HubException>(() => Person.SendAsync(connection, session))).Message;
            took = clock.Elapsed;
            await Task.Delay(TimeSpan.FromSeconds(5));
            await Cluster.Postgres.StartAgainAsync();
        });

        Assert.Contains("\"code\":\"unavailable\"", refused, StringComparison.Ordinal);
        output.WriteLine($"Refused after {took}.");
        Assert.InRange(took, TimeSpan.Zero, TimeSpan.FromSeconds(10)); // It is away until then.
        Assert.Equal(WholeReply, (await AllHoldsAsync(turn, readers)).Content);
        Assert.Single(Cluster.Llm.Requests);
    }

    [Fact]
    public async Task A_node_that_starts_without_PostgreSQL_lives_and_is_ready_when_it_is_there()
    {
        Cluster.WireToPostgres(3).Cut();
        Cluster[3].Kill();

        var node = await Cluster.LaunchNodeAsync(3);

        Assert.Equal(HttpStatusCode.OK, (await node.GetAsync("/healthz/live")).Status);
        var (status, body) = await node.GetAsync("/healthz/ready");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.Contains("migrating", body, StringComparison.Ordinal);
        await using var connection = await Alice.ConnectAsync(3, default);
        var refused = await Assert.ThrowsAsync<HubException>(() => Person.StartSessionAsync(connection));
        Assert.Contains("\"code\":\"unavailable\"", refused.Message, StringComparison.Ordinal);
        Cluster.WireToPostgres(3).Mend();
        await node.UntilReadyAsync();
        await Alice.StartSessionAsync(3);
    }
}
