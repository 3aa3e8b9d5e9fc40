using System.Net;
using System.Text.Json;
using Constellation.Realtime.Engine;
using Constellation.Realtime.Hub.Auth;
using Constellation.Realtime.Hub.Tests.Wire;
using Microsoft.Extensions.Time.Testing;

namespace Constellation.Realtime.Hub.Tests.Auth;

/// <summary>What tickets promise, wherever they are kept.</summary>
public abstract class TicketSpec : IAsyncLifetime
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
    private ProbeHost _host = null!;

    public async Task InitializeAsync() => _host = await StartAsync(_time);

    public virtual async Task DisposeAsync() => await _host.DisposeAsync();

    private protected abstract Task<ProbeHost> StartAsync(TimeProvider time);

    /// <summary>Lets time pass where tickets are kept, other than by the node's own clock.</summary>
    protected abstract Task PassAsync(TimeSpan time);

    [Fact]
    public async Task A_ticket_opens_the_hub_once_as_the_user_it_was_issued_to()
    {
        var ticket = await TicketAsync();

        using var first = await RawHub.ConnectAsync(_host, ticket: ticket);
        using var second = await RawHub.ConnectAsync(_host, ticket: ticket);
        await first.SendTextAsync("""{"type":1,"invocationId":"1","target":"StartSession","arguments":[{}]}""");
        var session = JsonElement.Parse(await first.ReceiveTextAsync()).GetProperty("result");

        Assert.Equal(Samples.Id, session.GetProperty("userId").GetGuid());
        Assert.Equal(401, second.Status);
    }

    [Fact]
    public async Task A_ticket_is_good_for_thirty_seconds()
    {
        var early = await TicketAsync();
        var late = await TicketAsync();

        await LaterAsync(TimeSpan.FromSeconds(29));
        using var inTime = await RawHub.ConnectAsync(_host, ticket: early);
        await LaterAsync(TimeSpan.FromSeconds(1));
        using var tooLate = await RawHub.ConnectAsync(_host, ticket: late);

        Assert.Equal(101, inTime.Status);
        Assert.Equal(401, tooLate.Status);
    }

    [Fact]
    public async Task A_ticket_ends_with_its_token()
    {
        var ticket = await TicketAsync(tokenLeft: TimeSpan.FromSeconds(10), expectedExpiresIn: 10);

        await LaterAsync(TimeSpan.FromSeconds(10));
        using var hub = await RawHub.ConnectAsync(_host, ticket: ticket);

        Assert.Equal(401, hub.Status);
    }

    [Theory]
    [InlineData("POST", "/hubs/chat/negotiate?negotiateVersion=1&")]
    [InlineData("GET", "/hubs/chat?")]
    [InlineData("GET", "/llm/whoami/?")]
    [InlineData("POST", "/llm/ticket/?")]
    public async Task Anywhere_but_on_the_upgrade_a_ticket_is_401_and_stays_unused(string method, string path)
    {
        var ticket = await TicketAsync();

        using var answer = await _host.SendAsync(new HttpMethod(method), $"{path}access_token={ticket}");
        using var asToken = await _host.SendAsync(new HttpMethod(method), path, ticket);
        using var hub = await RawHub.ConnectAsync(_host, ticket: ticket);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, asToken.StatusCode);
        Assert.Equal(101, hub.Status);
    }

    [Fact]
    public async Task A_ticket_can_not_be_had_with_a_ticket_or_be_guessed()
    {
        var first = await TicketAsync();
        var second = await TicketAsync();
        using var guessed = await RawHub.ConnectAsync(_host, ticket: first[..^1] + (first[^1] == 'A' ? 'B' : 'A'));

        Assert.Equal(43, first.Length);
        Assert.NotEqual(first, second);
        Assert.Equal(401, guessed.Status);
    }

    [Fact]
    public async Task One_user_can_not_take_all_the_tickets()
    {
        var tickets = _host.Tickets;
        var holder = new TicketHolder(new Caller(Samples.Id), _time.GetUtcNow().AddHours(1));
        var other = holder with { Caller = new Caller(Guid.Empty) };
        var issued = new List<string>();
        for (var i = 0; i < MemoryTickets.PerUser; i++) issued.Add(await tickets.IssueAsync(holder, default));

        var refused = await Assert.ThrowsAsync<RefusedException>(() => tickets.IssueAsync(holder, default));
        var forOther = await tickets.IssueAsync(other, default);
        await tickets.RedeemAsync(issued[0], default);
        var forHolder = await tickets.IssueAsync(holder, default);
        await LaterAsync(ITickets.Lifetime);
        var afterwards = await tickets.IssueAsync(holder, default);

        Assert.Equal("rate_limited", refused.Code);
        Assert.InRange(refused.RetryAfter!.Value, ITickets.Lifetime / 2, ITickets.Lifetime);
        Assert.All([forOther, forHolder, afterwards], Assert.NotEmpty);
    }

    [Fact]
    public async Task An_administrators_ticket_is_an_administrators()
    {
        var tickets = _host.Tickets;
        var caller = new Caller(Samples.Id, IsAdministrator: true);

        var principal = caller.ToPrincipal("Bearer");
        var ticket = await tickets.IssueAsync(new TicketHolder(caller, _time.GetUtcNow().AddHours(1)), default);

        Assert.Equal(caller, (await tickets.RedeemAsync(ticket, default))!.Caller);
        Assert.Equal(caller, principal.ToCaller());
    }

    private Task LaterAsync(TimeSpan time)
    {
        _time.Advance(time);
        return PassAsync(time);
    }

    private async Task<string> TicketAsync(TimeSpan? tokenLeft = null, int expectedExpiresIn = 30)
    {
        using var answer = await _host.SendAsync(
            HttpMethod.Post, "/llm/ticket/", Tokens.For(Samples.Id, expires: _time.GetUtcNow() + (tokenLeft ?? TimeSpan.FromHours(1))));
        var issued = JsonElement.Parse(await answer.Content.ReadAsStringAsync());
        Assert.Equal(expectedExpiresIn, issued.GetProperty("expires_in").GetInt32());
        return issued.GetProperty("ticket").GetString()!;
    }
}
