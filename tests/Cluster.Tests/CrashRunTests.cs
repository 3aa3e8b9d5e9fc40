using Constellation.Realtime.BrokenHub.Crashing;
using Constellation.Realtime.Chaos;
using Constellation.Realtime.Chaos.Driving;

namespace Constellation.Realtime.Cluster.Tests;

/// <summary>The driver of <c>./chaos.sh --crash-points</c>.</summary>
public sealed class CrashRunTests
{
    [Fact]
    public void Several_points_are_chosen_by_parts_of_their_names()
    {
        var options = new CrashOptions(1, 1, 1, TimeSpan.Zero, $"{CrashPoints.TakenOver};A TITLE IS STORED");

        Assert.Equal([CrashPoints.TakenOver, CrashPoints.TitleStored], options.Points.Select(point => point.Name));
    }

    [Fact]
    public void The_way_to_a_run_again_can_be_pasted_into_a_shell()
    {
        Assert.True(Options.TryParse(["--crash-points", "20", "--only", $"{CrashPoints.TakenOver};title", "--seed", "7"], out var options, out _));

        Assert.Equal("./chaos.sh --crash-points 20 --only \"a takeover's term is raised, the log is not sealed;title\" --seed 7", options.Command);
    }

    /// <summary>A node that died at its point is noted at once: the wait for a reply that another one could be killed in ends.</summary>
    [Fact]
    public async Task Nobody_waits_for_a_reply_in_its_middle_once_it_is_not_needed_any_more()
    {
        var asked = 0;
        var live = new LiveReplies(new SilentPeer());

        Assert.Null(await live.BusiestAsync(() => [1], () => ++asked > 3).WaitAsync(TimeSpan.FromSeconds(10)));
    }

    /// <summary>One with no replies.</summary>
    private sealed class SilentPeer : IPeer
    {
        public IReadOnlyList<int> Up => [1];

        public bool ContinuesText => false;

        public IReadOnlyList<FaultKind> Faults => [];

        public Task<Guid> StartSessionAsync(int node, Guid userId, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<(Guid TurnId, long After)> SendAsync(int node, Guid userId, Guid sessionId, Guid clientMessageId, string text, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public IAsyncEnumerable<Observation.Seen> ReadAsync(int node, Guid userId, Guid sessionId, Guid turnId, long after, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public Task<IReadOnlyList<Observation.Kept>> HistoryAsync(int node, Guid userId, Guid sessionId, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
