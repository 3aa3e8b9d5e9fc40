using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Constellation.Realtime.Contracts;
using Constellation.Realtime.Engine.Tests.Redis;
using Constellation.Realtime.Hub.Rest;
using Constellation.Realtime.Hub.Tests.Doors;
using Constellation.Realtime.Hub.Tests.Wire;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;

namespace Constellation.Realtime.Hub.Tests.Journeys;

public sealed class LimitTests : IAsyncLifetime
{
    private readonly Guid _alice = Guid.NewGuid();
    private readonly List<TestNode> _nodes = [];

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        foreach (var node in _nodes) await node.DisposeAsync();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_message_too_many_is_refused_alike_by_hub_and_REST_on_any_node(int nodes)
    {
        await StartAsync(nodes, ("Limits:MessagesPerMinute", "3"));
        await SendAsync(_nodes[0]);
        await SendAsync(_nodes[^1]);
        (await PostAsync(_nodes[0])).EnsureSuccessStatusCode();

        var byHub = JsonElement.Parse(Line((await Assert.ThrowsAsync<HubException>(() => SendAsync(_nodes[^1]))).Message));
        using var byRest = await PostAsync(_nodes[0]);

        Assert.Equal("rate_limited", byHub.GetProperty("code").GetString());
        Assert.InRange(byHub.GetProperty("retryAfterMs").GetInt32(), 1, 20_000);
        Assert.Equal(HttpStatusCode.TooManyRequests, byRest.StatusCode);
        Assert.InRange(byRest.Headers.RetryAfter!.Delta!.Value, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(20));
        Assert.Equal("rate_limited", (await byRest.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Beyond_the_days_tokens_new_messages_are_refused_alike_by_hub_and_REST_on_any_node(int nodes)
    {
        await StartAsync(nodes, ("Limits:TokensPerDay", "18"));
        await using var door = await _nodes[0].OpenHubAsync(_alice);
        var sent = Guid.NewGuid();
        var first = await door.AskToEndAsync("Well?", clientMessageId: sent);

        var byHub = JsonElement.Parse(Line((await Assert.ThrowsAsync<HubException>(() => SendAsync(_nodes[^1]))).Message));
        using var byRest = await PostAsync(_nodes[^1]);
        var again = await door.AskToEndAsync("Well?", first.SessionId, sent);

        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        var midnight = now.Date.AddDays(1) - now;
        Assert.Equal("budget_exceeded", byHub.GetProperty("code").GetString());
        Assert.InRange(byHub.GetProperty("retryAfterMs").GetInt32(), midnight.TotalMilliseconds, midnight.TotalMilliseconds + 60_000);
        Assert.Equal(HttpStatusCode.TooManyRequests, byRest.StatusCode);
        Assert.Equal("budget_exceeded", (await byRest.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString());
        Assert.Equal(first.TurnId, again.TurnId);
    }

    [Fact]
    public async Task At_a_limit_a_session_tells_first_why_it_takes_no_message()
    {
        await StartAsync(1, ("Limits:TokensPerDay", "19"));
        await using var door = await _nodes[0].OpenHubAsync(_alice);
        var ended = await door.StartSessionAsync();
        await door.EndAsync(ended.SessionId);
        var (busy, open) = (await door.StartSessionAsync(), await door.StartSessionAsync());
        _nodes[0].Llm.When(request => request.Body.Contains("Take long", StringComparison.Ordinal)).Waits().ThenSays("Yes.");
        var live = await door.SendAsync(busy.SessionId, "Take long");
        var first = await door.AskToEndAsync("One?", open.SessionId);
        var last = await door.AskToEndAsync("Two?", open.SessionId);

        Assert.Equal("session_ended", await CodeAsync(() => door.SendAsync(ended.SessionId, "Well?")));
        Assert.Equal("session_ended", await CodeAsync(() => door.Rest.SendAsync<object>(HttpMethod.Post, $"/llm/chat/{ended.SessionId}/message/", new SendChat { UserMessage = "Well?" })));
        Assert.Equal("session_busy", await CodeAsync(() => door.SendAsync(busy.SessionId, "Well?")));
        Assert.Equal("session_busy", await CodeAsync(() => door.RegenerateAsync(live)));
        foreach (var (session, code) in ((Session, string)[])[(ended, "session_ended"), (busy, "session_busy"), (open, "not_found")])
            Assert.Equal(code, await CodeAsync(() => door.RegenerateAsync(live with { SessionId = session.SessionId, TurnId = Guid.NewGuid() })));
        Assert.Equal("conflict", await CodeAsync(() => door.RegenerateAsync(live with { SessionId = open.SessionId, TurnId = first.TurnId })));
        Assert.Equal("budget_exceeded", await CodeAsync(() => door.RegenerateAsync(live with { SessionId = open.SessionId, TurnId = last.TurnId })));
        Assert.Equal("budget_exceeded", await CodeAsync(() => door.SendAsync(open.SessionId, "Well?")));
        _nodes[0].Llm.GoesOn();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_connection_too_many_is_refused_on_any_node_until_another_one_closes(int nodes)
    {
        await StartAsync(nodes, ("Limits:ConnectionsPerUser", "2"));
        await using var first = await ConnectAsync(_nodes[0]);
        await using var second = await ConnectAsync(_nodes[^1]);

        using var refused = await RawHub.ConnectAsync(_nodes[^1].Address, token: Tokens.For(_alice));
        await first.DisposeAsync();

        Assert.Equal(429, refused.Status);
        int status;
        do status = await StatusAsync();
        while (status == 429);
        Assert.Equal(101, status);
    }

    private async Task StartAsync(int nodes, (string, string) limit)
    {
        (string, string)[] shared = nodes == 1
            ? []
            : [("ConnectionStrings:Redis", (await RedisServer.SharedAsync()).ConnectionString), ("Redis:Prefix", Guid.NewGuid().ToString("N"))];
        for (var i = 0; i < nodes; i++)
        {
            var node = new TestNode(null, [.. shared, limit]);
            _nodes.Add(node);
            await node.InitializeAsync();
            node.Llm.Otherwise.Says("Yes.");
        }
    }

    private async Task<int> StatusAsync()
    {
        using var hub = await RawHub.ConnectAsync(_nodes[0].Address, token: Tokens.For(_alice));
        return hub.Status;
    }

    private async Task<HubConnection> ConnectAsync(TestNode node)
    {
        var connection = new HubConnectionBuilder()
            .WithUrl(new Uri(node.Address, "/hubs/chat"), options =>
            {
                options.AccessTokenProvider = () => Task.FromResult<string?>(Tokens.For(_alice));
                options.Transports = Microsoft.AspNetCore.Http.Connections.HttpTransportType.WebSockets;
                options.SkipNegotiation = true;
            })
            .Build();
        await connection.StartAsync();
        return connection;
    }

    private async Task SendAsync(TestNode node)
    {
        await using var connection = await ConnectAsync(node);
        var session = (await connection.InvokeAsync<JsonElement>("StartSession", new { })).GetProperty("sessionId").GetGuid();
        await connection.InvokeAsync<JsonElement>("SendMessage", new { sessionId = session, clientMessageId = Guid.NewGuid(), text = "Is it?" });
    }

    private async Task<HttpResponseMessage> PostAsync(TestNode node)
    {
        using var http = new HttpClient { BaseAddress = node.Address };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Tokens.For(_alice));
        return await http.PostAsJsonAsync("/llm/chat/", new { user_id = _alice, initial_message = "Is it?" });
    }

    private static async Task<string> CodeAsync(Func<Task> call) => (await Assert.ThrowsAsync<RefusedCallException>(call)).Code;

    private static string Line(string message) => message[message.IndexOf('{', StringComparison.Ordinal)..];
}
