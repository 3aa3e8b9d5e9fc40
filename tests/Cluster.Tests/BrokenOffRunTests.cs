using Constellation.Realtime.Chaos;
using Constellation.Realtime.Chaos.Checking;

namespace Constellation.Realtime.Cluster.Tests;

/// <summary>A run that was stopped before its end leaves what it saw, and that is judged.</summary>
public sealed class BrokenOffRunTests : IDisposable
{
    private static readonly Guid Turn = Guid.Parse("01900000-0000-7000-8000-000000000003");
    private static readonly Guid Session = Guid.Parse("01900000-0000-7000-8000-000000000002");

    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Fact]
    public async Task Nothing_is_missed_that_may_still_have_come()
    {
        await WriteAsync(Delta(2, 0, "1/1 "), new Observation.BrokenOff());

        var verdict = Checker.Check(HistoryFile.Read(_file));

        Assert.Empty(verdict.Breaches);
        Assert.True(verdict.IsBrokenOff);
        Assert.Null(verdict.Lost);
        Assert.StartsWith("BROKEN OFF", verdict.Ruling, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_wrong_at_once_is_told()
    {
        await WriteAsync(Delta(2, 0, "1/1 "), Delta(3, 5, "2/1 "), new Observation.BrokenOff());

        var verdict = Checker.Check(HistoryFile.Read(_file));

        Assert.False(verdict.Holds);
        Assert.Equal([Rule.Fold], verdict.ByRule.Keys);
    }

    [Fact]
    public async Task What_is_torn_when_everything_is_taken_down_is_nobodys_fault()
    {
        await WriteAsync(Delta(2, 0, "1/1 "), new Observation.BrokenOff(), new Observation.Hung(0, null, "node 3 does not come back"), new Observation.BrokenOff());

        Assert.Empty(Checker.Check(HistoryFile.Read(_file)).Breaches);
    }

    [Fact]
    public async Task Of_a_driver_that_was_killed_all_but_its_last_line_is_read()
    {
        await WriteAsync(Delta(2, 0, "1/1 "));
        await File.AppendAllTextAsync(_file, """{"what":"event","Reader":1,"Turn""");

        Assert.Equal([Delta(2, 0, "1/1 "), new Observation.BrokenOff { At = 2 }], HistoryFile.Read(_file));
    }

    [Fact]
    public async Task A_run_that_came_to_its_end_is_not_one()
    {
        await WriteAsync(new Observation.Finished());

        Assert.False(Checker.Check(HistoryFile.Read(_file)).IsBrokenOff);
    }

    [Fact]
    public void Its_report_says_how_to_run_it_again_on_what_it_ran_and_what_was_done()
    {
        var began = new Observation.Began("test", ContinuesText: true) { Command = "./chaos.sh --seed 7", Code = "0.1.0+abc, driven by 0.1.0+abc", Machine = "2 processors", On = DateTimeOffset.UnixEpoch };
        Observation[] seen =
        [
            began,
            new Observation.Sending(Turn, Session, "question", 1),
            new Observation.Accepted(Turn, Session, Turn, 1),
            Delta(2, 0, "1/1 "),
            new Observation.Faulted("kill", 1, LosesText: false) { At = 3 },
            new Observation.Faulted("Redis paused", 0, LosesText: false) { At = 4_000 },
            new Observation.BrokenOff { At = 61_000 },
        ];

        var page = Report.Of(began, Checker.Check(seen));

        Assert.Contains("`./chaos.sh --seed 7`", page, StringComparison.Ordinal);
        Assert.Contains("1970-01-01 00:00 UTC, took 00:01:01", page, StringComparison.Ordinal);
        Assert.Contains("| code | 0.1.0+abc, driven by 0.1.0+abc |", page, StringComparison.Ordinal);
        Assert.Contains("| machine | 2 processors |", page, StringComparison.Ordinal);
        Assert.Contains("| faults | 2, 2 in the middle of a reply (100.0 %); of nodes 1, 1 of them in the middle of a reply of that node's |", page, StringComparison.Ordinal);
        Assert.Contains("| kill | 1 | 1 |", page, StringComparison.Ordinal);
        Assert.Contains("| Redis paused | 1 | 1 |", page, StringComparison.Ordinal);
        Assert.Contains("| lost | not judged |", page, StringComparison.Ordinal);
    }

    private static Observation.Seen Delta(long sequence, int offset, string text) => new(1, Turn, sequence, "text.delta", text, offset, null, null) { At = sequence };

    private Task WriteAsync(params IEnumerable<Observation> observations) => File.WriteAllLinesAsync(_file, observations.Select(observation => observation.ToLine()));
}
