namespace Constellation.Realtime.Chaos.Driving;

/// <summary>Many talkers, and faults one after the other among them: one lane for nodes, one for stores, side by side; of stores no more than five for each of nodes.</summary>
internal sealed class Run(IPeer peer, HistoryFile history, RunOptions options) : IDisposable
{
    /// <summary>A node that was killed takes its time to come back; a store does not.</summary>
    private const int StoresForEachNode = 5;

    private readonly LiveReplies _live = new(peer);
    private readonly Deck _ofNodes = new([.. Kinds(peer, options).Where(kind => kind.HitsNode)], Chance.Of(options.Seed, 1));
    private readonly Deck _ofStores = new([.. Kinds(peer, options).Where(kind => !kind.HitsNode)], Chance.Of(options.Seed, 2));
    private readonly SemaphoreSlim _due = new(0);
    private readonly CancellationTokenSource _over = new();
    private readonly long _begun = TimeProvider.System.GetTimestamp();
    private int _faults;

    /// <summary>What it has to come to. Each kind has to strike where there are as many faults as kinds.</summary>
    public Asked Asked
    {
        get
        {
            var kinds = Kinds(peer, options).Select(kind => kind.Name).Distinct().ToList();
            return new Asked(options.Faults, options.Turns, MustBeThrough ? kinds : [], Each: 1, InTheMiddle: true);
        }
    }

    private bool MustBeThrough => options.Faults >= Kinds(peer, options).Count;

    private bool IsEnough => _over.IsCancellationRequested
        || TimeProvider.System.GetElapsedTime(_begun) > TimeSpan.FromMinutes(options.Minutes)
        || (Volatile.Read(ref _faults) >= options.Faults && _live.Ended >= options.Turns && (!MustBeThrough || (_ofNodes.IsThrough && _ofStores.IsThrough)));

    public async Task GoAsync()
    {
        using var enough = new CancellationTokenSource();
        peer.Listen(history.Add);
        var talkers = Enumerable.Range(0, options.Talkers).Select(i => new Talker(peer, history, _live, options.Seed * 1000 + i, options.Patience, enough.Token)).ToList();
        var talking = talkers.Select(talker => Task.Run(talker.TalkAsync)).ToList();
        await Task.Delay(TimeSpan.FromSeconds(2));
        await Task.WhenAll(LaneAsync(_ofNodes, hitsNode: true), LaneAsync(_ofStores, hitsNode: false));
        await enough.CancelAsync();
        await Task.WhenAll(talking);
        await Task.WhenAll(talkers.Select(talker => talker.KeepAsync()));
    }

    public void Dispose()
    {
        _due.Dispose();
        _over.Dispose();
    }

    private static IReadOnlyList<FaultKind> Kinds(IPeer peer, RunOptions options) => [.. peer.Faults.Where(kind => options.Only is null || options.Only.Split(';').Contains(kind.Name))];

    private async Task LaneAsync(Deck deck, bool hitsNode)
    {
        var random = Chance.Of(options.Seed, hitsNode ? 3 : 4);
        if (deck.IsEmpty) return;
        try
        {
            while (!IsEnough)
            {
                if (!hitsNode && !_ofNodes.IsEmpty) await _due.WaitAsync(_over.Token);
                await Task.Delay(random.Next(200, 1500) * (hitsNode ? 1 : options.Pause));
                await StrikeAsync(deck, hitsNode, random);
            }
        }
        catch (OperationCanceledException) when (_over.IsCancellationRequested)
        {
            // The other lane came to the end.
        }

        await _over.CancelAsync();
    }

    private async Task StrikeAsync(Deck deck, bool hitsNode, Random random)
    {
        var kind = deck.Draw();
        var (busiest, turnId) = await _live.BusiestAsync(() => peer.Up);
        var node = hitsNode ? busiest : 0;
        try
        {
            await kind.DoAsync(node, Strikes, random);
        }
        catch (Exception exception)
        {
            // What does not come back would leave nothing to be tried.
            history.Add(new Observation.Hung(0, null, $"{kind.Name}, node {node}: it does not come back: {exception.Message}"));
            await _over.CancelAsync();
        }

        void Strikes()
        {
            history.Add(new Observation.Faulted(kind.Name, node, kind.LosesText) { TurnId = hitsNode ? turnId : null, SparesTurns = kind.SparesTurns, TakesOwner = kind.TakesOwner });
            Interlocked.Increment(ref _faults);
            deck.Count();
            if (hitsNode) _due.Release(StoresForEachNode);
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
/// <param name="Only">These sorts of faults only, by their whole names, with <c>;</c> between them.</param>
internal sealed record RunOptions(int Faults, int Turns, int Talkers, int Seed, int Pause, int Minutes, TimeSpan Patience, string? Only);
