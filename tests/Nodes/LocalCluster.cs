using Constellation.Realtime.Engine.Tests.Database;
using Constellation.Realtime.Engine.Tests.Redis;
using Constellation.Realtime.Engine.Tests.Turns;
using Constellation.Realtime.Hub.Tests.Wire;
using Constellation.Realtime.ScriptedModel;

namespace Constellation.Realtime.Nodes;

/// <summary>Nodes, numbered from 1, with their own PostgreSQL, Redis and scripted model. Between each node and each store is a wire that can be cut or frozen, and another one before each
/// node for clients who come that way.</summary>
internal sealed class LocalCluster : IAsyncDisposable
{
    private readonly Dictionary<int, HubProcess> _nodes = [];
    private readonly Dictionary<int, (TcpProxy Postgres, TcpProxy Redis)> _wires = [];

    private readonly Dictionary<int, TcpProxy> _doors = [];

    private readonly Setting _setting;

    private LocalCluster(PostgresServer postgres, RedisServer redis, ScriptedLlm llm, Setting setting) =>
        (Postgres, Redis, Llm, _setting) = (postgres, redis, llm, setting);

    public PostgresServer Postgres { get; }

    public RedisServer Redis { get; }

    public ScriptedLlm Llm { get; }

    /// <summary>The version of the hub that its nodes run, with its commit.</summary>
    public string? Code => HubProcess.CodeOf(_setting.Hub);

    public IReadOnlyList<int> Up
    {
        get { lock (_nodes) return [.. _nodes.Where(node => node.Value.IsUp).Select(node => node.Key).Order()]; }
    }

    public int Count
    {
        get { lock (_nodes) return _nodes.Count; }
    }

    public HubProcess this[int node] => _nodes[node];

    public static async Task<LocalCluster> StartAsync(int nodes, Setting? setting = null)
    {
        var cluster = new LocalCluster(
            await PostgresServer.StartAsync(), await RedisServer.StartAsync("--appendonly", "yes"), await ScriptedLlm.StartAsync(), setting ?? new Setting());
        var all = await Task.WhenAll(Enumerable.Range(1, nodes).Select(cluster.StartNodeAsync));
        foreach (var node in all) await node.UntilItTakesOverAsync();
        return cluster;
    }

    /// <summary>Starts the node (again) and waits until it is ready.</summary>
    public async Task<HubProcess> StartNodeAsync(int number)
    {
        var node = await LaunchNodeAsync(number);
        await node.UntilReadyAsync();
        return node;
    }

    /// <summary>Starts the node (again) and waits until it listens.</summary>
    public async Task<HubProcess> LaunchNodeAsync(int number)
    {
        (TcpProxy Postgres, TcpProxy Redis) wires;
        lock (_wires)
        {
            if (!_wires.TryGetValue(number, out wires)) wires = _wires[number] = (new TcpProxy(Postgres.Port), new TcpProxy(Redis.Port));
        }

        var node = await HubProcess.StartAsync(_setting.Hub, [
            ("ASPNETCORE_URLS", "http://127.0.0.1:0"),
            ("ASPNETCORE_ENVIRONMENT", "Production"),
            ("DOTNET_gcServer", "0"),
            ("Auth:JwtSecret", Tokens.Secret),
            ("ConnectionStrings:Postgres", $"Host=127.0.0.1;Port={wires.Postgres.Port};Database=cluster;Username=postgres"),
            ("ConnectionStrings:Redis", $"127.0.0.1:{wires.Redis.Port}"),
            ("Limits:MessagesPerMinute", "1000000"),
            ("Limits:ConcurrentTurns", "1000000"),
            ("Limits:ConnectionsPerUser", "1000000"),
            ("Limits:TokensPerDay", "2000000000"),
            ("Llm:Providers:0:Kind", "openai"),
            ("Llm:Providers:0:Endpoint", (_setting.Model ?? Llm.Endpoint).ToString()),
            ("Llm:Providers:0:Model", Llm.Model),
            .. _setting.Settings,
        ]);
        HubProcess? before;
        TcpProxy? door;
        lock (_nodes)
        {
            _nodes.Remove(number, out before);
            _nodes[number] = node;
            _doors.Remove(number, out door);
            _doors[number] = new TcpProxy(node.Address.Port);
        }

        if (before is not null) await before.DisposeAsync();
        if (door is not null) await door.DisposeAsync();
        return node;
    }

    /// <summary>Everything is there again that was killed, cut off or stopped, and the model has no script and was asked nothing.</summary>
    public async Task MendAsync()
    {
        foreach (var (postgres, redis) in _wires.Values)
        {
            postgres.Mend();
            redis.Mend();
        }

        if (!Redis.IsUp) await Redis.ComeBackAsync();
        Llm.StartsAnew();
        var up = Up;
        await Task.WhenAll(_wires.Keys.Except(up).Select(StartNodeAsync));
        foreach (var node in _nodes.Values)
        {
            await node.UntilReadyAsync();
            await node.UntilItTakesOverAsync();
        }
    }

    public TcpProxy WireToPostgres(int node) => _wires[node].Postgres;

    public TcpProxy WireToRedis(int node) => _wires[node].Redis;

    /// <summary>The wire by which clients come to the node where they don't go to <see cref="HubProcess.Address"/>; another one after each start.</summary>
    public TcpProxy WireToClients(int node)
    {
        lock (_nodes) return _doors[node];
    }

    public Person SignIn() => new(this);

    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes.Values) await node.DisposeAsync();
        foreach (var door in _doors.Values) await door.DisposeAsync();
        foreach (var (postgres, redis) in _wires.Values)
        {
            await postgres.DisposeAsync();
            await redis.DisposeAsync();
        }

        await Llm.DisposeAsync();
        await Redis.DisposeAsync();
        await Postgres.DisposeAsync();
    }
}
