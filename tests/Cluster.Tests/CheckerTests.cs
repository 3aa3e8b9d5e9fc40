using System.Runtime.CompilerServices;
using Constellation.Realtime.Chaos;
using Constellation.Realtime.Chaos.Checking;

namespace Constellation.Realtime.Cluster.Tests;

public sealed partial class CheckerTests
{
    private const string Said = "1/1 2/1 3/1 ";
    private static readonly Guid Message = Guid.Parse("01900000-0000-7000-8000-000000000001");
    private static readonly Guid Session = Guid.Parse("01900000-0000-7000-8000-000000000002");
    private static readonly Guid Turn = Guid.Parse("01900000-0000-7000-8000-000000000003");

    private readonly List<Observation> _history =
    [
        new Observation.Began("test", ContinuesText: true),
        new Observation.Told(Said),
        new Observation.Sending(Message, Session, "question", 1),
        new Observation.Accepted(Message, Session, Turn, 1),
        Seen(1, "turn.started"),
        Delta(2, 0, "1/1 "),
        new Observation.Faulted("kill", 1, LosesText: false) { At = 2.5, TakesOwner = true },
        Rewound(11, 0),
        Delta(12, 0, "1/1 2/1 "),
        Delta(13, 8, "3/1 "),
        Seen(23, "turn.completed"),
        new Observation.Kept(Session, Turn, "user", "complete", "question"),
        new Observation.Kept(Session, Turn, "assistant", "complete", Said),
    ];

    [Fact]
    public void A_reply_that_went_on_elsewhere_keeps_the_promise()
    {
        var verdict = Check();

        Assert.True(verdict.Holds);
        Assert.True(verdict.Counts);
        Assert.Equal((1, 1, 1, 1, 8.5), (verdict.AllFaults, verdict.InTheMiddle, verdict.Turns, verdict.Readings, Assert.Single(verdict.Takeovers)));
    }

    [Fact]
    public void The_checker_and_what_it_reads_name_nothing_of_the_code_that_is_judged()
    {
        var chaos = Path.GetFullPath(Path.Combine(ThisFolder(), "../Chaos"));
        string[] files = [.. Directory.EnumerateFiles(Path.Combine(chaos, "Checking"), "*.cs"), Path.Combine(chaos, "Observation.cs"), Path.Combine(chaos, "HistoryFile.cs")];

        Assert.True(files.Length > 8);
        Assert.All(files, file => Assert.DoesNotMatch(@"Constellation\.Realtime\.(Engine|Hub|Contracts|Nodes|BrokenHub)|Chaos\.Driving", File.ReadAllText(file)));
    }

    [Fact]
    public void A_lost_character_is_found()
    {
        _history[9] = Delta(13, 8, "3/1");

        Assert.Equal((1, 0), (Check().Lost, Check().Repeated));
    }

    [Fact]
    public void A_repeated_character_is_found()
    {
        _history[9] = Delta(13, 8, "3/1  ");

        Assert.Equal((0, 1), (Check().Lost, Check().Repeated));
    }

    public static TheoryData<string, int, int, string?> Breaches => new()
    {
        { "a delta at 9 where the text was 8 long", 9, 1, Delta(13, 9, "3/1 ").ToLine() },
        { "came after 12", 9, 1, Delta(11, 8, "3/1 ").ToLine() },
        { "a rewind to 9 of 4 characters", 7, 1, Rewound(11, 9).ToLine() },
        { "came after the terminal event", 11, 0, Delta(24, 12, "late").ToLine() },
        { "no terminal event", 10, 1, null },
        { "ended in several ways", 11, 0, Seen(24, "turn.failed", reader: 2).ToLine() },
        { "of 4 characters shown 2 stand after a rewind", 8, 1, Delta(12, 0, "1/").ToLine() },
        { "is no one owner's text", 1, 1, new Observation.Told("1/2 2/2 3/2 ").ToLine() },
        { "has 2 replies in history", 12, 0, new Observation.Kept(Session, Turn, "assistant", "complete", Said).ToLine() },
        { "has 0 replies in history", 12, 1, null },
        { "is 2 times in history, accepted", 11, 0, new Observation.Kept(Session, Turn, "user", "complete", "question").ToLine() },
        { "is 0 times in history, accepted", 11, 1, null },
        { "is 1 times in history, not accepted", 3, 1, new Observation.NotAccepted(Message, "rate_limited", 1).ToLine() },
        { "was accepted as turn", 4, 0, new Observation.Accepted(Message, Session, Session, 2).ToLine() },
        { "was refused with session_busy", 2, 0, new Observation.NotAccepted(Message, "session_busy", 1).ToLine() },
        { "is another event than reader 1 saw under this number", 11, 0, Seen(1, "turn.started", reader: 2, content: "other").ToLine() },
        { "is another event than reader 1 saw under this number", 11, 0, Delta(12, 0, "1/1 2/2 ", reader: 2).ToLine() },
        { "is another event than reader 1 saw under this number", 11, 0, Rewound(11, 4, reader: 2).ToLine() },
        { "call c1 was never started", 6, 0, Call(3, "tool.finished").ToLine() },
        { "the turn was completed while c1 had not finished", 10, 0, Call(14, "tool.started").ToLine() },
        { "turn.completed, and kept as partial", 12, 1, new Observation.Kept(Session, Turn, "assistant", "partial", Said).ToLine() },
        { "turn.completed with a reply that is partial, and kept as complete", 10, 1, (Seen(23, "turn.completed") with { Status = "partial" }).ToLine() },
        { "says 4 characters, 12 are in hand", 10, 1, (Seen(23, "turn.completed") with { Reply = "1/1 " }).ToLine() },
        { "reader 2: it did not begin with turn.started", 11, 0, Delta(12, 0, "1/1 2/1 ", reader: 2).ToLine() },
        { "was accepted as turn 01900000-0000-7000-8000-000000000003 and is kept as turn", 11, 1, new Observation.Kept(Session, Session, "user", "complete", "question").ToLine() },
        { "answers a message that nobody sent", 11, 0, new Observation.Kept(Message, Session, "user", "complete", "question").ToLine() },
        { "has a reply in history and no message", 11, 0, new Observation.Kept(Session, Session, "assistant", "complete", Said).ToLine() },
        { "was cancelled, and nobody asked for it", 10, 1, Seen(23, "turn.cancelled").ToLine() },
        { "failed, and only 1 faults of nodes fell into its life", 10, 1, Seen(23, "turn.failed").ToLine() },
        { "Watch on node 2 was answered with not_found", 9, 0, new Observation.Refused("Watch", "not_found", 2).ToLine() },
        { "reader 1: at 12 the 2 characters in hand are no one owner's text", 8, 1, Delta(12, 0, "2/").ToLine() },
        { "is superseded, and nobody wanted another answer", 12, 1, new Observation.Kept(Session, Turn, "assistant", "superseded", Said).ToLine() },
        { "hung: reader 7", 10, 0, new Observation.Hung(7, Turn, "nothing came").ToLine() },
    };

    [Theory]
    [MemberData(nameof(Breaches))]
    public void Each_breach_is_found(string named, int at, int replaced, string? with)
    {
        _history.RemoveRange(at, replaced);
        if (with is not null) _history.Insert(at, Observation.OfLine(with));

        var verdict = Check();

        Assert.False(verdict.Holds);
        Assert.Contains(verdict.Breaches, breach => breach.Contains(named, StringComparison.Ordinal));
    }

    [Fact]
    public void What_was_accepted_and_neither_answered_nor_read_is_found()
    {
        var (other, turn) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        _history.AddRange([
            new Observation.Sending(other, Session, "another question", 1),
            new Observation.Accepted(other, Session, turn, 1),
            new Observation.Kept(Session, turn, "user", "complete", "another question"),
        ]);

        Assert.Equal([$"turn {turn} was accepted and has no reply in history"], Check().Breaches);
    }

    [Fact]
    public void A_breach_is_told_with_the_rule_that_it_breaks()
    {
        _history[8] = Delta(12, 0, "1/");
        Assert.Contains(Rule.Stands, Check().ByRule);
        _history[9] = Delta(13, 8, "3/2 ");
        Assert.Contains(Rule.Kept, Check().ByRule);
        _history[9] = Delta(13, 9, "3/1 ");
        Assert.Contains(Rule.Fold, Check().ByRule);
        _history[1] = new Observation.Told("1/2 2/2 3/2 ");
        Assert.Contains(Rule.Owner, Check().ByRule);
        _history.Insert(11, Rewound(11, 4, reader: 2));
        Assert.Contains(Rule.Number, Check().ByRule);
        _history.Insert(11, new Observation.Hung(7, Turn, "nothing came"));
        Assert.Contains(Rule.Hung, Check().ByRule);
    }

    [Fact]
    public void A_call_is_started_once()
    {
        _history.InsertRange(10, [Call(14, "tool.started"), Call(16, "tool.finished")]);
        Assert.Empty(Check().Breaches);

        _history.Insert(11, Call(15, "tool.started"));

        Assert.Equal([$"turn {Turn}, reader 1: tool.started 15: call c1 was started already"], Check().Breaches);
    }

    [Fact]
    public void What_a_store_lost_need_not_stand()
    {
        _history[6] = new Observation.Faulted("Redis killed and emptied", 0, LosesText: true) { At = 2.5 };
        _history[8] = Delta(12, 0, "");
        _history[9] = Delta(13, 0, Said);

        Assert.True(Check().Holds);
    }

    [Fact]
    public void What_a_store_lost_before_the_turn_began_has_to_stand()
    {
        _history[2] = new Observation.Sending(Message, Session, "question", 1) { At = 1 };
        _history[6] = new Observation.Faulted("Redis killed and emptied", 0, LosesText: true) { At = 0.5 };
        _history[8] = Delta(12, 0, "");
        _history[9] = Delta(13, 0, Said);

        Assert.Contains(Rule.Stands, Check().ByRule);
    }

    [Fact]
    public void What_was_shown_has_to_stand_after_a_loss_in_the_log_as_after_a_takeover()
    {
        _history[7] = Rewound(11, 0) with { Reason = "resync" };
        _history[8] = Delta(12, 0, "1/");
        _history[9] = Delta(13, 2, Said[2..]);

        Assert.Contains(Rule.Stands, Check().ByRule);
    }

    [Fact]
    public void A_model_that_is_asked_again_says_something_else()
    {
        _history[7] = Rewound(11, 0) with { Reason = "retry" };
        _history[8] = Delta(12, 0, "1/");
        _history[9] = Delta(13, 2, Said[2..]);

        Assert.Empty(Check().Breaches);
    }

    [Fact]
    public void Who_comes_late_goes_on_with_what_another_one_had_then()
    {
        _history.InsertRange(11, [new Observation.Joined(2, Turn, 12, Like: 1), Delta(13, 8, "3/1 ", reader: 2), Seen(23, "turn.completed", reader: 2)]);

        Assert.Empty(Check().Breaches);
        Assert.Equal(2, Check().Readings);
        _history[11] = new Observation.Joined(2, Turn, 2, Like: 1);
        Assert.Contains(Check().Breaches, breach => breach.Contains("reader 2: a delta at 8 where the text was 4 long", StringComparison.Ordinal));
        _history.RemoveRange(12, 2);
        Assert.Contains(Check().Breaches, breach => breach.Contains("reader 2: no terminal event", StringComparison.Ordinal));
    }

    [Fact]
    public void A_turn_ends_as_cancelled_where_that_was_asked_for_before()
    {
        EndAs("turn.cancelled", "partial");

        _history.Insert(10, new Observation.Cancelling(Session, Turn) { At = 13 });
        Assert.Empty(Check().Breaches);
        _history[10] = new Observation.Cancelling(Session, null) { At = 13 };
        Assert.Empty(Check().Breaches);
        _history[10] = new Observation.Cancelling(Session, Turn) { At = 24 };
        Assert.Single(Check().Breaches);
    }

    [Fact]
    public void A_turn_ends_as_failed_where_three_nodes_were_hit_in_its_life()
    {
        EndAs("turn.failed", "failed");

        _history.Add(new Observation.Faulted("pause", 2, LosesText: false) { At = 14 });
        _history.Add(new Observation.Faulted("Redis killed", 0, LosesText: false) { At = 15 });
        Assert.Single(Check().Breaches);
        _history.Add(new Observation.Faulted("kill", 3, LosesText: false) { At = 24 });
        Assert.Single(Check().Breaches);
        _history.Add(new Observation.Faulted("clients cut off", 3, LosesText: false) { At = 16, SparesTurns = true });
        Assert.Single(Check().Breaches);
        _history.Add(new Observation.Faulted("kill", 3, LosesText: false) { At = 16 });
        Assert.Empty(Check().Breaches);
        Assert.Equal((0, 0, 1), (Check().Completed, Check().Cancelled, Check().Failed));
    }

    [Fact]
    public void What_is_not_available_for_a_moment_is_no_breach()
    {
        _history.Insert(9, new Observation.Refused("Watch", "unavailable", 2));

        Assert.Empty(Check().Breaches);
    }

    /// <summary>The database may have kept it, and only its answer was lost: the same message again settles it.</summary>
    [Theory]
    [InlineData("unavailable")]
    [InlineData(null)]
    public void Who_gives_up_after_no_answer_may_be_answered_once(string? code)
    {
        _history[3] = new Observation.NotAccepted(Message, code, 1);
        Assert.DoesNotContain(Check().Breaches, breach => breach.Contains("not accepted", StringComparison.Ordinal));

        _history.Add(new Observation.Kept(Session, Session, "user", "complete", "question"));

        Assert.Contains(Check().Breaches, breach => breach.Contains("is 2 times in history, not accepted", StringComparison.Ordinal));
    }

    [Fact]
    public void A_reply_that_nobody_saw_the_beginning_of_is_found_where_others_have_one()
    {
        var (message, turn) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        _history.AddRange([
            new Observation.Sending(message, Session, "another question", 1),
            new Observation.Accepted(message, Session, turn, 1),
            Delta(31, 0, Said) with { TurnId = turn },
            Seen(32, "turn.completed") with { TurnId = turn },
            new Observation.Kept(Session, turn, "user", "complete", "another question"),
            new Observation.Kept(Session, turn, "assistant", "complete", Said),
        ]);

        Assert.Equal([$"turn {turn}, reader 1: it did not begin with turn.started"], Check().Breaches);
        _history.RemoveAt(4);
        Assert.Empty(Check().Breaches);
    }

    [Fact]
    public void A_message_that_is_answered_anew_has_a_turn_more_and_one_reply_that_is_superseded()
    {
        AskAgain();
        Assert.Empty(Check().Breaches);
        Assert.Equal((2, 1), (Check().Turns, Check().Again));

        _history[12] = new Observation.Kept(Session, Turn, "assistant", "complete", Said);

        Assert.Equal([$"turn {Turn} was answered anew, and is kept as complete"], Check().Breaches);
    }

    /// <summary>Nobody knows of a call without an answer; of one that was refused everybody does.</summary>
    [Theory]
    [InlineData(null, 0)]
    [InlineData("unavailable", 0)]
    [InlineData("conflict", 2)]
    public void What_was_not_answered_may_have_superseded_a_reply(string? code, int breaches)
    {
        AskAgain();
        _history[_history.FindLastIndex(one => one is Observation.Accepted)] = new Observation.NotAccepted(Session, code, 1);
        _history.RemoveRange(_history.Count - 4, 4);

        Assert.Equal(breaches, Check().Breaches.Count);
    }

    [Fact]
    public void A_conversation_is_announced_as_ended_where_somebody_ended_it()
    {
        _history.Add(new Observation.Pushed(Message, "SessionEnded", Session, null, null, null) { At = 30 });
        Assert.Equal([$"conversation {Session} was announced as ended, and nobody asked for it"], Check().Breaches);

        _history.Insert(10, new Observation.Cancelling(Session, null) { At = 29 });

        Assert.Empty(Check().Breaches);
    }

    [Fact]
    public void A_message_of_another_turn_that_says_the_same_is_no_second_one()
    {
        var (other, session, turn) = (Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7());
        _history.AddRange([
            new Observation.Sending(other, session, "question", 1),
            new Observation.Accepted(other, session, turn, 1),
            new Observation.Kept(session, turn, "user", "complete", "question"),
            new Observation.Kept(session, turn, "assistant", "complete", Said),
        ]);

        Assert.Empty(Check().Breaches);
    }

    [Fact]
    public void What_is_written_into_a_history_file_is_read_back()
    {
        Assert.Equal(_history, _history.Select(observation => Observation.OfLine(observation.ToLine())));
    }

    private static Observation.Seen Seen(long sequence, string type, int reader = 1, string content = "") =>
        new(reader, Turn, sequence, type, null, null, null, null) { At = sequence, Content = content };

    private static Observation.Seen Call(long sequence, string type) => Seen(sequence, type) with { About = "c1" };

    private static Observation.Seen Delta(long sequence, int offset, string text, int reader = 1) =>
        new(reader, Turn, sequence, "text.delta", text, offset, null, null) { At = sequence };

    private static Observation.Seen Rewound(long sequence, int length, int reader = 1) =>
        new(reader, Turn, sequence, "text.rewound", null, null, length, "takeover") { At = sequence };

    private static string ThisFolder([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;

    private void AskAgain()
    {
        var turn = Guid.Parse("01900000-0000-7000-8000-000000000004");
        _history[12] = new Observation.Kept(Session, Turn, "assistant", "superseded", Said);
        _history.AddRange([
            new Observation.AskingAgain(Session, Session, Turn, 1) { At = 30 },
            new Observation.Accepted(Session, Session, turn, 1) { At = 31 },
            Seen(32, "turn.started") with { TurnId = turn },
            Delta(33, 0, Said) with { TurnId = turn },
            Seen(34, "turn.completed") with { TurnId = turn },
            new Observation.Kept(Session, turn, "assistant", "complete", Said),
        ]);
    }

    private void EndAs(string type, string status)
    {
        _history[10] = Seen(23, type);
        _history[12] = new Observation.Kept(Session, Turn, "assistant", status, Said);
    }

    private Verdict Check() => Checker.Check(_history);
}
