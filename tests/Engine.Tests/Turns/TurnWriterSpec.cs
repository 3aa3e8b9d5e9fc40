using Constellation.Realtime.Contracts;
using Constellation.Realtime.Engine.EventLog;
using Constellation.Realtime.Engine.Tests.Database;
using Constellation.Realtime.Engine.Tests.EventLog;
using Constellation.Realtime.Engine.Turns;
using Microsoft.Extensions.Time.Testing;

namespace Constellation.Realtime.Engine.Tests.Turns;

/// <summary>What a turn's owner does, whatever the log is made of.</summary>
public abstract partial class TurnWriterSpec : StoreSpec, IClassFixture<SqliteTestDatabase>, IAsyncLifetime
{
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UnixEpoch.AddYears(56));
    private TestLog _held = null!;
    private FaultyEventLog _log = null!;

    private protected TurnWriterSpec(SqliteTestDatabase database)
        : base(database)
    {
    }

    public async Task InitializeAsync()
    {
        _held = await StartLogAsync(_time);
        _log = new FaultyEventLog(_held.Log);
    }

    public async Task DisposeAsync() => await _held.DisposeAsync();

    private protected abstract Task<TestLog> StartLogAsync(TimeProvider time);

    [Fact]
    public async Task What_was_said_is_in_the_log_and_then_in_history()
    {
        var (turn, writer) = await StartAsync();

        writer.Say("Con");
        await writer.FlushAsync(None);
        writer.Say("stel");
        writer.Say("lation");
        var ended = await writer.EndAsync(TurnStatus.Completed, Some.Usage, null, None);

        var events = await EventsAsync(turn);
        Assert.Equal(["turn.started", "text.delta", "text.delta", "turn.completed"], events.Select(e => e.Type));
        Assert.Equal("Constellation", ReplyFold.TextOf(events));
        Assert.Equal("Constellation", ended!.Terminal.Message!.Content);
    }

    [Fact]
    public async Task A_piece_that_is_cut_inside_a_surrogate_pair_waits_for_its_other_half()
    {
        var (turn, writer) = await StartAsync();

        writer.Say("fire \ud83d");
        await writer.FlushAsync(None);
        writer.Say("\udd25!");
        await writer.EndAsync(TurnStatus.Completed, Some.Usage, null, None);

        var deltas = (await EventsAsync(turn)).Where(e => e.Type == SessionEventTypes.TextDelta).Select(e => e.Text);
        Assert.Equal(["fire ", "🔥!"], deltas);
    }

    [Fact]
    public async Task What_is_no_text_becomes_the_replacement_character()
    {
        var (turn, writer) = await StartAsync();

        writer.Say("a\0b\udd25c\ud83d");
        await writer.EndAsync(TurnStatus.Completed, Some.Usage, null, None);

        Assert.Equal("a\ufffdb\ufffdc\ufffd", ReplyFold.TextOf(await EventsAsync(turn)));
    }

    [Fact]
    public async Task An_append_whose_answer_was_lost_is_there_once()
    {
        var (turn, writer) = await StartAsync();
        _log.Next = Once(FaultyEventLog.Fault.AnswerLost);

        writer.Say("a");
        await writer.FlushAsync(None);
        writer.Say("b");
        await writer.FlushAsync(None);
        await writer.EndAsync(TurnStatus.Completed, Some.Usage, null, None);

        var events = await EventsAsync(turn);
        Assert.Equal("ab", ReplyFold.TextOf(events));
        Assert.Equal(4, events.Count);
    }

    [Fact]
    public async Task While_the_log_is_away_the_text_waits_and_then_comes_whole()
    {
        var (turn, writer) = await StartAsync();
        _log.IsAway = true;
        writer.Say("while ");
        await writer.FlushAsync(None);
        writer.Say("away");
        await writer.FlushAsync(None);

        _log.IsAway = false;
        await writer.FlushAsync(None);
        await writer.EndAsync(TurnStatus.Completed, Some.Usage, null, None);

        Assert.Equal("while away", ReplyFold.TextOf(await EventsAsync(turn)));
    }

    [Fact]
    public async Task A_turn_whose_log_is_lost_says_everything_anew_in_a_term_of_its_own()
    {
        var (turn, writer) = await StartAsync();
        writer.Say("lost");
        await writer.FlushAsync(None);
        await _held.LoseAsync(turn.SessionId);

        writer.Say(" and found");
        await writer.FlushAsync(None);
        await writer.FlushAsync(None);

        var events = await EventsAsync(turn);
        Assert.Equal(["text.rewound", "text.delta"], events.Select(e => e.Type));
        Assert.Equal(RewindReasons.Resync, events[0].Reason);
        Assert.Equal("lost and found", ReplyFold.TextOf(events));
        Assert.True(Sequence.TermOf(events[0].Sequence) > turn.Term);
    }

    [Fact]
    public async Task A_turn_that_an_outside_event_fenced_goes_on_behind_it()
    {
        var (turn, writer) = await StartAsync();
        writer.Say("before ");
        await writer.FlushAsync(None);
        await DecideOnSomethingAsync(turn);

        writer.Say("after");
        await writer.FlushAsync(None);
        await writer.EndAsync(TurnStatus.Completed, Some.Usage, null, None);

        var events = await EventsAsync(turn);
        Assert.Equal("before after", ReplyFold.TextOf(events.Where(e => e.TurnId == turn.TurnId)));
        Assert.Equal(events.Select(e => e.Sequence).Order(), events.Select(e => e.Sequence));
        Assert.Single(events, e => e.EndsTurn);
    }

    [Fact]
    public async Task An_end_that_the_log_refuses_is_told_from_the_database()
    {
        var (turn, writer) = await StartAsync();
        writer.Say("short");
        await writer.FlushAsync(None);
        await _held.LoseAsync(turn.SessionId);

        var ended = await writer.EndAsync(TurnStatus.Completed, Some.Usage, null, None);

        Assert.NotNull(ended);
        Assert.Empty((await _held.Log.ReadAsync(turn.SessionId, 0, None)).Events);
        var told = await History.ReadMilestonesAsync(turn.SessionId, turn.After, 10, None);
        Assert.Equal("short", ReplyFold.TextOf(told.Events));
    }

    [Fact]
    public async Task What_is_kept_and_nobody_was_shown_is_shown_before_the_end()
    {
        var (turn, writer) = await StartAsync();
        var shown = await SuggestAsync(turn);
        writer.Add(SessionEvent.SuggestionReady(turn.SessionId, turn.TurnId, _time.GetUtcNow(), Some.Ready(shown)));
        var kept = await SuggestAsync(turn);

        await writer.EndAsync(TurnStatus.Cancelled, null, null, None);

        var events = await EventsAsync(turn);
        Assert.Equal(["turn.started", "suggestion.ready", "suggestion.ready", "turn.cancelled"], events.Select(e => e.Type));
        Assert.Equal([shown.SuggestionId, kept.SuggestionId], events.Where(e => e.Suggestion is not null).Select(e => e.Suggestion!.SuggestionId));
    }

    [Fact]
    public async Task What_came_after_an_event_that_readers_may_know_from_the_database_alone_is_said_again()
    {
        var (turn, writer) = await StartAsync();
        var before = await SuggestAsync(turn);
        var decided = Assert.IsType<Engine.Sessions.DecisionResult.Decided>(
            await History.DecideAsync(turn.UserId, Some.Decision(before, Decision.Accepted), edited: null, applies: false, _time.GetUtcNow(), None));
        writer.Add(SessionEvent.ToolStarted(turn.SessionId, turn.TurnId, _time.GetUtcNow(), new ToolUse { CallId = "c1", Name = "search_blocks" }));
        var shown = await SuggestAsync(turn);
        writer.Add(SessionEvent.SuggestionReady(turn.SessionId, turn.TurnId, _time.GetUtcNow(), Some.Ready(shown)));
        await writer.FlushAsync(None);

        await writer.EndAsync(TurnStatus.Completed, Some.Usage, null, None);

        var after = (await EventsAsync(turn)).Where(e => e.Sequence > decided.Changed.Sequence).ToList();
        Assert.Contains(after, e => e.Type == SessionEventTypes.ToolStarted);
        Assert.Contains(after, e => e.Suggestion?.SuggestionId == shown.SuggestionId);
        Assert.Equal(SuggestionStatus.Accepted, after.Single(e => e.Suggestion?.SuggestionId == before.SuggestionId).Suggestion!.Status);
    }

    [Fact]
    public async Task What_ends_behind_an_outside_event_is_begun_behind_it_too()
    {
        var (turn, writer) = await StartAsync();
        var use = new ToolUse { CallId = "c1", Name = "search_blocks" };
        writer.Add(SessionEvent.ToolStarted(turn.SessionId, turn.TurnId, _time.GetUtcNow(), use));
        await writer.FlushAsync(None);
        await DecideOnSomethingAsync(turn);
        writer.Add(SessionEvent.ToolFinished(turn.SessionId, turn.TurnId, _time.GetUtcNow(), use with { Summary = "1 block", DurationMs = 1 }));
        await writer.FlushAsync(None);

        await writer.EndAsync(TurnStatus.Completed, Some.Usage, null, None);

        var events = await EventsAsync(turn);
        var after = events.Where(e => Sequence.TermOf(e.Sequence) == Sequence.TermOf(events.Single(one => one.Type == SessionEventTypes.ToolFinished).Sequence));
        Assert.Equal([SessionEventTypes.ToolStarted, SessionEventTypes.ToolFinished], after.Where(e => e.Tool is not null).Select(e => e.Type));
    }

    [Fact]
    public async Task What_every_reader_has_seen_before_an_outside_event_is_not_said_again()
    {
        var (turn, writer) = await StartAsync();
        var shown = await SuggestAsync(turn);
        writer.Add(SessionEvent.SuggestionReady(turn.SessionId, turn.TurnId, _time.GetUtcNow(), Some.Ready(shown)));
        await writer.FlushAsync(None);
        await DecideOnSomethingAsync(turn);
        await DecideOnSomethingAsync(turn);
        writer.Say("found");
        await writer.FlushAsync(None);

        await writer.EndAsync(TurnStatus.Completed, Some.Usage, null, None);

        Assert.Single(await EventsAsync(turn), e => e.Type == SessionEventTypes.SuggestionReady && e.Suggestion!.SuggestionId == shown.SuggestionId);
    }

    /// <summary>Who sees it last sees it as it stands, whatever the log has lost.</summary>
    [Fact]
    public async Task A_suggestion_that_is_said_again_is_said_as_it_was_decided()
    {
        var (turn, writer) = await StartAsync();
        var shown = await SuggestAsync(turn);
        writer.Add(SessionEvent.SuggestionReady(turn.SessionId, turn.TurnId, _time.GetUtcNow(), Some.Ready(shown)));
        await writer.FlushAsync(None);
        await DecideAsync(turn, shown);
        await _held.LoseAsync(turn.SessionId);
        writer.Say("found");
        await writer.FlushAsync(None);
        await writer.FlushAsync(None);
        var again = Assert.Single(await EventsAsync(turn), e => e.Suggestion?.SuggestionId == shown.SuggestionId);

        await writer.EndAsync(TurnStatus.Completed, Some.Usage, null, None);

        Assert.Equal((SessionEventTypes.SuggestionReady, SuggestionStatus.Accepted), (again.Type, again.Suggestion!.Status));
        Assert.Single(await EventsAsync(turn), e => e.Suggestion?.SuggestionId == shown.SuggestionId);
    }

    [Fact]
    public async Task A_title_that_is_said_again_is_the_one_that_the_session_has()
    {
        var turn = await StartTurnAsync(await NewSessionAsync());
        using var writer = new TurnWriter(turn, _log, Turns, _time);
        var titled = (await History.FindSessionAsync(turn.UserId, turn.SessionId, None))! with { Title = "which blocks show snow?" };
        await writer.StartAsync(titled, None);
        var renamed = Assert.IsType<Engine.Sessions.RenameResult.Renamed>(await History.RenameAsync(turn.UserId, turn.SessionId, "Snow", null, _time.GetUtcNow(), None));
        await _held.LoseAsync(turn.SessionId);
        writer.Say("found");
        await writer.FlushAsync(None);
        await writer.FlushAsync(None);

        var told = (await EventsAsync(turn)).Where(e => e.Sequence > renamed.Updated.Sequence && e.Type == SessionEventTypes.SessionUpdated);
        Assert.Equal(["Snow"], told.Select(e => e.Session!.Title));
    }

    [Fact]
    public async Task A_call_whose_id_was_there_before_has_one_of_its_own_and_is_begun_behind_an_outside_event_too()
    {
        var (turn, writer) = await StartAsync();
        string[] names = ["", "", ""];
        for (var i = 0; i < names.Length; i++)
        {
            names[i] = writer.NameCall("call_0");
            var use = new ToolUse { CallId = names[i], Name = "search_blocks" };
            writer.Add(SessionEvent.ToolStarted(turn.SessionId, turn.TurnId, _time.GetUtcNow(), use));
            await writer.FlushAsync(None);
            if (i == names.Length - 1) await DecideOnSomethingAsync(turn);
            writer.Add(SessionEvent.ToolFinished(turn.SessionId, turn.TurnId, _time.GetUtcNow(), use with { Summary = "1 block", DurationMs = 1 }));
            await writer.FlushAsync(None);
        }

        await writer.EndAsync(TurnStatus.Completed, Some.Usage, null, None);

        var events = await EventsAsync(turn);
        var after = events.Where(e => Sequence.TermOf(e.Sequence) == Sequence.TermOf(events.Last(one => one.Type == SessionEventTypes.ToolFinished).Sequence) && e.Tool is not null);
        Assert.Equal(["call_0", "call_0-2", "call_0-3"], names);
        Assert.Equal([(SessionEventTypes.ToolStarted, "call_0-3"), (SessionEventTypes.ToolFinished, "call_0-3")], after.Select(e => (e.Type, e.Tool!.CallId)));
    }

    [Fact]
    public async Task A_checkpoint_learns_that_the_user_cancelled()
    {
        var (turn, writer) = await StartAsync();
        await Turns.RequestCancelAsync(turn.SessionId, turn.TurnId, None);

        writer.Say("a");
        _time.Advance(TimeSpan.FromSeconds(3));
        await writer.FlushAsync(None);

        Assert.True(writer.Stopped.IsCancellationRequested);
    }

    private async Task<(Turn Turn, TurnWriter Writer)> StartAsync(string? says = null)
    {
        var turn = await StartTurnAsync(await NewSessionAsync());
        var writer = new TurnWriter(turn, _log, Turns, _time);
        await writer.StartAsync(null, None);
        if (says is null) return (turn, writer);
        writer.Say(says);
        await writer.FlushAsync(None);
        return (turn, writer);
    }

    private async Task DecideOnSomethingAsync(Turn turn)
    {
        var suggestion = await SuggestAsync((await Turns.FindAsync(turn.SessionId, turn.TurnId, None))!);
        await DecideAsync(turn, suggestion);
    }

    private async Task DecideAsync(Turn turn, Suggestion suggestion)
    {
        var decided = Assert.IsType<Engine.Sessions.DecisionResult.Decided>(
            await History.DecideAsync(turn.UserId, Some.Decision(suggestion, Decision.Accepted), edited: null, applies: false, _time.GetUtcNow(), None));
        await _held.Log.SealAsync(turn.SessionId, Sequence.TermOf(decided.Changed.Sequence), [decided.Changed], None);
    }

    private async Task<IReadOnlyList<SessionEvent>> EventsAsync(Turn turn) => (await _held.Log.ReadAsync(turn.SessionId, 0, None)).Events;

    private static Func<FaultyEventLog.Fault> Once(FaultyEventLog.Fault fault)
    {
        var left = 1;
        return () => left-- > 0 ? fault : FaultyEventLog.Fault.None;
    }
}
