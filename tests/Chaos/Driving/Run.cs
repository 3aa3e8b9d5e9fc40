namespace Constellation.Realtime.Chaos.Driving;

/// <summary>Many talkers, and faults one after the other among them: one lane for nodes, one for stores, side by side.</summary>
internal sealed class Run(IPeer peer, HistoryFile history, RunOptions options)
{
    private readonly LiveReplies _live = new();
    private int _faults;

    public async Task GoAsync()
    {
        using var enough = new CancellationTokenSource();
        var talkers = Enumerable.Range(0, options.Talkers).Select(i => new Talker(peer, history, _live, options.Seed * 1000 + i, enough.Token)).ToList();
        var talking = talkers.Select(talker => Task.Run(talker.TalkAsync)).ToList();
        await Task.Delay(TimeSpan.FromSeconds(2));
        await Task.WhenAll(LaneAsync(hitsNode: true, options.Seed), LaneAsync(hitsNode: false, options.Seed + 1));
        await enough.CancelAsync();
        await Task.WhenAll(talking);
        foreach (var talker in talkers) await talker.KeepAsync();
    }

    private async Task LaneAsync(bool hitsNode, int seed)
    {
        var random = new Random(seed);
        var kinds = peer.Faults.Where(kind => kind.HitsNode == hitsNode && (options.Only is null || kind.Name == options.Only)).ToList();
        while (kinds.Count > 0 && Interlocked.Increment(ref _faults) <= options.Faults)
        {
            await Task.Delay(random.Next(200, 1500));
            var kind = kinds[random.Next(kinds.Count)];
            var node = hitsNode ? _live.Busiest(peer.Up) : 0;
            await kind.DoAsync(node, () => history.Add(new Observation.Faulted(kind.Name, node, kind.LosesText)), random);
        }
    }
}

/// <param name="Faults">How many.</param>
/// <param name="Talkers">How many people talk at the same time.</param>
/// <param name="Seed">The same seed makes the same choices, if not at the same microsecond.</param>
/// <param name="Only">One sort of fault only.</param>
internal sealed record RunOptions(int Faults, int Talkers, int Seed, string? Only);
