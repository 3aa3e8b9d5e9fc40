using Constellation.Realtime.Chaos;
using Constellation.Realtime.Chaos.Checking;

namespace Constellation.Realtime.Cluster.Tests;

/// <summary>What the checker says of suggestions and of whole conversations: reader 1 reads the turn, reader 2 watches the conversation.</summary>
public sealed class SuggestionCheckerTests
{
    private const string Suggestion = "s1";
    private const string Payload = "{payload:{\"name\":\"Fires 1\"};}";
    private static readonly Guid Message = Guid.Parse("01900000-0000-7000-8000-000000000001");
    private static readonly Guid Session = Guid.Parse("01900000-0000-7000-8000-000000000002");
    private static readonly Guid Turn = Guid.Parse("01900000-0000-7000-8000-000000000003");

    private readonly List<Observation> _history =
    [
        new Observation.Began("test", ContinuesText: false),
        new Observation.Watched(2, Session, "Watch"),
        new Observation.Sending(Message, Session, "question", 1),
        new Observation.Accepted(Message, Session, Turn, 1),
        Seen(1, 1, "turn.started"),
        Seen(2, 1, "turn.started"),
        Delta(1, 2),
        Ready(1, 3),
        Delta(2, 2),
        Ready(2, 3),
        new Observation.Deciding(Session, Suggestion, "accepted", 1),
        new Observation.Decided(Suggestion, "accepted", "accepted", 1),
        new Observation.NotDecided(Suggestion, "rejected", "conflict", 2),
        Changed(11, "accepted"),
        Seen(1, 23, "turn.completed"),
        Seen(2, 23, "turn.completed"),
        new Observation.Listed(Session, Turn, [Kept("accepted", "fires")]),
        new Observation.Closed(Session),
        Ended(31),
        new Observation.Kept(Session, Turn, "user", "complete", "question"),
        new Observation.Kept(Session, Turn, "assistant", "complete", "Here."),
    ];

    [Fact]
    public void A_suggestion_that_was_shown_kept_and_decided_once_keeps_the_promise()
    {
        var verdict = Check();

        Assert.Empty(verdict.Breaches);
        Assert.Equal((1, 1, 1), (verdict.Suggestions, verdict.Decisions, verdict.Watchings));
    }

    public static TheoryData<string, int, string?> Breaches => new()
    {
        { "suggestion s1 was shown in two ways", 9, Ready(2, 3, content: "floods").ToLine() },
        { "suggestion s1 was shown as fires and is kept as floods", 16, new Observation.Listed(Session, Turn, [Kept("accepted", "floods")]).ToLine() },
        { "suggestion s1 was shown and is not kept", 16, new Observation.Listed(Session, Turn, []).ToLine() },
        { "reader 1: suggestion s1 is kept and was not shown", 7, null },
        { "suggestion s1 is kept as ready, decided as accepted", 16, new Observation.Listed(Session, Turn, [Kept("ready", "fires")]).ToLine() },
        { "suggestion s1 was decided as accepted and as rejected", 12, new Observation.Decided(Suggestion, "rejected", "rejected", 2).ToLine() },
        { "was refused with not_found", 12, new Observation.NotDecided(Suggestion, "rejected", "not_found", 2).ToLine() },
        { "was refused with conflict, and nobody else decided", 11, null },
        { "Watch told no decision on suggestion s1", 13, null },
        { "Watch told that suggestion s1 is rejected, decided as accepted", 13, Changed(11, "rejected").ToLine() },
        { "Watch told no end of turn", 15, null },
        { "Watch told no session.ended", 18, null },
        { "session.ended 5 came after 23", 18, Ended(5).ToLine() },
    };

    [Theory]
    [MemberData(nameof(Breaches))]
    public void Each_breach_is_found(string named, int at, string? with)
    {
        _history.RemoveAt(at);
        if (with is not null) _history.Insert(at, Observation.OfLine(with));

        Assert.Contains(Check().Breaches, breach => breach.Contains(named, StringComparison.Ordinal));
    }

    [Fact]
    public void What_is_announced_is_a_copy_of_what_is_shown_and_kept()
    {
        Announce(Suggestion, "fires");
        Assert.Empty(Check().Breaches);

        Announce(Suggestion, "floods");
        Assert.Equal(["suggestion s1 was shown as fires and announced as floods"], Check().Breaches);

        _history.RemoveAt(_history.Count - 1);
        Announce("s2", "fires");
        Assert.Equal([$"turn {Turn}: suggestion s2 was announced and is not kept"], Check().Breaches);
    }

    [Fact]
    public void A_decision_is_refused_with_session_ended_where_somebody_ended_it()
    {
        _history[12] = new Observation.NotDecided(Suggestion, "rejected", "session_ended", 2);
        Assert.Equal(["a decision on suggestion s1 was refused with session_ended"], Check().Breaches);

        _history.Insert(12, new Observation.Cancelling(Session, null));

        Assert.Empty(Check().Breaches);
    }

    [Fact]
    public void A_decision_that_is_told_twice_is_found()
    {
        _history.Insert(14, Changed(12, "accepted"));

        Assert.Contains(Check().Breaches, breach => breach.Contains("Watch told 2 decisions on suggestion s1", StringComparison.Ordinal));
    }

    [Fact]
    public void What_was_decided_on_is_not_ready_again()
    {
        _history.Insert(14, Ready(2, 12) with { Status = "accepted" });
        Assert.Empty(Check().Breaches);

        _history[14] = Ready(2, 12) with { Status = "ready" };

        Assert.Equal([$"conversation {Session}, reader 2: suggestion s1 was shown as ready after it had been decided on"], Check().Breaches);
    }

    [Fact]
    public void What_comes_after_the_conversations_end_is_found()
    {
        _history.Insert(19, Changed(32, "accepted"));

        Assert.Contains(Check().Breaches, breach => breach.Contains("suggestion.changed 32 came after session.ended", StringComparison.Ordinal));
    }

    [Fact]
    public void A_turn_told_from_history_needs_no_suggestion()
    {
        _history.RemoveAt(7);
        _history.InsertRange(13, [new Observation.Seen(1, Turn, 21, "text.rewound", null, null, 0, "resync"), new Observation.Seen(1, Turn, 22, "text.delta", "Here.", 0, null, null)]);

        Assert.Empty(Check().Breaches);
    }

    [Fact]
    public void A_snapshot_stands_for_what_is_gone()
    {
        RestartTheWatcher("complete", "Here.", 23);
        _history.Add(new Observation.Renamed(Session, "Fires in Rhodes"));

        Assert.Empty(Check().Breaches);
    }

    [Fact]
    public void What_comes_after_a_snapshot_of_the_end_is_found()
    {
        var at = RestartTheWatcher("complete", "Here.", 23);
        _history.Insert(at + 1, Seen(2, 24, "turn.completed"));

        Assert.Equal([$"turn {Turn}, reader 2: turn.completed 24 came after the terminal event"], Check().Breaches);
    }

    [Fact]
    public void A_snapshot_of_a_reply_that_goes_on_is_gone_on_with()
    {
        var at = RestartTheWatcher("live", "He", 5);
        _history.InsertRange(at + 1, [
            new Observation.Seen(2, Turn, 6, "text.delta", "re.", 2, null, null) { At = 6 },
            Seen(2, 23, "turn.completed"),
        ]);

        Assert.Empty(Check().Breaches);
        _history.RemoveAt(at + 2);
        Assert.Contains($"turn {Turn}, reader 2: no terminal event", Check().Breaches);
    }

    [Fact]
    public void A_snapshot_of_a_time_that_is_over_is_found()
    {
        var at = RestartTheWatcher("complete", "Here.", 23);
        _history.Insert(at + 1, ((Observation.Restarted)_history[at]) with { Sequence = 22 });

        Assert.Equal([$"conversation {Session}, reader 2: a snapshot of 22 came after 23"], Check().Breaches);
    }

    [Fact]
    public void A_title_of_which_a_watcher_hears_nothing_is_found()
    {
        var ended = _history.FindIndex(one => one is Observation.Closed);
        _history.Insert(ended, new Observation.Renamed(Session, "Fires in Rhodes"));
        Assert.Equal([$"conversation {Session}, reader 2: Watch told nothing of the title 'Fires in Rhodes'"], Check().Breaches);

        _history.Insert(ended, Seen(2, 24, "session.updated") with { TurnId = null, Content = "{title:\"Fires in Rhodes\"}" });
        Assert.Empty(Check().Breaches);
    }

    [Fact]
    public void A_snapshot_with_another_text_is_found()
    {
        RestartTheWatcher("complete", "Her", 23);

        Assert.Equal(2, Check().Lost);
    }

    [Fact]
    public void What_was_accepted_is_made_once_and_nothing_else()
    {
        Apply();
        _history[16] = new Observation.Listed(Session, Turn, [Kept("applied", Payload)]);
        _history.Add(new Observation.Made("Fires 1"));

        Assert.Empty(Check().Breaches);
        _history.Add(new Observation.Made("Fires 1"));
        Assert.Contains("suggestion s1 is kept as applied and was made 2 times", Check().Breaches);
        _history.RemoveRange(_history.Count - 2, 2);
        Assert.Contains("suggestion s1 is kept as applied and was made 0 times", Check().Breaches);
        _history.Add(new Observation.Made("Fires 12"));
        Assert.Contains("'Fires 12' was made, and nobody was shown it", Check().Breaches);
    }

    [Fact]
    public void What_was_accepted_does_not_stay_so_where_it_is_applied()
    {
        Apply();
        _history[16] = new Observation.Listed(Session, Turn, [Kept("applied", Payload)]);
        _history.Insert(14, Changed(12, "applied") with { Content = Payload });
        _history.Add(new Observation.Made("Fires 1"));
        Assert.Empty(Check().Breaches);

        _history[17] = new Observation.Listed(Session, Turn, [Kept("accepted", Payload)]);

        Assert.Contains("suggestion s1 is kept as accepted, decided as accepted", Check().Breaches);
    }

    [Fact]
    public void What_was_rejected_is_not_made()
    {
        Apply();
        (_history[10], _history[11]) = (new Observation.Deciding(Session, Suggestion, "rejected", 1), new Observation.Decided(Suggestion, "rejected", "rejected", 1));
        _history[12] = new Observation.NotDecided(Suggestion, "accepted", "conflict", 2);
        _history[13] = Changed(11, "rejected") with { Content = Payload };
        _history[16] = new Observation.Listed(Session, Turn, [Kept("rejected", Payload)]);

        Assert.Empty(Check().Breaches);
        _history.Add(new Observation.Made("Fires 1"));
        Assert.Contains("suggestion s1 is kept as rejected and was made 1 times", Check().Breaches);
    }

    private static Observation.Seen Seen(int reader, long sequence, string type) => new(reader, Turn, sequence, type, null, null, null, null) { At = sequence };

    private static Observation.Seen Delta(int reader, long sequence) => new(reader, Turn, sequence, "text.delta", "Here.", 0, null, null) { At = sequence };

    private static Observation.Seen Ready(int reader, long sequence, string content = "fires") =>
        Seen(reader, sequence, "suggestion.ready") with { About = Suggestion, Status = "ready", Content = content };

    private static Observation.Seen Changed(long sequence, string status) =>
        Seen(2, sequence, "suggestion.changed") with { TurnId = null, About = Suggestion, Status = status, Content = "fires" };

    private static Observation.Seen Ended(long sequence) => Seen(2, sequence, "session.ended") with { TurnId = null };

    /// <summary>The watcher gets the state in place of all that was there to see, and where in the history that is.</summary>
    private int RestartTheWatcher(string status, string text, long sequence)
    {
        _history.RemoveAll(one => one is Observation.Seen { Reader: 2, Type: not "session.ended" });
        var at = _history.FindIndex(one => one is Observation.Listed);
        _history.Insert(at, new Observation.Restarted(2, Session, sequence, [new Observation.Kept(Session, Turn, "assistant", status, text)], [Kept("accepted", "fires")]));
        return at;
    }

    private void Announce(string suggestion, string content) => _history.Add(new Observation.Pushed(Message, "SuggestionReady", Session, Turn, suggestion, content));

    private void Apply()
    {
        _history[0] = new Observation.Began("test", ContinuesText: false) { Applies = true };
        for (var i = 0; i < _history.Count; i++) _history[i] = _history[i] is Observation.Seen { Content: "fires" } seen ? seen with { Content = Payload } : _history[i];
    }

    private static Suggested Kept(string status, string content) => new(Suggestion, Turn, status, content);

    private Verdict Check() => Checker.Check(_history);
}
