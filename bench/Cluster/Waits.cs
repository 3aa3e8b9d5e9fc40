using System.Diagnostics;
using Constellation.Realtime.Contracts;
using Constellation.Realtime.Nodes;
using Microsoft.AspNetCore.SignalR.Client;

namespace Constellation.Realtime.ClusterBench;

/// <summary>What readers on the nodes that are left wait for the next character.</summary>
internal static class Waits
{
    private const int Nodes = 3;
    private const int Turns = 10;
    private const double WordsPerSecond = 25;
    private static readonly TimeSpan Paused = TimeSpan.FromSeconds(5);

    public static Task<Figures> AfterKillAsync(int rounds) => AfterAsync("Next owner's text after kill -9", rounds, TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(2), async (cluster, node, seen) =>
    {
        cluster[node].Kill();
        await seen;
        var again = await cluster.StartNodeAsync(node);
        await again.UntilItTakesOverAsync();
        await WarmAsync(cluster, node);
    });

    public static Task<Figures> AfterPauseAsync(int rounds) => AfterAsync("Next owner's text after the owner was paused", rounds, Paused, Paused, async (cluster, node, seen) =>
    {
        cluster[node].Pause();
        await Task.Delay(Paused);
        cluster[node].GoOn();
        await seen;
    });

    public static async Task<Figures> AfterResumeAsync(int times)
    {
        await using var cluster = await LocalCluster.StartAsync(Nodes);
        cluster.Llm.Otherwise.Says([.. Enumerable.Range(0, 100_000).Select(i => $"{i} ")]).Paced(WordsPerSecond);
        var alice = cluster.SignIn();
        var turn = await alice.SendAsync(node: 1);
        await using var connection = await alice.ConnectAsync(2, default);
        var waits = new List<TimeSpan>();
        for (var i = 0; i < times + 20; i++)
        {
            var before = Stopwatch.GetTimestamp();
            await foreach (var _ in connection.StreamAsync<SessionEvent>("ResumeReply", turn.SessionId, turn.TurnId, turn.After)) break;
            if (i >= 20) waits.Add(Stopwatch.GetElapsedTime(before));
        }

        return new Figures("First event of a resumed reply on another node", waits, TimeSpan.FromMilliseconds(50), TimeSpan.FromMilliseconds(50));
    }

    /// <summary>As a node that has served somebody.</summary>
    private static async Task WarmAsync(LocalCluster cluster, int node)
    {
        var person = cluster.SignIn();
        var turn = await person.SendAsync(node);
        var reader = person.Follow(turn, node);
        await reader.UntilAsync(text => text.Length > 0);
        await person.CancelAsync(node, turn);
        await reader.Ended;
    }

    private static async Task<Figures> AfterAsync(
        string what, int rounds, TimeSpan median, TimeSpan p99, Func<LocalCluster, int, Task, Task> happens)
    {
        await using var cluster = await LocalCluster.StartAsync(Nodes);
        cluster.Llm.Otherwise.Says([.. Enumerable.Range(0, 300).Select(i => $"{i} ")]).Paced(WordsPerSecond);
        for (var node = 1; node <= Nodes; node++) await WarmAsync(cluster, node);
        var alice = cluster.SignIn();
        var waits = new List<TimeSpan>();
        for (var round = 0; round < rounds; round++)
        {
            var node = round % Nodes + 1;
            var turns = await Task.WhenAll(Enumerable.Range(0, Turns).Select(_ => alice.SendAsync(node)));
            var readers = turns.Select((turn, i) => alice.Follow(turn, (node + i % (Nodes - 1)) % Nodes + 1)).ToList();
            foreach (var reader in readers) await reader.UntilAsync(text => text.Length > 20);

            var at = Stopwatch.GetTimestamp();
            var seen = Task.WhenAll(readers.Select(reader => reader.NextOwnersTextAsync(at)));
            await happens(cluster, node, seen);
            waits.AddRange(await seen);
            await Task.WhenAll(turns.Select(turn => alice.CancelAsync(node, turn)));
            foreach (var reader in readers) await reader.Ended;
            Console.WriteLine($"{round + 1}: {string.Join(" ", (await seen).Select(wait => $"{wait.TotalMilliseconds:0}"))}");
        }

        return new Figures(what, waits, median, p99);
    }
}
