using System.Diagnostics;
using Constellation.Realtime.Engine.Evaluation;
using Constellation.Realtime.Engine.Graph;

namespace Constellation.Realtime.Bench.Planner;

/// <summary>Times search and planning on a graph of 10,000 blocks and 50,000 edges, made from the shipped one by copying it under other
/// names.</summary>
internal static class SpeedCommand
{
    private const int Blocks = 10_000;
    private const int Edges = 50_000;
    private const int Rounds = 10;
    private const double MostMilliseconds = 20;

    /// <summary>Every message of goals.json is asked <see cref="Rounds"/> times, after one round to warm up.</summary>
    public static async Task<int> RunAsync()
    {
        using var feed = await Session.FeedAsync((string?)null);
        var graph = Grow(feed.Current);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var begun = TimeProvider.System.GetTimestamp();
        using var grown = await Session.FeedAsync(graph);
        var took = TimeProvider.System.GetElapsedTime(begun);
        var memory = GC.GetTotalMemory(forceFullCollection: true) - before;
        var catalogue = grown.Catalogue;
        Console.WriteLine($"{graph.Blocks.Count} blocks, {graph.Edges.Count} edges: catalogue made in {took.TotalMilliseconds:0} ms, {memory / 1e6:0} MB beside the snapshot");
        var goals = (await ExpectedGoal.ReadAsync(null)).SelectMany(goal => goal.Messages).Distinct().ToList();
        Console.WriteLine($"{goals.Count} questions, {Rounds} times each       median   99 of 100   slowest   processor: median   99 of 100   allocated");
        var slow = await TimeAsync("search", goals, goal => Task.FromResult(catalogue.Search.Find(goal, null, 8).Count));
        slow |= await TimeAsync("read and plan", goals, goal =>
            Task.FromResult(PathFinder.Find(GoalReader.Read(goal, catalogue), catalogue, 5).Paths.Count));
        await TimeAsync("a whole turn", goals, async goal => (await Session.On(grown).AskAsync(goal)).Calls.Count);
        Console.WriteLine($"working set {Process.GetCurrentProcess().WorkingSet64 / 1e6:0} MB");
        return slow ? 1 : 0;
    }

    // Processor time is the whole process', so that collecting what was allocated counts too.
    private static async Task<bool> TimeAsync(string what, IReadOnlyList<string> goals, Func<string, Task<int>> run)
    {
        foreach (var goal in goals)
            await run(goal);
        var times = new List<(double Milliseconds, string Goal)>();
        var processor = new List<double>();
        var allocated = GC.GetTotalAllocatedBytes(precise: true);
        for (var round = 0; round < Rounds; round++)
        {
            foreach (var goal in goals)
            {
                var (begun, used) = (TimeProvider.System.GetTimestamp(), Environment.CpuUsage.TotalTime);
                await run(goal);
                times.Add((TimeProvider.System.GetElapsedTime(begun).TotalMilliseconds, goal));
                processor.Add((Environment.CpuUsage.TotalTime - used).TotalMilliseconds);
            }
        }

        allocated = (GC.GetTotalAllocatedBytes(precise: true) - allocated) / times.Count;
        times.Sort();
        processor.Sort();
        Console.WriteLine($"{what,-35}{times[times.Count / 2].Milliseconds,6:0.0} ms {times[times.Count * 99 / 100].Milliseconds,8:0.0} ms {times[^1].Milliseconds,6:0.0} ms "
            + $"{processor[times.Count / 2],17:0.0} ms {processor[times.Count * 99 / 100],8:0.0} ms {allocated / 1e3,8:0} kB");
        var worst = times.GroupBy(time => time.Goal).Select(group => (Median: group.ElementAt(group.Count() / 2).Milliseconds, group.Key))
            .OrderByDescending(pair => pair.Median).Take(3);
        Console.WriteLine($"    most for {string.Join(", ", worst.Select(pair => $"'{(pair.Key.Length > 60 ? pair.Key[..60] + "…" : pair.Key)}' ({pair.Median:0.0} ms)"))}");
        return times[times.Count * 99 / 100].Milliseconds > MostMilliseconds;
    }

    private static GraphSnapshot Grow(GraphSnapshot seed)
    {
        var random = new Random(1);
        var blocks = new List<Block>();
        var copies = new List<Dictionary<Guid, Guid>>();
        while (blocks.Count < Blocks)
        {
            var copy = new Dictionary<Guid, Guid>();
            foreach (var block in seed.Blocks.Take(Blocks - blocks.Count))
            {
                copy[block.BlockId] = Id(random);
                blocks.Add(block with
                {
                    BlockId = copy[block.BlockId],
                    Name = copies.Count == 0 ? block.Name
                    : $"{block.Name} {copies.Count}{(char)('a' + (copies.Count % 26))}"
                });
            }

            copies.Add(copy);
        }

        // Each copy's own edges, then between copies until there are enough.
        var edges = copies.SelectMany(copy => seed.Edges.Where(edge => copy.ContainsKey(edge.SourceBlockId) && copy.ContainsKey(edge.TargetBlockId))
            .Select(edge => new Edge { SourceBlockId = copy[edge.SourceBlockId], TargetBlockId = copy[edge.TargetBlockId] })).ToList();
        var pairs = edges.Select(edge => (edge.SourceBlockId, edge.TargetBlockId)).ToHashSet();
        while (pairs.Count < Edges)
        {
            var edge = seed.Edges[random.Next(seed.Edges.Count)];
            var (from, to) = (copies[random.Next(copies.Count - 1)], copies[random.Next(copies.Count - 1)]);
            if (pairs.Add((from[edge.SourceBlockId], to[edge.TargetBlockId])))
                edges.Add(new Edge { SourceBlockId = from[edge.SourceBlockId], TargetBlockId = to[edge.TargetBlockId] });
        }

        return new GraphSnapshot(blocks, edges);
    }

    private static Guid Id(Random random)
    {
        var bytes = new byte[16];
        random.NextBytes(bytes);
        return new Guid(bytes);
    }
}
