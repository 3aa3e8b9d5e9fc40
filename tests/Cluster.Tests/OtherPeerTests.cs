using Constellation.Realtime.Chaos;
using Constellation.Realtime.Chaos.Checking;
using Constellation.Realtime.Chaos.Driving;

namespace Constellation.Realtime.Cluster.Tests;

/// <summary>The same faults on another server: an adapter is all that it needs, whatever else the server lacks.</summary>
public sealed class OtherPeerTests : IDisposable
{
    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Fact]
    public async Task A_service_that_loses_nothing_keeps_the_promise()
    {
        var verdict = await BreakAsync(new OtherPeer());

        Assert.Equal("kept", verdict.Ruling);
        Assert.True(verdict.OfNodes is { All: >= 3 } ofNodes && ofNodes.All == verdict.AllFaults);
        Assert.NotEmpty(verdict.Takeovers);
    }

    [Fact]
    public async Task One_that_loses_a_character_is_found_out()
    {
        var verdict = await BreakAsync(new OtherPeer(losesACharacter: true));

        Assert.Equal(ExitCode.Broken, ExitCode.Of(verdict, []));
        Assert.True(verdict.Lost > 0);
        Assert.Equal([Rule.Kept], verdict.ByRule.Keys);
    }

    [Fact]
    public async Task One_whose_streams_go_on_behind_the_end_is_found_out()
    {
        var verdict = await BreakAsync(new OtherPeer(staysOpen: true), patience: TimeSpan.FromSeconds(3));

        Assert.Contains(verdict.Breaches, breach => breach.Contains("the stream stays open behind turn.completed", StringComparison.Ordinal));
        Assert.Equal([Rule.Hung], verdict.ByRule.Keys);
    }

    private async Task<Verdict> BreakAsync(IPeer peer, TimeSpan? patience = null)
    {
        await using (peer)
        await using (var history = new HistoryFile(_file))
        {
            using var run = new Run(peer, history, new RunOptions(Faults: 3, Turns: 4, Talkers: 2, Seed: 1, Pause: 1, Minutes: 2, patience ?? TimeSpan.FromSeconds(30), Only: null));
            history.Add(new Observation.Began("another", peer.ContinuesText) { Asked = run.Asked });
            await run.GoAsync();
            history.Add(new Observation.Finished());
        }

        return Checker.Check(HistoryFile.Read(_file));
    }
}
