using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using Constellation.Realtime.Contracts;
using Constellation.Realtime.Hub.Tests.Wire;
using Constellation.Realtime.Hub.Wire;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;

namespace Constellation.Realtime.Nodes;

/// <summary>A user with real clients, on any node.</summary>
internal sealed class Person(LocalCluster cluster)
{
    private readonly Guid _userId = TestId();

    /// <summary>What nodes said about themselves.</summary>
    public ConcurrentQueue<(int Node, Notice Notice)> Notices { get; } = new();

    public static Task<Session> StartSessionAsync(HubConnection connection) => connection.InvokeAsync<Session>("StartSession", new StartSession());

    public static Task<TurnRef> SendAsync(HubConnection connection, Session session, string text = "What is this?") => connection.InvokeAsync<TurnRef>(
        "SendMessage", new SendMessage { SessionId = session.SessionId, ClientMessageId = TestId(), Text = text });

    /// <summary>A new session.</summary>
    public async Task<Session> StartSessionAsync(int node)
    {
        await using var connection = await ConnectAsync(node, default);
        return await WhenAvailableAsync(() => StartSessionAsync(connection));
    }

    /// <summary>The first message of a new session.</summary>
    public async Task<TurnRef> SendAsync(int node)
    {
        await using var connection = await ConnectAsync(node, default);
        var session = await WhenAvailableAsync(() => StartSessionAsync(connection));
        var message = new SendMessage { SessionId = session.SessionId, ClientMessageId = TestId(), Text = "What is this?" };
        return await WhenAvailableAsync(() => connection.InvokeAsync<TurnRef>("SendMessage", message));
    }

    public async Task CancelAsync(int node, TurnRef turn)
    {
        await using var connection = await ConnectAsync(node, default);
        await connection.InvokeAsync("CancelTurn", turn.SessionId, turn.TurnId);
    }

    /// <summary>Reads the turn from a node to its end, on other nodes where that one breaks off.</summary>
    public Following Follow(TurnRef turn, int node) => new(this, cluster, turn, node);

    /// <summary>The reply as history keeps it.</summary>
    public async Task<Message> ReplyAsync(int node, TurnRef turn)
    {
        using var http = new HttpClient { BaseAddress = cluster[node].Address };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Tokens.For(_userId));
        var messages = await http.GetFromJsonAsync<List<Message>>($"/llm/chat/{turn.SessionId}/history/", WireJson.Rest);
        return messages!.Single(message => message.TurnId == turn.TurnId && message.Sender == Sender.Assistant);
    }

    public async Task<HubConnection> ConnectAsync(int node, CancellationToken cancellationToken)
    {
        var connection = new HubConnectionBuilder()
            .WithUrl(new Uri(cluster[node].Address, "/hubs/chat"), options =>
            {
                options.AccessTokenProvider = () => Task.FromResult<string?>(Tokens.For(_userId));
                options.Transports = HttpTransportType.WebSockets;
                options.SkipNegotiation = true;
            })
            .AddJsonProtocol(options => options.PayloadSerializerOptions = WireJson.HubClient)
            .Build();
        connection.On<Notice>("Notice", notice => Notices.Enqueue((node, notice)));
        try
        {
            await connection.StartAsync(cancellationToken);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    // As any client does: a node that has just started may need longer than the second that it has.
    private static async Task<T> WhenAvailableAsync<T>(Func<Task<T>> call)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                return await call();
            }
            catch (HubException refused) when (tries < 20 && refused.Message.Contains("\"code\":\"unavailable\"", StringComparison.Ordinal))
            {
                await Task.Delay(100);
            }
        }
    }

    private static Guid TestId() => Guid.CreateVersion7(TimeProvider.System.GetUtcNow());
}
