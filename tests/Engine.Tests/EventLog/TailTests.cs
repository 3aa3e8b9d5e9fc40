using Constellation.Realtime.Contracts;
using Constellation.Realtime.Engine.EventLog;
using Constellation.Realtime.Engine.Tests.Database;
using Constellation.Realtime.Engine.Turns;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Constellation.Realtime.Engine.Tests.EventLog;

public sealed class TailTests : StoreSpec, IClassFixture<SqliteTestDatabase>, IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    private readonly FakeTimeProvider _time = new(Some.Time);
    private readonly MemoryEventLog _log;
    private readonly Tail _tail;

    public TailTests(SqliteTestDatabase database)
        : base(database)
    {
        _log = new MemoryEventLog(Options.Create(new LogOptions()), _time);
        _tail = new Tail(_log, History, new Snapshots(_log, History, Turns, _time), _time);
    }

    public void Dispose() => _log.Dispose();

    [Fact]
    public async Task A_reader_gets_what_was_and_then_what_comes()
    {
        var (turn, writer) = await StartAsync();
        writer.Say("past ");
        await writer.FlushAsync(None);
        var reading = ReadTurnAsync(turn, turn.After);

        writer.Say("and live");
        await EndAsync(writer);

        Assert.Equal("past and live", ReplyFold.TextOf(await reading));
    }

    [Theory]
    [InlineData(0, "text.rewound,text.delta,turn.completed")]
    [InlineData(1, "text.delta,turn.completed")]
    [InlineData(2, "turn.completed")]
    public async Task A_cursor_inside_an_end_gets_the_rest_of_it_from_the_database(int index, string types)
    {
        var (turn, writer) = await StartAsync();
        writer.Say("whole");
        await writer.FlushAsync(None);
        _log.Lose(turn.SessionId);
        var ended = await EndAsync(writer);

        var events = await ReadTurnAsync(turn, Sequence.Of(Sequence.TermOf(ended.Terminal.Sequence), index));

        Assert.Equal(types, string.Join(",", events.Select(e => e.Type)));
        Assert.Equal(ended.Terminal.Sequence, events[^1].Sequence);
    }

    [Fact]
    public async Task A_cursor_inside_an_end_is_served_from_the_database_even_where_the_log_has_the_terminal_event()
    {
        var (turn, writer) = await StartAsync();
        writer.Say("whole");
        var ended = await EndAsync(writer);

        var events = await ReadTurnAsync(turn, Sequence.Of(Sequence.TermOf(ended.Terminal.Sequence), 1));

        Assert.Equal(["text.delta", "turn.completed"], events.Select(e => e.Type));
        Assert.Equal("whole", events[0].Text);
    }

    [Fact]
    public async Task An_end_that_the_log_never_got_is_shown_before_the_next_turn()
    {
        var (first, writer) = await StartAsync();
        writer.Say("first");
        await writer.FlushAsync(None);
        var reading = WatchAsync(first, Sequence.Of(first.StartTerm, 2), until: 5);
        await Turns.EndAsync(Some.End(first, "first", TurnStatus.Completed), None);
        var session = (await History.FindSessionAsync(first.UserId, first.SessionId, None))!;
        var second = await StartTurnAsync(session);
        using var next = new TurnWriter(second, _log, Turns, _time);

        await next.StartAsync(null, None);
        next.Say("second");
        await next.FlushAsync(None);

        var events = await reading;
        Assert.Equal(["text.rewound", "text.delta", "turn.completed", "turn.started", "text.delta"], events.Select(e => e.Type));
        Assert.Equal("first", ReplyFold.TextOf(events.Where(e => e.TurnId == first.TurnId)));
    }

    [Fact]
    public async Task An_outside_event_that_the_log_refused_is_shown_in_its_place()
    {
        var (turn, writer) = await StartAsync();
        var suggestion = await SuggestAsync(turn);
        await EndAsync(writer);
        var session = (await History.FindSessionAsync(turn.UserId, turn.SessionId, None))!;
        await DecideAsync(session, suggestion);
        var second = await StartTurnAsync(session);
        using var next = new TurnWriter(second, _log, Turns, _time);
        await next.StartAsync(null, None);

        var events = await WatchAsync(turn, turn.After, until: 5);

        Assert.Equal(["turn.started", "suggestion.ready", "turn.completed", "suggestion.changed", "turn.started"], events.Select(e => e.Type));
        Assert.Equal(events.Select(e => e.Sequence).Order(), events.Select(e => e.Sequence));
    }

    [Fact]
    public async Task An_idle_reader_learns_from_the_database_that_the_turn_has_ended()
    {
        var (turn, writer) = await StartAsync();
        writer.Say("told");
        await writer.FlushAsync(None);
        var reading = ReadTurnAsync(turn, turn.After);
        await Turns.EndAsync(Some.End(turn, "told", TurnStatus.Completed), None);

        await UntilAsync(reading);

        Assert.Equal("told", ReplyFold.TextOf(await reading));
    }

    [Fact]
    public async Task A_snapshot_in_the_middle_of_a_reply_has_its_text_so_far_and_the_next_delta_fits()
    {
        var (live, next) = await StartBehindAForgottenTurnAsync();
        next.Say("so far");
        await next.FlushAsync(None);
        await using var reader = _tail.WatchAsync(live.SessionId, 0, None).GetAsyncEnumerator(None);

        await reader.MoveNextAsync().AsTask().WaitAsync(Limit);
        var snapshot = reader.Current;
        next.Say(", so good");
        await next.FlushAsync(None);
        await reader.MoveNextAsync().AsTask().WaitAsync(Limit);

        Assert.Equal(SessionEventTypes.SessionSnapshot, snapshot.Type);
        var reply = snapshot.Messages![^1];
        Assert.Equal((live.ReplyId, MessageStatus.Partial, "so far"), (reply.MessageId, reply.Status, reply.Content));
        Assert.Equal((6, ", so good"), (reader.Current.Offset, reader.Current.Text));
    }

    /// <summary>Found by a run of faults with the seed 2913: a snapshot that fell between a tool's start and its end.</summary>
    [Fact]
    public async Task A_call_that_goes_on_while_a_snapshot_is_taken_is_told_behind_it_from_its_start()
    {
        var (live, next) = await StartBehindAForgottenTurnAsync();
        next.Say("so far");
        Call(SessionEvent.ToolStarted, "1");
        Call(SessionEvent.ToolFinished, "1");
        Call(SessionEvent.ToolStarted, "2");
        await next.FlushAsync(None);
        await using var reader = _tail.WatchAsync(live.SessionId, 0, None).GetAsyncEnumerator(None);
        await reader.MoveNextAsync().AsTask().WaitAsync(Limit);
        var seen = new List<SessionEvent> { reader.Current };

        Call(SessionEvent.ToolFinished, "2");
        next.Say(", so good");
        await next.FlushAsync(None);
        while (seen[^1].Type != SessionEventTypes.TextDelta)
        {
            await reader.MoveNextAsync().AsTask().WaitAsync(Limit);
            seen.Add(reader.Current);
        }

        Assert.Equal(["session.snapshot", "tool.started", "tool.finished", "text.delta"], seen.Select(e => e.Type));
        Assert.Equal("so far", seen[0].Messages![^1].Content);
        Assert.Equal(["2", "2"], seen[1..3].Select(e => e.Tool!.CallId));
        Assert.Equal((6, ", so good"), (seen[^1].Offset, seen[^1].Text));
        Assert.Equal(seen.Select(e => e.Sequence).Order(), seen.Select(e => e.Sequence));

        void Call(Func<Guid, Guid, DateTimeOffset, ToolUse, SessionEvent> step, string callId) =>
            next.Add(step(live.SessionId, live.TurnId, Some.Time, new ToolUse { CallId = callId, Name = "search_blocks" }));
    }

    /// <summary>Its owner, who knows nothing of the decision yet, still writes under older numbers.</summary>
    [Fact]
    public async Task A_snapshot_does_not_pass_an_outside_event_that_is_not_in_the_log_yet()
    {
        var (live, next) = await StartBehindAForgottenTurnAsync();
        next.Say("so far");
        await next.FlushAsync(None);
        var session = (await History.FindSessionAsync(live.UserId, live.SessionId, None))!;
        var changed = (await DecideAsync(session, await SuggestAsync(live))).Changed;
        await using var reader = _tail.WatchAsync(live.SessionId, 0, None).GetAsyncEnumerator(None);
        await reader.MoveNextAsync().AsTask().WaitAsync(Limit);
        var snapshot = reader.Current;

        next.Add(SessionEvent.ToolStarted(live.SessionId, live.TurnId, Some.Time, new ToolUse { CallId = "1", Name = "search_blocks" }));
        await next.FlushAsync(None);
        await reader.MoveNextAsync().AsTask().WaitAsync(Limit);

        Assert.Equal(SessionEventTypes.SessionSnapshot, snapshot.Type);
        Assert.True(snapshot.Sequence < changed.Sequence);
        Assert.Equal(SessionEventTypes.ToolStarted, reader.Current.Type);
    }

    /// <summary>The first of them is behind a later term, which has nothing yet; the second one is not in the log: the owner of that term may still write before it.</summary>
    [Fact]
    public async Task Of_outside_events_that_only_the_database_has_none_is_shown_behind_one_that_came_too_late_for_the_log()
    {
        var (turn, _) = await StartAsync();
        var session = (await History.FindSessionAsync(turn.UserId, turn.SessionId, None))!;
        var first = (await DecideAsync(session, await SuggestAsync(turn))).Changed;
        var owner = (await Turns.ClaimAnewAsync(turn.TurnId, turn.Term, None))!.Term;
        await _log.SealAsync(turn.SessionId, owner, [], None);
        var second = (await DecideAsync(session, await SuggestAsync((await Turns.FindAsync(turn.SessionId, turn.TurnId, None))!))).Changed;
        await using var reader = _tail.WatchAsync(turn.SessionId, Sequence.Of(turn.StartTerm, 1), None).GetAsyncEnumerator(None);
        var next = reader.MoveNextAsync().AsTask();
        await UntilAsync(next);
        Assert.Equal(first.Sequence, reader.Current.Sequence);

        SessionEvent said = SessionEvent.ToolStarted(turn.SessionId, turn.TurnId, Some.Time, new ToolUse { CallId = "1", Name = "search_blocks" }) with
        {
            Sequence = Sequence.Of(owner, 1),
        };
        await _log.AppendAsync(turn.SessionId, new Writer(owner, 0), [said], None);
        next = reader.MoveNextAsync().AsTask();
        await UntilAsync(next);
        Assert.Equal(said.Sequence, reader.Current.Sequence);

        next = reader.MoveNextAsync().AsTask();
        await UntilAsync(next);
        Assert.Equal(second.Sequence, reader.Current.Sequence);
    }

    [Fact]
    public async Task A_trimmed_session_is_told_as_a_snapshot_and_then_its_end()
    {
        var session = await NewSessionAsync();
        var (turn, writer) = await StartAsync(session);
        writer.Say("kept");
        await EndAsync(writer);
        await History.BeginEndingAsync(session.UserId, session.SessionId, None);
        var ended = await History.EndSessionAsync(session.UserId, session.SessionId, Some.Time, None);
        _time.Advance(TimeSpan.FromHours(1));

        var events = await WatchAsync(turn, 0, until: int.MaxValue);

        Assert.Equal(["session.snapshot", "session.ended"], events.Select(e => e.Type));
        Assert.Equal("kept", events[0].Messages![^1].Content);
        Assert.Equal(ended!.Sequence, events[1].Sequence);
    }

    [Fact]
    public async Task Nothing_of_a_later_term_is_shown_while_the_database_does_not_answer()
    {
        var (turn, writer) = await StartAsync();
        await EndAsync(writer);
        var away = new WatchedHistory(History) { IsAway = true };
        var tail = new Tail(_log, away, new Snapshots(_log, away, Turns, _time), _time);
        await using var reader = tail.ReadTurnAsync(turn.SessionId, turn.TurnId, Sequence.Of(turn.StartTerm, 1), None).GetAsyncEnumerator(None);

        var next = reader.MoveNextAsync().AsTask();
        await away.Asked.Task.WaitAsync(Limit);
        Assert.False(next.IsCompleted);
        away.IsAway = false;
        await UntilAsync(next);

        Assert.True(await next);
        Assert.True(reader.Current.EndsTurn);
    }

    [Fact]
    public async Task A_lost_nudge_loses_nothing_that_the_log_holds()
    {
        var (turn, writer) = await StartAsync();
        var deaf = new DeafLog(_log);
        var tail = new Tail(deaf, History, new Snapshots(deaf, History, Turns, _time), _time);
        var reading = CollectAsync(tail.ReadTurnAsync(turn.SessionId, turn.TurnId, turn.After, None), int.MaxValue);
        await deaf.Waited.Task.WaitAsync(Limit);

        writer.Add(SessionEvent.ToolStarted(turn.SessionId, turn.TurnId, Some.Time, new ToolUse { CallId = "1", Name = "search_blocks" }));
        writer.Say("whole");
        await EndAsync(writer);
        await UntilAsync(reading);

        Assert.Equal(["turn.started", "tool.started", "text.delta", "turn.completed"], (await reading).Select(e => e.Type));
    }

    [Fact]
    public async Task A_log_that_comes_back_while_the_database_is_asked_is_read_first()
    {
        var (turn, changed) = await SaidBeforeAnOutsideEventAsync();
        await _log.SealAsync(turn.SessionId, Sequence.TermOf(changed.Sequence), [changed], None);
        var late = new LateLog(_log);
        var tail = new Tail(late, History, new Snapshots(late, History, Turns, _time), _time);

        var reading = CollectAsync(tail.WatchAsync(turn.SessionId, Sequence.Of(turn.StartTerm, 1), None), until: 2);
        await UntilAsync(reading);

        Assert.Equal(["tool.started", "suggestion.changed"], (await reading).Select(e => e.Type));
    }

    [Fact]
    public async Task What_was_read_before_the_database_did_not_answer_is_shown_all_the_same()
    {
        var (turn, writer) = await StartAsync();
        writer.Say("all of it");
        await writer.FlushAsync(None);
        await EndAsync(writer);
        var away = new WatchedHistory(History) { IsAway = true };
        var tail = new Tail(_log, away, new Snapshots(_log, away, Turns, _time), _time);

        var reading = CollectAsync(tail.ReadTurnAsync(turn.SessionId, turn.TurnId, Sequence.Of(turn.StartTerm, 1), None), int.MaxValue);
        await away.Asked.Task.WaitAsync(Limit);
        away.IsAway = false;
        await UntilAsync(reading);

        Assert.Equal("all of it", ReplyFold.TextOf(await reading));
    }

    [Fact]
    public async Task What_an_owner_says_before_an_outside_event_reaches_the_log_is_shown_to_a_reader_who_has_that_from_the_database()
    {
        var (turn, writer) = await StartAsync();
        var session = (await History.FindSessionAsync(turn.UserId, turn.SessionId, None))!;
        var changed = (await DecideAsync(session, await SuggestAsync(turn))).Changed;
        await using var reader = _tail.WatchAsync(turn.SessionId, Sequence.Of(turn.StartTerm, 1), None).GetAsyncEnumerator(None);
        var first = reader.MoveNextAsync().AsTask();
        await UntilAsync(first);
        Assert.Equal(changed.Sequence, reader.Current.Sequence);

        writer.Add(SessionEvent.ToolStarted(turn.SessionId, turn.TurnId, Some.Time, new ToolUse { CallId = "1", Name = "search_blocks" }));
        await writer.FlushAsync(None);
        try
        {
            await _log.SealAsync(turn.SessionId, Sequence.TermOf(changed.Sequence), [changed], None);
        }
        catch (FencedException)
        {
            // Whoever made it comes late.
        }

        await EndAsync(writer);
        var seen = new List<string>();
        while (!seen.Contains(SessionEventTypes.TurnCompleted))
        {
            await UntilAsync(reader.MoveNextAsync().AsTask());
            seen.Add(reader.Current.Type);
        }

        Assert.Single(seen, SessionEventTypes.ToolStarted);
    }

    [Fact]
    public async Task While_the_log_does_not_answer_an_outside_event_is_waited_with_for_what_only_the_log_has_before_it()
    {
        var (turn, _) = await SaidBeforeAnOutsideEventAsync();
        var (away, asked) = (new FaultyEventLog(_log) { IsAway = true }, new WatchedHistory(History));
        var tail = new Tail(away, asked, new Snapshots(away, asked, Turns, TimeProvider.System), TimeProvider.System);
        await using var reader = tail.WatchAsync(turn.SessionId, Sequence.Of(turn.StartTerm, 1), None).GetAsyncEnumerator(None);
        var next = reader.MoveNextAsync().AsTask();
        while (asked.Times < 2 && !next.IsCompleted) await Task.Delay(10);

        away.IsAway = false;
        await next.WaitAsync(Limit);

        Assert.Equal(SessionEventTypes.ToolStarted, reader.Current.Type);
    }

    [Fact]
    public async Task Where_the_log_stays_away_the_database_alone_tells_it()
    {
        var (turn, changed) = await SaidBeforeAnOutsideEventAsync();
        var away = new FaultyEventLog(_log) { IsAway = true };
        var tail = new Tail(away, History, new Snapshots(away, History, Turns, _time), _time);
        await using var reader = tail.WatchAsync(turn.SessionId, Sequence.Of(turn.StartTerm, 1), None).GetAsyncEnumerator(None);

        await UntilAsync(reader.MoveNextAsync().AsTask());

        Assert.Equal(changed.Sequence, reader.Current.Sequence);
    }

    private async Task<(Turn Turn, SessionEvent Changed)> SaidBeforeAnOutsideEventAsync()
    {
        var (turn, writer) = await StartAsync();
        writer.Add(SessionEvent.ToolStarted(turn.SessionId, turn.TurnId, Some.Time, new ToolUse { CallId = "1", Name = "search_blocks" }));
        await writer.FlushAsync(None);
        var session = (await History.FindSessionAsync(turn.UserId, turn.SessionId, None))!;
        return (turn, (await DecideAsync(session, await SuggestAsync(turn))).Changed);
    }

    /// <summary>The second turn of a session; the log does not hold its first one any more.</summary>
    private async Task<(Turn Turn, TurnWriter Writer)> StartBehindAForgottenTurnAsync()
    {
        var session = await NewSessionAsync();
        var (_, writer) = await StartAsync(session);
        await EndAsync(writer);
        _time.Advance(TimeSpan.FromHours(1));
        return await StartAsync((await History.FindSessionAsync(session.UserId, session.SessionId, None))!);
    }

    private async Task<(Turn Turn, TurnWriter Writer)> StartAsync(Session? session = null)
    {
        var turn = await StartTurnAsync(session ?? await NewSessionAsync());
        var writer = new TurnWriter(turn, _log, Turns, _time);
        await writer.StartAsync(null, None);
        return (turn, writer);
    }

    private static async Task<EndedTurn> EndAsync(TurnWriter writer) => (await writer.EndAsync(TurnStatus.Completed, Some.Usage, null, None))!;

    private Task<List<SessionEvent>> ReadTurnAsync(Turn turn, long after) =>
        CollectAsync(_tail.ReadTurnAsync(turn.SessionId, turn.TurnId, after, None), int.MaxValue);

    private async Task<List<SessionEvent>> WatchAsync(Turn turn, long after, int until)
    {
        var reading = CollectAsync(_tail.WatchAsync(turn.SessionId, after, None), until);
        return await reading.WaitAsync(Limit);
    }

    private static Task<List<SessionEvent>> CollectAsync(IAsyncEnumerable<SessionEvent> events, int until) => Task.Run(async () =>
    {
        var seen = new List<SessionEvent>();
        await foreach (var e in events)
        {
            seen.Add(e);
            if (seen.Count == until) break;
        }

        return seen;
    }).WaitAsync(Limit);

    private async Task UntilAsync(Task done)
    {
        while (!done.IsCompleted)
        {
            // A clock that is far ahead of the database would let the log forget.
            _time.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Delay(1);
        }
    }
}
