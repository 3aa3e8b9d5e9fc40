using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Constellation.Realtime.Hub.Tests.Wire;
using Constellation.Realtime.Nodes;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;

namespace Constellation.Realtime.Chaos.Driving;

/// <summary>Constellation.Realtime on three nodes, over its wire contract alone: raw JSON, no type of its own.</summary>
internal sealed class RealtimePeer(LocalCluster cluster, bool continuesText) : IPeer
{
    private const int Nodes = 3;

    private static readonly (string, string)[] Planner =
    [
        ("Llm:Providers:0:Kind", "planner"), ("Llm:Providers:0:Endpoint", ""), ("Llm:Providers:0:Model", ""), ("Planner:PerWord", "00:00:00.0400000"),
    ];

    private readonly ConcurrentDictionary<int, bool> _hit = new();

    public IReadOnlyList<int> Up => [.. cluster.Up.Where(node => !_hit.ContainsKey(node))];

    public IReadOnlyList<FaultKind> Faults =>
    [
        new("kill", true, (node, strikes, _) => RestartAsync(node, strikes, hub => hub.Kill())),
        new("kill", true, (node, strikes, _) => RestartAsync(node, strikes, hub => hub.Kill())),
        new("terminate", true, (node, strikes, _) => RestartAsync(node, strikes, hub => hub.Terminate())),
        new("pause", true, (node, strikes, _) => WhileAsync(strikes, TimeSpan.FromSeconds(5), cluster[node].Pause, cluster[node].GoOn)),
        new("cut off from Redis", true, (node, strikes, random) => CutAsync(strikes, random, cluster.WireToRedis(node))),
        new("cut off from PostgreSQL", true, (node, strikes, random) => CutAsync(strikes, random, cluster.WireToPostgres(node))),
        new("cut off from both", true, (node, strikes, random) => CutAsync(strikes, random, cluster.WireToRedis(node), cluster.WireToPostgres(node))),
        new("Redis killed", false, async (_, strikes, random) =>
        {
            strikes();
            await cluster.Redis.KillAsync();
            await Task.Delay(random.Next(1500));
            await cluster.Redis.ComeBackAsync();
        }),
        new("Redis killed and emptied", false, async (_, strikes, _) =>
        {
            strikes();
            await cluster.Redis.KillAsync();
            await cluster.Redis.ForgetAsync();
            await cluster.Redis.ComeBackAsync();
        }) { LosesText = true },
        new("Redis paused", false, async (_, strikes, random) =>
        {
            strikes();
            await cluster.Redis.PauseAsync();
            await Task.Delay(random.Next(500, 3000));
            await cluster.Redis.GoOnAsync();
        }),
        new("PostgreSQL stopped", false, async (_, strikes, random) =>
        {
            strikes();
            await cluster.Postgres.StopAsync();
            await Task.Delay(random.Next(1500));
            await cluster.Postgres.StartAgainAsync();
        }),
    ];

    public bool ContinuesText => continuesText;

    /// <summary>With the model that never says the same twice: each owner says the reply anew.</summary>
    public static async Task<IPeer> StartAsync(Uri model) => new RealtimePeer(await LocalCluster.StartAsync(Nodes, new Setting(model)), false);

    /// <summary>With the built-in planner, whose replies each owner goes on with.</summary>
    public static async Task<IPeer> StartWithPlannerAsync() => new RealtimePeer(await LocalCluster.StartAsync(Nodes, new Setting(Settings: Planner)), true);

    /// <summary>With a hub that has one of its rules taken out: the checker must find it.</summary>
    public static async Task<IPeer> StartBrokenAsync(string rule, Uri? model = null)
    {
        (string, string)[] settings = [.. model is null ? Planner : [], ("BROKEN_RULE", rule)];
        return new RealtimePeer(await LocalCluster.StartAsync(Nodes, new Setting(model, settings, "Constellation.Realtime.BrokenHub.dll")), model is null);
    }

    public async Task<Guid> StartSessionAsync(int node, Guid userId, CancellationToken cancellationToken)
    {
        await using var connection = await ConnectAsync(node, userId, cancellationToken);
        return (await InvokeAsync(connection, "StartSession", [new { }], cancellationToken)).GetProperty("sessionId").GetGuid();
    }

    public async Task<(Guid TurnId, long After)> SendAsync(
        int node, Guid userId, Guid sessionId, Guid clientMessageId, string text, CancellationToken cancellationToken)
    {
        await using var connection = await ConnectAsync(node, userId, cancellationToken);
        var turn = await InvokeAsync(connection, "SendMessage", [new { sessionId, clientMessageId, text }], cancellationToken);
        return (turn.GetProperty("turnId").GetGuid(), turn.GetProperty("after").GetInt64());
    }

    public async IAsyncEnumerable<Observation.Seen> ReadAsync(
        int node, Guid userId, Guid sessionId, Guid turnId, long after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var connection = await ConnectAsync(node, userId, cancellationToken);
        await foreach (var e in connection.StreamAsync<JsonElement>("ResumeReply", sessionId, turnId, after, cancellationToken))
        {
            yield return new Observation.Seen(
                0, turnId, e.GetProperty("sequence").GetInt64(), e.GetProperty("type").GetString()!, Text(e, "text"), Number(e, "offset"), Number(e, "length"), Text(e, "reason"));
        }
    }

    public async Task<IReadOnlyList<Observation.Kept>> HistoryAsync(int node, Guid userId, Guid sessionId, CancellationToken cancellationToken)
    {
        using var http = new HttpClient { BaseAddress = cluster[node].Address };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Tokens.For(userId));
        var kept = new List<Observation.Kept>();
        for (var page = $"/llm/chat/{sessionId}/history/?limit=200"; page is not null;)
        {
            using var response = await http.GetAsync(page, cancellationToken);
            response.EnsureSuccessStatusCode();
            kept.AddRange((await response.Content.ReadFromJsonAsync<JsonElement>(cancellationToken)).EnumerateArray().Select(message => new Observation.Kept(
                sessionId,
                message.GetProperty("turn_id").GetGuid(),
                message.GetProperty("sender").GetString()!,
                message.GetProperty("status").GetString()!,
                message.GetProperty("content").GetString()!)));
            page = response.Headers.TryGetValues("Link", out var links) ? links.First().Split('<', '>')[1] : null;
        }

        return kept;
    }

    public ValueTask DisposeAsync() => cluster.DisposeAsync();

    private async Task RestartAsync(int node, Action strikes, Action<HubProcess> stop)
    {
        _hit[node] = true;
        strikes();
        stop(cluster[node]);
        await cluster[node].ExitAsync();
        await cluster.StartNodeAsync(node);
        _hit.TryRemove(node, out _);
    }

    private static async Task WhileAsync(Action strikes, TimeSpan span, Action begin, Action end)
    {
        strikes();
        begin();
        await Task.Delay(span);
        end();
    }

    private static Task CutAsync(Action strikes, Random random, params IReadOnlyList<Engine.Tests.Turns.TcpProxy> wires) => WhileAsync(
        strikes,
        TimeSpan.FromMilliseconds(random.Next(200, 5000)),
        () =>
        {
            foreach (var wire in wires) wire.Cut();
        },
        () =>
        {
            foreach (var wire in wires) wire.Mend();
        });

    private async Task<HubConnection> ConnectAsync(int node, Guid userId, CancellationToken cancellationToken)
    {
        var connection = new HubConnectionBuilder()
            .WithUrl(new Uri(cluster[node].Address, "/hubs/chat"), options =>
            {
                options.AccessTokenProvider = () => Task.FromResult<string?>(Tokens.For(userId));
                options.Transports = HttpTransportType.WebSockets;
                options.SkipNegotiation = true;
            })
            .Build();
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

    private static async Task<JsonElement> InvokeAsync(HubConnection connection, string method, object[] arguments, CancellationToken cancellationToken)
    {
        try
        {
            return await connection.InvokeCoreAsync<JsonElement>(method, arguments, cancellationToken);
        }
        catch (HubException refused) when (refused.Message.Contains('{', StringComparison.Ordinal))
        {
            using var error = JsonDocument.Parse(refused.Message[refused.Message.IndexOf('{', StringComparison.Ordinal)..]);
            throw new RefusedByPeerException(error.RootElement.GetProperty("code").GetString()!);
        }
    }

    private static string? Text(JsonElement e, string name) => e.TryGetProperty(name, out var value) ? value.GetString() : null;

    private static int? Number(JsonElement e, string name) => e.TryGetProperty(name, out var value) ? value.GetInt32() : null;
}
