using System.Diagnostics;
using Constellation.Realtime.Engine.Graph;
using Constellation.Realtime.Engine.Graph.Words;

namespace Constellation.Realtime.Bench.Planner;

/// <summary>Times search and planning on a graph of 10,000 blocks and 50,000 edges, made from the shipped one by copying it under other names.</summary>
internal static class SpeedCommand
{
    private const int Blocks = 10_000;
    private const int Edges = 50_000;
    private const int Rounds = 40;

    private static readonly string[] Goals =
    [
        "Map floods in Bangladesh with Sentinel-1", "detect ships with radar, export to PostGIS", "global weather forecast as GRIB2", "count penguins in Antarctica", "burned areas daily",
        "crop type map of France without commercial imagery", "deforestation alerts through clouds", "forrest fires near vilages", "cartographier les inondations avec des images radar", "land cover at 10 m",
    ];

    public static async Task<int> RunAsync()
    {
        using var feed = await Session.FeedAsync(null);
        var graph = Grow(feed.Current);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var begun = TimeProvider.System.GetTimestamp();
        var catalogue = new Catalogue(graph, Vocabulary.Shared);
        var took = TimeProvider.System.GetElapsedTime(begun);
        var memory = GC.GetTotalMemory(forceFullCollection: true) - before;
        Console.WriteLine($"{graph.Blocks.Count} blocks, {graph.Edges.Count} edges: catalogue made in {took.TotalMilliseconds:0} ms, {memory / 1e6:0} MB beside the snapshot");
        var slow = Time("search", goal => catalogue.Search.Find(goal, null, 8)) | Time("plan", goal => PathFinder.Find(GoalReader.Read(goal, catalogue), catalogue, 5));
        Console.WriteLine($"working set {Process.GetCurrentProcess().WorkingSet64 / 1e6:0} MB");
        return slow ? 1 : 0;
    }

    private static bool Time(string what, Action<string> run)
    {
        foreach (var goal in Goals)
            run(goal);
        var times = new List<(double Milliseconds, string Goal)>();
        var used = Environment.CpuUsage.TotalTime;
        for (var round = 0; round < Rounds; round++)
        {
            foreach (var goal in Goals)
            {
                var begun = TimeProvider.System.GetTimestamp();
                run(goal);
                times.Add((TimeProvider.System.GetElapsedTime(begun).TotalMilliseconds, goal));
            }
        }

        used = Environment.CpuUsage.TotalTime - used;
        times.Sort();
        Console.WriteLine($"{what,-7} median {times[times.Count / 2].Milliseconds:0.0} ms, 99th of 100 {times[times.Count * 99 / 100].Milliseconds:0.0} ms, slowest {times[^1].Milliseconds:0.0} ms ({times[^1].Goal}); {used.TotalMilliseconds / times.Count:0.0} ms of processor each");
        return times[times.Count * 99 / 100].Milliseconds > 20;
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
                blocks.Add(block with { BlockId = copy[block.BlockId], Name = copies.Count == 0 ? block.Name : $"{block.Name} {copies.Count}{(char)('a' + (copies.Count % 26))}" });
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
