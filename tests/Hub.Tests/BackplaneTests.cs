using System.Diagnostics;
using Constellation.Realtime.Contracts;
using Constellation.Realtime.Engine.Tests.Redis;
using Constellation.Realtime.Hub.Tests.Doors;
using StackExchange.Redis;

namespace Constellation.Realtime.Hub.Tests;

/// <summary>Announcements over several nodes, and what becomes of a node while Redis is away.</summary>
public sealed class BackplaneTests : IAsyncLifetime
{
    private readonly List<IAsyncDisposable> _open = [];
    private RedisServer _redis = null!;

    public async Task InitializeAsync() => _redis = await RedisServer.StartAsync();

    public async Task DisposeAsync()
    {
        foreach (var open in Enumerable.Reverse(_open)) await open.DisposeAsync();
        await _redis.DisposeAsync();
    }

    [Fact]
    public async Task A_users_connections_on_other_nodes_are_told_and_nobody_else()
    {
        var (one, two, elsewhere) = (await StartAsync(), await StartAsync(), await StartAsync("another-service"));
        var here = await ConnectAsync(one);
        var json = await ConnectAsync(two, here.UserId);
        var messagePack = await ConnectAsync(two, here.UserId, DoorKind.SignalRMessagePack);
        var (stranger, foreign) = (await ConnectAsync(two), await ConnectAsync(elsewhere, here.UserId));

        var session = await here.StartSessionAsync("New");
        await foreign.StartSessionAsync("Elsewhere");
        await stranger.StartSessionAsync("Mine");

        foreach (var told in (HubDoor[])[here, json, messagePack]) Assert.Equal(session, (await told.AnnouncementAsync(_ => true)).What);
        Assert.Equal("Mine", ((Session)(await stranger.AnnouncementAsync(_ => true)).What).Title);
        Assert.Equal("Elsewhere", ((Session)(await foreign.AnnouncementAsync(_ => true)).What).Title);
        Assert.All((HubDoor[])[here, json, messagePack, stranger, foreign], door => Assert.Single(door.Announced));
    }

    [Fact]
    public async Task Nothing_that_a_model_says_goes_over_the_backplane()
    {
        var node = await StartAsync();
        var door = await ConnectAsync(node);
        var heard = new System.Collections.Concurrent.ConcurrentQueue<string>();
        await using var connection = await ConnectionMultiplexer.ConnectAsync(_redis.ConnectionString);
        await connection.GetSubscriber().SubscribeAsync(RedisChannel.Pattern("*"), (_, message) => heard.Enqueue(message!));
        node.Llm.Says("A secret reply.");

        var answered = await door.AskToEndAsync("What is it?");
        await door.AnnouncementAsync(one => one.What is Session { ActiveTurnId: null } session && session.LastSequence == answered.Events[^1].Sequence);

        Assert.Equal("A secret reply.", answered.Text);
        Assert.NotEmpty(heard);
        Assert.DoesNotContain(heard, message => message.Contains("secret", StringComparison.Ordinal));
    }

    [Fact]
    public async Task While_Redis_is_away_clients_come_in_and_are_answered_and_told_again_afterwards()
    {
        var (one, two) = (await StartAsync(), await StartAsync());
        await _redis.KillAsync();
        one.Llm.Says("All the same.");

        var here = await ConnectAsync(one);
        var there = await ConnectAsync(two, here.UserId);
        var answered = await here.AskToEndAsync("Are you there?");
        await _redis.ComeBackAsync();
        await Wait.UntilAsync(async () =>
        {
            await here.StartSessionAsync("Again");
            return there.Announced.Any(told => told.What is Session { Title: "Again" });
        });

        Assert.Equal("All the same.", answered.Text);
    }

    [Fact]
    public async Task A_node_that_starts_without_Redis_tells_once_it_is_there()
    {
        await _redis.KillAsync();
        var (one, two) = (await StartAsync(), await StartAsync());
        var here = await ConnectAsync(one);
        var there = await ConnectAsync(two, here.UserId);

        await _redis.ComeBackAsync();

        await Wait.UntilAsync(async () =>
        {
            await here.StartSessionAsync("Now");
            return there.Announced.Count > 0 && here.Announced.Count > 0;
        });
    }

    [Fact]
    public async Task While_Redis_stands_still_nobody_waits_in_line_to_come_in()
    {
        var node = await StartAsync();
        await _redis.PauseAsync();
        var begun = Stopwatch.GetTimestamp();

        var doors = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => node.OpenHubAsync()));
        var took = Stopwatch.GetElapsedTime(begun);
        _open.AddRange(doors);
        await _redis.GoOnAsync();

        // In line it would be a second for each.
        Assert.InRange(took, TimeSpan.Zero, TimeSpan.FromSeconds(8));
    }

    private async Task<TestNode> StartAsync(string prefix = "constellation-realtime")
    {
        var node = new TestNode(null, ("ConnectionStrings:Redis", _redis.ConnectionString), ("Redis:Prefix", prefix));
        await node.InitializeAsync();
        _open.Add(new Running(node));
        return node;
    }

    private async Task<HubDoor> ConnectAsync(TestNode node, Guid? userId = null, DoorKind kind = DoorKind.SignalRJson)
    {
        var door = (HubDoor)await node.OpenAsync(kind, userId);
        _open.Add(door);
        return door;
    }

    private sealed class Running(TestNode node) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync() => await node.DisposeAsync();
    }
}
