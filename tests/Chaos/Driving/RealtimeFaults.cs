using System.Collections.Concurrent;
using Constellation.Realtime.Engine.Tests.Turns;
using Constellation.Realtime.Nodes;

namespace Constellation.Realtime.Chaos.Driving;

/// <summary>What can happen to Constellation's nodes and stores: each is done, waited for, and mended again.</summary>
internal sealed class RealtimeFaults(LocalCluster cluster)
{
    private readonly ConcurrentDictionary<int, bool> _hit = new();

    /// <summary>What they are called, which needs no cluster.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. new RealtimeFaults(null!).All.Select(kind => kind.Name).Distinct()];

    public int HowMany => cluster.Count;

    /// <summary>The nodes that are there and ready.</summary>
    public IReadOnlyList<int> Up => [.. cluster.Up.Where(node => !_hit.ContainsKey(node))];

    public IReadOnlyList<FaultKind> All =>
    [
        new("kill", true, (node, strikes, _) => RestartAsync(node, strikes, hub => hub.Kill())) { TakesOwner = true },
        new("kill", true, (node, strikes, _) => RestartAsync(node, strikes, hub => hub.Kill())) { TakesOwner = true },
        new("terminate", true, (node, strikes, _) => RestartAsync(node, strikes, hub => hub.Terminate())),
        new("pause", true, (node, strikes, _) => WhileAsync(strikes, TimeSpan.FromSeconds(5), cluster[node].Pause, cluster[node].GoOn)) { TakesOwner = true },
        new("cut off from Redis", true, (node, strikes, random) => CutAsync(strikes, random, cluster.WireToRedis(node))),
        new("cut off from PostgreSQL", true, (node, strikes, random) => CutAsync(strikes, random, cluster.WireToPostgres(node))),
        new("cut off from both", true, (node, strikes, random) => CutAsync(strikes, random, cluster.WireToRedis(node), cluster.WireToPostgres(node))),
        new("frozen off from both", true, (node, strikes, random) => FreezeAsync(strikes, random, cluster.WireToRedis(node), cluster.WireToPostgres(node))),
        new("clients cut off", true, (node, strikes, random) => CutAsync(strikes, random, cluster.WireToClients(node))) { SparesTurns = true },
        new("clients frozen off", true, (node, strikes, random) => FreezeAsync(strikes, random, cluster.WireToClients(node))) { SparesTurns = true },
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

    /// <summary>The node with this process; 0 where it is none of them.</summary>
    public int NodeOf(int processId) => Enumerable.Range(1, HowMany).FirstOrDefault(node => cluster[node].ProcessId == processId);

    /// <summary>Stops the node in some way, waits until it is gone, and starts it again.</summary>
    public async Task RestartAsync(int node, Action strikes, Action<HubProcess> stop)
    {
        strikes();
        stop(cluster[node]);

        // Until it is gone people talk to it: one that drains has to refuse them.
        await cluster[node].ExitAsync();
        _hit[node] = true;
        await StartAgainAsync(node);
    }

    /// <summary>Starts a node that is gone.</summary>
    /// <exception cref="HubGoneException">It is gone again before it is ready.</exception>
    public async Task StartAgainAsync(int node)
    {
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

    private static Task FreezeAsync(Action strikes, Random random, params IReadOnlyList<TcpProxy> wires) =>
        HarmAsync(strikes, random, wires, wire => wire.Freeze(), wire => wire.Thaw());

    private static Task CutAsync(Action strikes, Random random, params IReadOnlyList<TcpProxy> wires) =>
        HarmAsync(strikes, random, wires, wire => wire.Cut(), wire => wire.Mend());

    private static Task HarmAsync(Action strikes, Random random, IReadOnlyList<TcpProxy> wires, Action<TcpProxy> harm, Action<TcpProxy> mend) => WhileAsync(
        strikes,
        TimeSpan.FromMilliseconds(random.Next(200, 5000)),
        () =>
        {
            foreach (var wire in wires) harm(wire);
        },
        () =>
        {
            foreach (var wire in wires) mend(wire);
        });
}
