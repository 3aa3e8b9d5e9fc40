using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Constellation.Realtime.CoreStandIn;
using Constellation.Realtime.Hub.Tests.Wire;
using Constellation.Realtime.Nodes;
using Microsoft.AspNetCore.SignalR.Client;

namespace Constellation.Realtime.Chaos.Driving;

/// <summary>Constellation.Realtime on three nodes, over its wire contract alone: raw JSON, no type of its own.</summary>
internal sealed class RealtimePeer(LocalCluster cluster, bool continuesText, CoreServer? core = null) : IPeer
{
    private const int HowMany = 3;

    private static readonly SocketsHttpHandler Sockets = new();

    private static readonly (string, string)[] Planner =
    [
        ("Llm:Providers:0:Kind", "planner"), ("Llm:Providers:0:Endpoint", ""), ("Llm:Providers:0:Model", ""), ("Planner:PerWord", "00:00:00.0400000"),
    ];

    private readonly RealtimeClients _clients = new();
    private readonly RealtimeOwners _owners = new(cluster.Postgres.ConnectionString("cluster"));

    private static string? Published => Environment.GetEnvironmentVariable("CHAOS_HUB");

    public RealtimeFaults Nodes { get; } = new(cluster);

    public IReadOnlyList<int> Up => Nodes.Up;

    public IReadOnlyList<FaultKind> Faults => Nodes.All;

    public IReadOnlyList<string> Watches { get; } = ["Watch", "Server-Sent Events"];

    public bool DoesMore => true;

    public bool ContinuesText => continuesText;

    public bool Applies => core is not null;

    public string? Code => cluster.Code;

    public IReadOnlyList<string> Made => core is null ? [] : [.. core.Blocks.Select(block => block.Name)];

    /// <summary>With the model that never says the same twice: each owner says the reply anew. What is accepted is applied to a Core.</summary>
    public static async Task<IPeer> StartAsync(Uri model)
    {
        var core = await CoreServer.StartAsync();
        var setting = new Setting(model, [Applying(core)]);
        return new RealtimePeer(await LocalCluster.StartAsync(HowMany, Published is { } hub ? setting with { Hub = hub } : setting), false, core);
    }

    /// <summary>With the built-in planner, whose replies each owner goes on with.</summary>
    public static async Task<IPeer> StartWithPlannerAsync() => new RealtimePeer(await LocalCluster.StartAsync(HowMany, new Setting(Settings: Planner)), true);

    /// <summary>With a hub that has one of its rules taken out: the checker must find it.</summary>
    public static async Task<IPeer> StartBrokenAsync(string rule, Uri? model = null)
    {
        (string, string)[] settings = [.. model is null ? Planner : [], ("BROKEN_RULE", rule)];
        return new RealtimePeer(await LocalCluster.StartAsync(HowMany, new Setting(model, settings, "Constellation.Realtime.BrokenHub.dll")), model is null);
    }

    /// <summary>With a hub that kills itself at the points that are armed in the folder, and applies what is accepted to a Core. Two nodes more, for two are
    /// always about to come back.</summary>
    public static async Task<RealtimePeer> StartCrashingAsync(Uri model, string folder)
    {
        var core = await CoreServer.StartAsync();
        var setting = new Setting(model, [("CRASH_POINTS", folder), Applying(core)], Published ?? "Constellation.Realtime.BrokenHub.dll");
        return new RealtimePeer(await LocalCluster.StartAsync(HowMany + 2, setting), false, core);
    }

    public void Listen(Action<Observation.Pushed> hear) => _clients.Hear = hear;

    public async Task<Guid> StartSessionAsync(int node, Guid userId, CancellationToken cancellationToken)
    {
        await using var lent = await _clients.LendAsync(Door(node), userId, cancellationToken);
        return (await InvokeAsync(lent.Connection, "StartSession", [new { }], cancellationToken)).GetProperty("sessionId").GetGuid();
    }

    public async Task<(Guid TurnId, long After)> SendAsync(
        int node, Guid userId, Guid sessionId, Guid clientMessageId, string text, CancellationToken cancellationToken)
    {
        await using var lent = await _clients.LendAsync(Door(node), userId, cancellationToken);
        return TurnOf(await InvokeAsync(lent.Connection, "SendMessage", [new { sessionId, clientMessageId, text }], cancellationToken));
    }

    public async Task<(Guid TurnId, long After)> RegenerateAsync(
        int node, Guid userId, Guid sessionId, Guid turnId, Guid clientMessageId, CancellationToken cancellationToken)
    {
        await using var lent = await _clients.LendAsync(Door(node), userId, cancellationToken);
        return TurnOf(await InvokeAsync(lent.Connection, "Regenerate", [sessionId, turnId, clientMessageId], cancellationToken));
    }

    public async IAsyncEnumerable<Observation.Seen> ReadAsync(
        int node, Guid userId, Guid sessionId, Guid turnId, long after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var lent = await _clients.LendAsync(Door(node), userId, cancellationToken);
        var events = lent.Connection.StreamAsync<JsonElement>("ResumeReply", sessionId, turnId, after, cancellationToken);
        await foreach (var e in Refusals.EachAsync(events, cancellationToken)) yield return (Observation.Seen)WireEvents.Observe(e);
    }

    public Task<IReadOnlyDictionary<Guid, int>> OwnersAsync(IReadOnlyDictionary<Guid, int> takenBy) => _owners.FindAsync(takenBy);

    public async Task<IReadOnlyList<Observation.Kept>> HistoryAsync(int node, Guid userId, Guid sessionId, CancellationToken cancellationToken)
    {
        using var http = Http(node, userId);
        var kept = new List<Observation.Kept>();
        for (var page = $"/llm/chat/{sessionId}/history/?limit=200"; page is not null;)
        {
            using var response = await http.GetAsync(page, cancellationToken);
            await Refusals.CheckAsync(response, cancellationToken);
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

    public async IAsyncEnumerable<Observation.Seen> StreamAsync(
        int node, Guid userId, Observation.Sending message, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var lent = await _clients.LendAsync(Door(node), userId, cancellationToken);
        var stream = lent.Connection.StreamAsync<JsonElement>("StreamReply", new { message.SessionId, message.ClientMessageId, message.Text }, cancellationToken);
        await foreach (var e in Refusals.EachAsync(stream, cancellationToken)) yield return (Observation.Seen)WireEvents.Observe(e);
    }

    public async IAsyncEnumerable<Observation> WatchAsync(
        string way, int node, Guid userId, Guid sessionId, long after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (way == "Watch")
        {
            await using var lent = await _clients.LendAsync(Door(node), userId, cancellationToken);
            var events = lent.Connection.StreamAsync<JsonElement>("Watch", sessionId, after, cancellationToken);
            await foreach (var e in Refusals.EachAsync(events, cancellationToken)) yield return WireEvents.Observe(e);
            yield break;
        }

        using var http = Http(node, userId);
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/llm/chat/{sessionId}/events/?after={after}");
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        await Refusals.CheckAsync(response, cancellationToken);
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        await foreach (var item in SseParser.Create(body).EnumerateAsync(cancellationToken))
        {
            using var e = JsonDocument.Parse(item.Data);
            yield return WireEvents.Observe(e.RootElement);
        }
    }

    public async Task<string> DecideAsync(int node, Guid userId, Guid sessionId, string suggestionId, string decision, CancellationToken cancellationToken)
    {
        await using var lent = await _clients.LendAsync(Door(node), userId, cancellationToken);
        return WireEvents.Text(await InvokeAsync(lent.Connection, "DecideSuggestion", [new { sessionId, suggestionId, decision }], cancellationToken), "status")!;
    }

    public async Task<IReadOnlyList<Suggested>?> SuggestionsAsync(int node, Guid userId, Observation.Sending message, CancellationToken cancellationToken)
    {
        using var http = Http(node, userId);
        var again = new { user_message = message.Text, client_message_id = message.ClientMessageId };
        using var response = await http.PostAsJsonAsync($"/llm/chat/{message.SessionId}/message/", again, cancellationToken);
        var answer = await response.Content.ReadAsStringAsync(cancellationToken);

        // Of a turn that failed, whatever its code: it says so as often as it is asked.
        if (!response.IsSuccessStatusCode && answer.Contains("\"partial\":", StringComparison.Ordinal)) return null;
        await Refusals.CheckAsync(response, cancellationToken);
        using var listed = JsonDocument.Parse(answer);
        return [.. listed.RootElement.GetProperty("suggestions").EnumerateArray().Select(WireEvents.Suggestion)];
    }

    public async Task RenameAsync(int node, Guid userId, Guid sessionId, string title, CancellationToken cancellationToken)
    {
        using var http = Http(node, userId);
        using var response = await http.PatchAsJsonAsync($"/llm/chat/{sessionId}/", new { title }, cancellationToken);
        await Refusals.CheckAsync(response, cancellationToken);
    }

    public async Task CancelAsync(int node, Guid userId, Guid sessionId, Guid turnId, CancellationToken cancellationToken)
    {
        await using var lent = await _clients.LendAsync(Door(node), userId, cancellationToken);
        await Refusals.TellAsync(async () =>
        {
            await lent.Connection.InvokeAsync("CancelTurn", sessionId, turnId, cancellationToken);
            return true;
        });
    }

    public async Task EndSessionAsync(int node, Guid userId, Guid sessionId, CancellationToken cancellationToken)
    {
        using var http = Http(node, userId);
        using var response = await http.DeleteAsync($"/llm/chat/{sessionId}/", cancellationToken);
        await Refusals.CheckAsync(response, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await _clients.DisposeAsync();
        await cluster.DisposeAsync();
        if (core is not null) await core.DisposeAsync();
    }

    private static (Guid TurnId, long After) TurnOf(JsonElement turn) => (turn.GetProperty("turnId").GetGuid(), turn.GetProperty("after").GetInt64());

    private static (string, string) Applying(CoreServer core) => ("Core:Endpoint", core.Address.ToString());

    private Uri Door(int node) => new($"http://127.0.0.1:{cluster.WireToClients(node).Port}");

    private HttpClient Http(int node, Guid userId) => new(Sockets, disposeHandler: false)
    {
        BaseAddress = Door(node),
        DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", Tokens.For(userId)) },
    };

    private static Task<JsonElement> InvokeAsync(HubConnection connection, string method, object[] arguments, CancellationToken cancellationToken) =>
        Refusals.TellAsync(() => connection.InvokeCoreAsync<JsonElement>(method, arguments, cancellationToken));
}
