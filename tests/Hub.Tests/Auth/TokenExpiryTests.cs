using System.Text.Json;
using Constellation.Realtime.Contracts;
using Constellation.Realtime.Hub.Tests.Wire;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.Time.Testing;

namespace Constellation.Realtime.Hub.Tests.Auth;

public sealed class TokenExpiryTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_connection_is_told_a_minute_before_its_token_ends(bool withTicket)
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var host = await ProbeHost.StartAsync(time, ("Auth:JwtSecret", Tokens.Secret));
        var token = Tokens.For(Samples.Id, expires: time.GetUtcNow().AddMinutes(10));
        using var hub = withTicket
            ? await RawHub.ConnectAsync(host, ticket: await TicketAsync(host, token))
            : await RawHub.ConnectAsync(host, token: token);

        time.Advance(TimeSpan.FromMinutes(8.9));
        await hub.SendTextAsync("""{"type":1,"invocationId":"1","target":"StartSession","arguments":[{}]}""");
        var before = JsonElement.Parse(await hub.ReceiveTextAsync());
        time.Advance(TimeSpan.FromMinutes(0.1));
        time.Advance(TimeSpan.FromSeconds(1));
        var notice = JsonElement.Parse(await hub.ReceiveTextAsync());

        Assert.Equal(3, before.GetProperty("type").GetInt32());
        Assert.Equal("Notice", notice.GetProperty("target").GetString());
        Assert.Equal(Notice.TokenExpiring, notice.GetProperty("arguments")[0].GetProperty("code").GetString());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_connection_is_closed_when_its_token_ends(bool withTicket)
    {
        await using var host = await ProbeHost.StartAsync();
        var longer = await host.ConnectAsync(messagePack: false);
        var end = TimeProvider.System.GetUtcNow().AddSeconds(6);
        var token = Tokens.For(Samples.Id, expires: end);
        using var hub = withTicket
            ? await RawHub.ConnectAsync(host, ticket: await TicketAsync(host, token))
            : await RawHub.ConnectAsync(host, token: token);

        await hub.ClosedAsync();

        Assert.True(TimeProvider.System.GetUtcNow() >= end.AddSeconds(-1));
        Assert.Equal(HubConnectionState.Connected, longer.State);
        await longer.DisposeAsync();
    }

    private static async Task<string> TicketAsync(ProbeHost host, string token)
    {
        using var answer = await host.SendAsync(HttpMethod.Post, "/llm/ticket/", token);
        return JsonElement.Parse(await answer.Content.ReadAsStringAsync()).GetProperty("ticket").GetString()!;
    }
}
