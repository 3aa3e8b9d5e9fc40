namespace Constellation.Realtime.Chaos.Driving;

/// <summary>Many talkers, and faults one after the other among them: one lane for nodes, one for stores, side by side.</summary>
internal sealed class Run(IPeer peer, HistoryFile history, RunOptions options)
{
    private readonly LiveReplies _live = new();
    private int _faults;

    public async Task GoAsync()
    {
        using var enough = new CancellationTokenSource();
        var talkers = Enumerable.Range(0, options.Talkers).Select(i => new Talker(peer, history, _live, options.Seed * 1000 + i, options.Patience, enough.Token)).ToList();
        var talking = talkers.Select(talker => Task.Run(talker.TalkAsync)).ToList();
        await Task.Delay(TimeSpan.FromSeconds(2));
        await Task.WhenAll(LaneAsync(hitsNode: true, options.Seed), LaneAsync(hitsNode: false, options.Seed + 1));
        await enough.CancelAsync();
        await Task.WhenAll(talking);
        await Task.WhenAll(talkers.Select(talker => talker.KeepAsync()));
    }

    private async Task LaneAsync(bool hitsNode, int seed)
    {
        var random = new Random(seed);
        var begun = TimeProvider.System.GetTimestamp();
        var kinds = peer.Faults.Where(kind => kind.HitsNode == hitsNode && (options.Only is null || kind.Name == options.Only)).ToList();
        while (kinds.Count > 0
            && TimeProvider.System.GetElapsedTime(begun) < TimeSpan.FromMinutes(options.Minutes)
            && (Interlocked.Increment(ref _faults) <= options.Faults || _live.Ended < options.Turns))
        {
            await Task.Delay(random.Next(200, 1500) * (hitsNode ? 1 : options.Pause));
            var kind = kinds[random.Next(kinds.Count)];
            var busiest = await _live.BusiestAsync(() => peer.Up);
            var node = hitsNode ? busiest : 0;
            await kind.DoAsync(node, () => history.Add(new Observation.Faulted(kind.Name, node, kind.LosesText)), random);
        }
    }
}

/// <param name="Faults">How many at least.</param>
/// <param name="Turns">How many turns at least: faults go on until there are so many.</param>
/// <param name="Talkers">How many people talk at the same time.</param>
/// <param name="Seed">The same seed makes the same choices, if not at the same microsecond.</param>
/// <param name="Pause">How many times longer than usual the pauses between faults of stores are.</param>
/// <param name="Minutes">After so many it ends, whatever is reached.</param>
/// <param name="Patience">Who sees nothing new for so long hangs.</param>
/// <param name="Only">One sort of fault only.</param>
internal sealed record RunOptions(int Faults, int Turns, int Talkers, int Seed, int Pause, int Minutes, TimeSpan Patience, string? Only);
