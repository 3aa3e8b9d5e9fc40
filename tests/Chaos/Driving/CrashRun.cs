using System.Globalization;
using Constellation.Realtime.BrokenHub.Crashing;
using Constellation.Realtime.Nodes;

namespace Constellation.Realtime.Chaos.Driving;

/// <summary>Has a node kill itself at each crash point, so many times, while people talk.</summary>
internal sealed class CrashRun(RealtimePeer peer, HistoryFile history, string folder, CrashOptions options)
{
    private const int Lanes = 2;

    /// <summary>A point that no node comes to for so long is not reached.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan BetweenProvocations = TimeSpan.FromSeconds(8);

    private readonly LiveReplies _live = new(peer);
    private readonly Dictionary<int, Task<bool>> _restarts = [];
    private readonly Lock _lock = new();

    public async Task GoAsync()
    {
        using var enough = new CancellationTokenSource();
        var talkers = Enumerable.Range(0, options.Talkers).Select(i => new Talker(peer, history, _live, options.Seed * 1000 + i, options.Patience, enough.Token)).ToList();
        var talking = talkers.Select(talker => Task.Run(talker.TalkAsync)).ToList();
        var points = Enumerable.Repeat(options.Points, options.Times).SelectMany(all => all).ToList();
        await Task.WhenAll(Enumerable.Range(0, Lanes).Select(lane => LaneAsync([.. points.Where((_, i) => i % Lanes == lane)])));
        await Task.WhenAll(_restarts.Values);
        await enough.CancelAsync();
        await Task.WhenAll(talking);
        await Task.WhenAll(talkers.Select(talker => talker.KeepAsync()));
    }

    private async Task LaneAsync(List<(string Name, Provocation By)> points)
    {
        foreach (var (name, by) in points)
        {
            while (Whole().Count < Lanes + 1)
            {
                await Task.Delay(20);
                if (IsLost()) return;
            }

            if (await DieAtAsync(name, by) is { } node)
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  node {node} died: {name}"));
            else
                Console.WriteLine($"  nobody came there: {name}");
        }
    }

    private async Task<int?> DieAtAsync(string point, Provocation by)
    {
        var armed = Path.Combine(folder, point);
        while (File.Exists(armed)) await Task.Delay(20); // The other lane's.
        await File.WriteAllTextAsync(armed, "");
        var begun = TimeProvider.System.GetTimestamp();
        var provoked = TimeSpan.MinValue;
        while (TimeProvider.System.GetElapsedTime(begun) is var waited && waited < Patience)
        {
            if (Died(armed) is { } died)
            {
                File.Delete(died);
                var node = peer.Nodes.NodeOf(int.Parse(Path.GetExtension(died)[1..], CultureInfo.InvariantCulture));
                Restart(node, point, hub => { });
                return node;
            }

            if (by != Provocation.None && waited - BetweenProvocations > provoked && Whole().Count > Lanes)
            {
                provoked = waited;

                // Who dies there meanwhile is noted at once: how many nodes a turn lost is judged by it.
                if (await _live.BusiestAsync(Whole, () => Died(armed) is not null) is not { Node: var busiest }) continue;
                Restart(busiest, by == Provocation.Kill ? "kill" : "terminate", hub => (by == Provocation.Kill ? (Action)hub.Kill : hub.Terminate)());
            }

            await Task.Delay(10);
        }

        File.Delete(armed);
        return null;
    }

    /// <summary>The file of the node that died at the point; null as long as none has.</summary>
    private string? Died(string armed) => Directory.EnumerateFiles(folder).FirstOrDefault(file => file.StartsWith($"{armed}.", StringComparison.Ordinal));

    /// <summary>The nodes that are there and stay: one that was asked to stop is there for a while.</summary>
    private IReadOnlyList<int> Whole()
    {
        lock (_lock) return [.. peer.Up.Where(node => _restarts.GetValueOrDefault(node) is null or { IsCompleted: true })];
    }

    /// <summary>A node that does not come back ends the run: nobody waits for it in vain.</summary>
    private bool IsLost()
    {
        lock (_lock) return _restarts.Values.Any(restart => restart is { IsCompleted: true, Result: false });
    }

    /// <summary>A node that was asked to stop and dies of it at the point comes back once.</summary>
    private void Restart(int node, string fault, Action<HubProcess> stop)
    {
        lock (_lock)
        {
            if (node > 0 && _restarts.GetValueOrDefault(node) is null or { IsCompleted: true }) _restarts[node] = RestartAsync();
            else Strikes();
        }

        async Task<bool> RestartAsync()
        {
            try
            {
                await peer.Nodes.RestartAsync(node, Strikes, stop);
                return true;
            }
            catch (Exception exception)
            {
                history.Add(new Observation.Hung(0, null, $"node {node} does not come back: {exception.Message}"));
                return false;
            }
        }

        void Strikes() => history.Add(new Observation.Faulted(fault, node, LosesText: false));
    }
}

/// <param name="Times">How often at each point.</param>
/// <param name="Talkers">How many people talk at the same time.</param>
/// <param name="Seed">As of a run of faults.</param>
/// <param name="Patience">As of a run of faults.</param>
/// <param name="Only">Those points only whose name has this in it, or one of these: several stand with <c>;</c> between them.</param>
internal sealed record CrashOptions(int Times, int Talkers, int Seed, TimeSpan Patience, string? Only)
{
    public IReadOnlyList<(string Name, Provocation By)> Points { get; } =
        [.. CrashPoints.All.Where(point => Only is null || Only.Split(';').Any(part => point.Name.Contains(part, StringComparison.OrdinalIgnoreCase)))];
}
