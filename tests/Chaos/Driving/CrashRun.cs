using System.Collections.Concurrent;
using System.Globalization;
using Constellation.Realtime.BrokenHub.Crashing;
using Constellation.Realtime.Nodes;

namespace Constellation.Realtime.Chaos.Driving;

/// <summary>Has a node kill itself at each crash point, so many times, while people talk.</summary>
internal sealed class CrashRun(RealtimePeer peer, HistoryFile history, string folder, CrashOptions options)
{
    private const int Lanes = 2;
    private const string Terminated = "terminate";

    /// <summary>A point that no node comes to for so long is not reached.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan BetweenProvocations = TimeSpan.FromSeconds(8);

    private readonly LiveReplies _live = new(peer);

    /// <summary>Who died at a point is known by its name alone: nobody else waits for that meanwhile.</summary>
    private readonly Dictionary<string, SemaphoreSlim> _alone = CrashPoints.All.ToDictionary(point => point.Name, _ => new SemaphoreSlim(1));

    /// <summary>The processes that did so.</summary>
    private readonly ConcurrentDictionary<int, bool> _died = [];

    private readonly Dictionary<int, Task<bool>> _restarts = [];
    private readonly Lock _lock = new();

    public async Task GoAsync()
    {
        using var enough = new CancellationTokenSource();
        ((IPeer)peer).Listen(history.Add);
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

            if (!await DieAtAsync(name, by, () => false)) Console.WriteLine($"  nobody came there: {name}");
        }
    }

    /// <summary>False where nobody came there, or it was over before.</summary>
    private async Task<bool> DieAtAsync(string point, Provocation by, Func<bool> isOver)
    {
        await _alone[point].WaitAsync();
        var (isReached, isDone, provoking) = (false, false, Task.CompletedTask);
        try
        {
            var armed = Path.Combine(folder, point);
            await File.WriteAllTextAsync(armed, "");
            var begun = TimeProvider.System.GetTimestamp();
            var provoked = TimeSpan.MinValue;
            while (TimeProvider.System.GetElapsedTime(begun) is var waited && waited < Patience && !isOver() && !(isReached = HasDiedAt(point)))
            {
                if (by != Provocation.None && waited - BetweenProvocations > provoked && provoking.IsCompleted && Whole().Count > Lanes)
                {
                    provoked = waited;
                    provoking = ProvokeAsync(by, () => isDone || Died(armed) is not null);
                }

                await Task.Delay(10);
            }

            // Whoever is there just now has taken it away.
            File.Delete(armed);
            return isReached || HasDiedAt(point);
        }
        finally
        {
            isDone = true;
            _alone[point].Release();
            await provoking;
        }
    }

    /// <param name="by">What has to be done.</param>
    /// <param name="isOver">Who dies at the point meanwhile is noted at once: how many nodes a turn lost is judged by it.</param>
    private async Task ProvokeAsync(Provocation by, Func<bool> isOver)
    {
        if (by == Provocation.DieEnding) await DieAtAsync(CrashPoints.EndingBegun, Provocation.None, isOver);
        else if (await _live.BusiestAsync(Whole, isOver) is { Node: var busiest })
            Restart(busiest, by == Provocation.Kill ? "kill" : Terminated, hub => (by == Provocation.Kill ? (Action)hub.Kill : hub.Terminate)());
    }

    /// <summary>Whether a node did; it comes back.</summary>
    private bool HasDiedAt(string point)
    {
        if (Died(Path.Combine(folder, point)) is not { } died) return false;
        var process = int.Parse(Path.GetExtension(died)[1..], CultureInfo.InvariantCulture);
        _died[process] = true;
        File.Delete(died);
        var node = peer.Nodes.NodeOf(process);
        Restart(node, point, hub => { });
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  node {node} died: {point}"));
        return true;
    }

    /// <summary>The file of the node that died at the point; null as long as none has.</summary>
    private string? Died(string armed) => Directory.EnumerateFiles(folder).FirstOrDefault(file => file.StartsWith($"{armed}.", StringComparison.Ordinal));

    private bool IsDeadAtAPoint(int process) => Directory.EnumerateFiles(folder, $"*.{process}").Any() || _died.ContainsKey(process);

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
            // One that has no number yet is being started.
            if (node > 0 && _restarts.GetValueOrDefault(node) is null or { IsCompleted: true }) _restarts[node] = RestartAsync();
            else Strikes();
        }

        async Task<bool> RestartAsync()
        {
            var start = () => peer.Nodes.RestartAsync(node, Strikes, stop);
            while (true)
            {
                try
                {
                    await start();
                    return true;
                }
                catch (HubGoneException gone) when (IsDeadAtAPoint(gone.ProcessId))
                {
                    // Some steps are taken by a node that is not ready yet.
                    start = () => peer.Nodes.StartAgainAsync(node);
                }
                catch (Exception exception)
                {
                    history.Add(new Observation.Hung(0, null, $"node {node} does not come back: {exception.Message}"));
                    return false;
                }
            }
        }

        void Strikes() => history.Add(new Observation.Faulted(fault, node, LosesText: false) { TakesOwner = fault != Terminated });
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
