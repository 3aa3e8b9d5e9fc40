using Constellation.Realtime.Chaos;
using Constellation.Realtime.Chaos.Checking;

namespace Constellation.Realtime.Cluster.Tests;

// Whether a run says something, what it prints, and what it ends with.
public sealed partial class CheckerTests
{
    [Fact]
    public void A_fault_is_in_the_middle_of_a_reply_until_the_first_reader_has_its_end()
    {
        _history.AddRange([Seen(1, "turn.started", reader: 2), Delta(13, 0, Said, reader: 2) with { At = 30 }, Seen(23, "turn.completed", reader: 2) with { At = 40 }]);

        _history[6] = new Observation.Faulted("kill", 1, LosesText: false) { At = 22 };
        Assert.Equal(1, Check().InTheMiddle);
        _history[6] = new Observation.Faulted("kill", 1, LosesText: false) { At = 35 };
        Assert.Equal(0, Check().InTheMiddle);
    }

    [Fact]
    public void A_fault_of_who_took_a_turn_over_is_in_its_middle()
    {
        _history[6] = new Observation.Faulted("kill", 2, LosesText: false) { At = 12.5, TurnId = Turn };

        Assert.Equal(1, Check().InTheMiddle);
    }

    [Fact]
    public void A_fault_of_a_node_is_in_the_middle_of_the_turn_that_it_had_then_and_of_no_other()
    {
        _history[6] = new Observation.Faulted("kill", 1, LosesText: false) { At = 12.5, TurnId = Message };

        Assert.Equal(0, Check().InTheMiddle);
    }

    [Theory]
    [InlineData(9, true)]
    [InlineData(8, false)]
    public void A_run_counts_where_nine_of_ten_faults_hit_a_reply_in_its_middle(int inTheMiddle, bool counts)
    {
        _history.RemoveAt(6);
        _history.AddRange(Enumerable.Range(1, 10).Select(i => new Observation.Faulted("Redis paused", 0, LosesText: false) { At = i <= inTheMiddle ? 12.5 : 99 }));

        Assert.Equal((10, inTheMiddle, counts), (Check().AllFaults, Check().InTheMiddle, Check().Counts));
    }

    /// <summary>Of stores nearly all are, where many talk.</summary>
    [Theory]
    [InlineData(9, true)]
    [InlineData(8, false)]
    public void A_run_counts_where_nine_of_ten_faults_of_nodes_did(int inTheMiddle, bool counts)
    {
        _history.RemoveAt(6);
        _history.AddRange(Enumerable.Range(1, 90).Select(_ => new Observation.Faulted("Redis paused", 0, LosesText: false) { At = 12.5 }));
        _history.AddRange(Enumerable.Range(1, 10).Select(i => new Observation.Faulted("kill", i <= inTheMiddle ? 1 : 2, LosesText: false) { At = 12.5 }));

        Assert.Equal((10, inTheMiddle), Check().OfNodes);
        Assert.Equal(counts, Check().Counts);
    }

    [Fact]
    public void What_a_verdict_prints_has_all_its_figures()
    {
        var printed = Check().ToString();

        Assert.Contains("faults                 1, 1 in the middle of a reply; of nodes 1, 1 in the middle", printed, StringComparison.Ordinal);
        Assert.Contains("turns                  1, 1 of them at least hit in their middle, 0 asked for anew; 0 whole", printed, StringComparison.Ordinal);
        Assert.Contains("readings               1, 0 of them ended from history", printed, StringComparison.Ordinal);
        Assert.Contains("characters             12 in all readings", printed, StringComparison.Ordinal);
        Assert.Contains("lost                   0", printed, StringComparison.Ordinal);
        Assert.Contains("repeated               0", printed, StringComparison.Ordinal);
        Assert.Contains("hung                   0", printed, StringComparison.Ordinal);
        Assert.Contains("put off                0 calls", printed, StringComparison.Ordinal);
        Assert.Contains("takeover               p50 9 ms, p99 9 ms (1 readings", printed, StringComparison.Ordinal);
        Assert.Contains("verdict                kept", printed, StringComparison.Ordinal);
    }

    [Fact]
    public void Calls_that_are_put_off_are_counted()
    {
        _history.InsertRange(3, [new Observation.NotAccepted(Message, "unavailable", 1), new Observation.NotAccepted(Message, null, 1)]);
        _history.Add(new Observation.Refused("Watch", "unavailable", 2));
        _history.Add(new Observation.NotDecided("s1", "accepted", "unavailable", 2));

        Assert.Equal(3, Check().PutOff);
    }

    [Fact]
    public void Turns_that_a_fault_hit_are_counted_once()
    {
        _history.Add(new Observation.Faulted("Redis paused", 0, LosesText: false) { At = 12.5 });
        Assert.Equal((2, 1), (Check().InTheMiddle, Check().Struck));

        _history.RemoveAll(one => one is Observation.Faulted);

        Assert.Equal(0, Check().Struck);
    }

    /// <summary>Those that end in the middle of a reply are counted once, whatever else is asked for.</summary>
    [Theory]
    [InlineData(13, 1)]
    [InlineData(24, 0)]
    public void Conversations_that_are_ended_in_the_middle_of_a_reply_are_counted(double at, int counted)
    {
        _history.Add(new Observation.Cancelling(Session, null) { At = at });
        _history.Add(new Observation.Cancelling(Session, null) { At = at + 1 });

        Assert.Equal(counted, Check().EndedMeanwhile);
    }

    /// <summary>Nearest rank: the 50th and the 99th of a hundred.</summary>
    [Fact]
    public void Of_a_hundred_waits_half_were_as_long_as_the_first_figure_and_one_was_longer_than_the_second()
    {
        var verdict = Check() with { Takeovers = [.. Enumerable.Range(1, 100).Select(i => 10.0 * i)] };

        Assert.StartsWith("p50 500 ms, p99 990 ms (100 readings", verdict.Waits, StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_ends_with_what_the_checker_says()
    {
        Assert.Equal(ExitCode.Kept, ExitCode.Of(Check(), []));
        Assert.Equal(ExitCode.Kept, ExitCode.Of(Check(), [Rule.Stands]));
        Assert.Equal(ExitCode.BrokenOff, ExitCode.Of(Check() with { IsBrokenOff = true }, []));
        Assert.Equal(ExitCode.Void, ExitCode.Of(Check() with { Voids = ["nothing struck"] }, []));
        _history[8] = Delta(12, 0, "1/");
        _history[9] = Delta(13, 2, "1 2/1 3/1 ");
        Assert.Equal([Rule.Stands], Check().ByRule.Keys);
        Assert.Equal(ExitCode.Broken, ExitCode.Of(Check(), []));
        Assert.Equal(ExitCode.Broken, ExitCode.Of(Check() with { Voids = ["nothing struck"] }, []));
        Assert.Equal(ExitCode.Broken, ExitCode.Of(Check(), [Rule.Owner, Rule.Stands]));
        Assert.Equal(ExitCode.BrokenElsewhere, ExitCode.Of(Check(), [Rule.Owner]));
        Assert.Equal(ExitCode.Void, ExitCode.Of(Check() with { Voids = ["nothing struck"] }, [Rule.Stands]));
        Assert.Equal(ExitCode.BrokenOff, ExitCode.Of(Check() with { IsBrokenOff = true }, [Rule.Stands]));
    }

    [Fact]
    public void A_run_whose_faults_hit_no_reply_does_not_count()
    {
        _history[6] = new Observation.Faulted("kill", 2, LosesText: false) { At = 2.5 };

        Assert.False(Check().Counts);
    }

    [Fact]
    public void A_run_that_did_not_come_to_what_was_asked_for_does_not_count()
    {
        Ask(new Asked(1, 1, ["kill"], 1, InTheMiddle: true));
        Assert.Equal("kept", Check().Ruling);
        Ask(new Asked(2, 1, [], 1, InTheMiddle: true));
        Assert.Equal("VOID: 1 faults of 2", Check().Ruling);
        Ask(new Asked(1, 2, [], 1, InTheMiddle: true));
        Assert.Equal("VOID: 1 turns of 2", Check().Ruling);
        Ask(new Asked(1, 1, ["kill", "pause"], 1, InTheMiddle: true));
        Assert.Equal("VOID: 0 times of 1: pause", Check().Ruling);
    }

    [Fact]
    public void Of_a_run_of_crash_points_only_how_often_each_struck_is_asked()
    {
        _history[6] = new Observation.Faulted("a step", 2, LosesText: false) { At = 2.5 };

        Ask(new Asked(0, 0, ["a step"], 1, InTheMiddle: false));
        Assert.True(Check().Counts);
        Ask(new Asked(0, 0, ["a step"], 2, InTheMiddle: false));
        Assert.Equal("VOID: 1 times of 2: a step", Check().Ruling);
    }

    private void Ask(Asked asked) => _history[0] = new Observation.Began("test", ContinuesText: true) { Asked = asked };
}
