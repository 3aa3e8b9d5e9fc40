using System.Net;
using Constellation.Realtime.Contracts;
using Constellation.Realtime.Engine;
using Constellation.Realtime.Engine.Tests.Redis;
using Constellation.Realtime.Hub.Auth;
using Constellation.Realtime.Hub.Tests.Wire;
using StackExchange.Redis;

namespace Constellation.Realtime.Hub.Tests.Auth;

public sealed class RedisTicketTests : TicketSpec
{
    // Time passes for what Redis keeps: deadlines and lifetimes come nearer.
    private const string Age = """
        for _, key in ipairs(KEYS) do
            if redis.call('TYPE', key).ok == 'zset' then
                for _, member in ipairs(redis.call('ZRANGE', key, 0, -1)) do redis.call('ZINCRBY', key, -ARGV[1], member) end
            end
            redis.call('PEXPIRE', key, string.format('%.0f', math.max(0, redis.call('PTTL', key) - ARGV[1])))
        end
        """;

    private RedisServer _server = null!;
    private ConnectionMultiplexer _redis = null!;

    [Fact]
    public async Task A_ticket_of_one_node_opens_the_hub_of_another_once()
    {
        await using var other = await StartNodeAsync(TimeProvider.System);
        await using var third = await StartNodeAsync(TimeProvider.System);
        var holder = new TicketHolder(new Caller(Samples.Id), DateTimeOffset.MaxValue);
        var ticket = await other.Tickets.IssueAsync(holder, default);

        var redeemed = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => (i % 2 == 0 ? other : third).Tickets.RedeemAsync(ticket, default)));

        Assert.Equal(holder, Assert.Single(redeemed, found => found is not null));
    }

    [Fact]
    public async Task While_Redis_is_away_tickets_are_unavailable()
    {
        await using var node = await StartNodeAsync(TimeProvider.System);
        var ticket = await node.Tickets.IssueAsync(new TicketHolder(new Caller(Samples.Id), DateTimeOffset.MaxValue), default);
        await _server.KillAsync();

        using var issued = await node.SendAsync(HttpMethod.Post, "/llm/ticket/", Tokens.For(Samples.Id));
        using var hub = await RawHub.ConnectAsync(node, ticket: ticket);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, issued.StatusCode);
        Assert.Contains(ErrorCodes.Unavailable, await issued.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(503, hub.Status);
    }

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        await _redis.DisposeAsync();
        await _server.DisposeAsync();
    }

    protected override async Task PassAsync(TimeSpan time)
    {
        var keys = new List<RedisKey>();
        await foreach (var key in _redis.GetServers().Single().KeysAsync()) keys.Add(key);
        await _redis.GetDatabase().ScriptEvaluateAsync(Age, [.. keys], [(long)time.TotalMilliseconds]);
    }

    private protected override async Task<ProbeHost> StartAsync(TimeProvider time)
    {
        _server = await RedisServer.StartAsync();
        _redis = await ConnectionMultiplexer.ConnectAsync(_server.ConnectionString);
        return await StartNodeAsync(time);
    }

    private Task<ProbeHost> StartNodeAsync(TimeProvider time) =>
        ProbeHost.StartAsync(time, ("Auth:JwtSecret", Tokens.Secret), ("ConnectionStrings:Redis", _server.ConnectionString));
}
