using Constellation.Realtime.Contracts;
using Constellation.Realtime.Engine.EventLog;
using Constellation.Realtime.Engine.Sessions;
using Constellation.Realtime.Engine.Tests.Database;
using Constellation.Realtime.Engine.Turns;

namespace Constellation.Realtime.Engine.Tests.Sessions;

public abstract class HistorySpec(TestDatabase database) : StoreSpec(database)
{
    [Fact]
    public async Task A_new_session_is_active_and_empty()
    {
        var (user, id) = (Some.Id(), Some.Id());

        var session = await History.StartSessionAsync(user, id, null, Some.Time, None);

        Assert.Equal((id, user, "New session", SessionStatus.Active), (session.SessionId, session.UserId, session.Title, session.Status));
        Assert.Equal((Some.Time, Some.Time, null, 0), (session.CreatedAt, session.LastActive, session.ActiveTurnId, session.LastSequence));
        Assert.Equal(session, await History.FindSessionAsync(user, id, None));
        Assert.Equal(session, await History.StartSessionAsync(user, id, null, Some.Time.AddDays(1), None));
    }

    [Fact]
    public async Task Somebody_elses_session_is_not_found()
    {
        var session = await NewSessionAsync();

        Assert.Null(await History.FindSessionAsync(Some.Id(), session.SessionId, None));
        Assert.Null(await History.FindSessionAsync(session.UserId, Some.Id(), None));
        Assert.Null(await History.BeginEndingAsync(Some.Id(), session.SessionId, None));
        Assert.Null(await History.ReadStateAsync(Some.Id(), 10, None));
        Assert.True((await AcceptAsync(Some.Turn(session))).IsNew);
    }

    [Fact]
    public async Task Any_text_comes_back_as_it_went_in()
    {
        var session = await NewSessionAsync(title: Some.UnicodeText);

        var turn = await StartTurnAsync(session, text: Some.UnicodeText);
        await EndAsync(Some.End(turn, Some.UnicodeText));

        Assert.Equal(Some.UnicodeText, (await History.FindSessionAsync(session.UserId, session.SessionId, None))!.Title);
        Assert.All((await History.ReadMessagesAsync(session.SessionId, 10, null, None)).Items, message => Assert.Equal(Some.UnicodeText, message.Content));
    }

    [Fact]
    public async Task A_time_is_kept_to_the_microsecond_in_the_message_and_in_the_event_alike()
    {
        var session = await NewSessionAsync();
        var turn = await StartTurnAsync(session);
        var at = new DateTimeOffset(Some.Time.Ticks + 1_234_567, TimeSpan.Zero).ToOffset(TimeSpan.FromHours(2));

        var ended = await EndAsync(Some.End(turn, at: at));

        var stored = (await History.ReadMessagesAsync(session.SessionId, 10, null, None)).Items[^1].Timestamp;
        Assert.Equal(Some.Time.AddTicks(1_234_560), stored);
        Assert.Equal((stored, stored, stored), (ended.Terminal.At, ended.Terminal.Message!.Timestamp, ended.Session.LastActive));
    }

    [Fact]
    public async Task Sessions_are_listed_latest_activity_first_page_by_page_without_the_ended_ones()
    {
        var user = Some.Id();
        var sessions = new List<Session>();
        for (var i = 0; i < 5; i++) sessions.Add(await NewSessionAsync(user, at: Some.Time.AddMinutes(i / 2)));
        await NewSessionAsync();
        await EndSessionAsync(await NewSessionAsync(user));
        await StartTurnAsync(sessions[0], at: Some.Time.AddHours(1));

        var first = await History.ListActiveAsync(user, 2, null, None);
        var second = await History.ListActiveAsync(user, 2, first.Next, None);
        var third = await History.ListActiveAsync(user, 2, second.Next, None);

        Assert.Equal([2, 2, 1], [first.Items.Count, second.Items.Count, third.Items.Count]);
        Assert.Null(third.Next);
        var all = first.Items.Concat(second.Items).Concat(third.Items).ToList();
        Assert.Equal(sessions[0].SessionId, all[0].SessionId);
        Assert.Equal(all.Select(s => s.LastActive).OrderDescending(), all.Select(s => s.LastActive));
        Assert.Equal(sessions.Select(s => s.SessionId).Order(), all.Select(s => s.SessionId).Order());
    }

    [Fact]
    public async Task The_last_page_says_so_even_when_it_is_full()
    {
        var user = Some.Id();
        var session = await NewSessionAsync(user);
        await WholeTurnAsync(session);

        Assert.Null((await History.ListActiveAsync(user, 1, null, None)).Next);
        Assert.Null((await History.ReadMessagesAsync(session.SessionId, 2, null, None)).Next);
        Assert.NotNull((await History.ReadMessagesAsync(session.SessionId, 1, null, None)).Next);
    }

    [Fact]
    public async Task Messages_are_read_newest_page_first_and_each_page_oldest_first()
    {
        var session = await NewSessionAsync();
        for (var i = 0; i < 4; i++)
        {
            var turn = await StartTurnAsync(session, text: $"q{i}", at: Some.Time.AddSeconds(-i));
            await EndAsync(Some.End(turn, $"a{i}", at: Some.Time.AddSeconds(-i)));
        }

        var newest = await History.ReadMessagesAsync(session.SessionId, 3, null, None);
        var middle = await History.ReadMessagesAsync(session.SessionId, 3, newest.Next, None);
        var oldest = await History.ReadMessagesAsync(session.SessionId, 3, middle.Next, None);

        Assert.Equal(["a2", "q3", "a3"], newest.Items.Select(m => m.Content));
        Assert.Equal(["q1", "a1", "q2"], middle.Items.Select(m => m.Content));
        Assert.Equal(["q0", "a0"], oldest.Items.Select(m => m.Content));
        Assert.Null(oldest.Next);
    }

    [Fact]
    public async Task A_new_title_takes_a_term_of_its_own_and_is_told_from_then_on()
    {
        var session = await NewSessionAsync(title: "Snow");
        await WholeTurnAsync(session);

        var renamed = Assert.IsType<RenameResult.Renamed>(await RenameAsync(session, "Ice"));

        var now = (await History.FindSessionAsync(session.UserId, session.SessionId, None))!;
        Assert.Equal(("Ice", now), (now.Title, renamed.Session));
        Assert.Equal((SessionEventTypes.SessionUpdated, now, now.LastSequence), (renamed.Updated.Type, renamed.Updated.Session, renamed.Updated.Sequence));
        var told = (await History.ReadMilestonesAsync(session.SessionId, renamed.Updated.Sequence - 1, 10, None)).Events;
        Assert.Equal([renamed.Updated], told);
        Assert.Equal(now, Assert.IsType<RenameResult.Same>(await RenameAsync(session, "Ice")).Session);
    }

    [Fact]
    public async Task A_title_that_is_to_replace_another_one_replaces_no_third()
    {
        var session = await NewSessionAsync(title: "Snow");

        Assert.Equal(new RenameResult.Refused(ErrorCodes.Conflict), await RenameAsync(session, "Ice", instead: "Rain"));
        var turn = await StartTurnAsync(session);
        Assert.Equal(new RenameResult.Refused(ErrorCodes.SessionBusy), await RenameAsync(session, "Ice", instead: "Snow"));
        await EndAsync(Some.End(turn));
        Assert.IsType<RenameResult.Renamed>(await RenameAsync(session, "Ice", instead: "Snow"));
    }

    [Fact]
    public async Task Neither_an_ended_session_nor_somebody_elses_is_renamed()
    {
        var session = await NewSessionAsync(title: "Snow");

        Assert.Equal(new RenameResult.Refused(ErrorCodes.NotFound), await RenameAsync(session with { UserId = Some.Id() }, "Ice"));
        await EndSessionAsync(session);

        Assert.Equal(new RenameResult.Refused(ErrorCodes.SessionEnded), await RenameAsync(session, "Ice"));
        Assert.Equal("Snow", (await History.FindSessionAsync(session.UserId, session.SessionId, None))!.Title);
    }

    private Task<RenameResult> RenameAsync(Session session, string title, string? instead = null) =>
        History.RenameAsync(session.UserId, session.SessionId, title, instead, Some.Time, None);

    [Fact]
    public async Task A_sessions_state_has_its_newest_messages_without_the_reply_that_is_being_written()
    {
        var session = await NewSessionAsync();
        await WholeTurnAsync(session);
        var turn = await StartTurnAsync(session, text: "And ice?");
        await Turns.CheckpointAsync(turn.TurnId, turn.Term, "Three", None);

        var state = await History.ReadStateAsync(session.SessionId, 2, None);

        Assert.Equal(["Two do.", "And ice?"], state!.Messages.Select(m => m.Content));
        Assert.Equal((turn.TurnId, Sequence.Of(3, 1), 3, false), (state.Session.ActiveTurnId, state.Session.LastSequence, state.Term, state.IsEnded));
    }

    [Fact]
    public async Task The_last_rating_of_a_reply_stands()
    {
        var session = await NewSessionAsync();
        var (turn, _) = await WholeTurnAsync(session);

        Assert.True(await RateAsync(session, turn.ReplyId, Rating.Up, "Good"));
        Assert.True(await RateAsync(session, turn.ReplyId, Rating.Down, Some.UnicodeText));

        var messages = (await History.ReadMessagesAsync(session.SessionId, 10, null, None)).Items;
        Assert.Equal([null, Rating.Down], messages.Select(m => m.Feedback));
    }

    [Fact]
    public async Task Only_the_owner_rates_and_only_replies_of_that_session()
    {
        var session = await NewSessionAsync();
        var other = await NewSessionAsync(session.UserId);
        var (turn, _) = await WholeTurnAsync(session);

        Assert.False(await RateAsync(session, turn.UserMessage.MessageId, Rating.Up));
        Assert.False(await RateAsync(session, Some.Id(), Rating.Up));
        Assert.False(await RateAsync(other, turn.ReplyId, Rating.Up));
        Assert.False(await RateAsync(session with { UserId = Some.Id() }, turn.ReplyId, Rating.Up));
        Assert.All((await History.ReadMessagesAsync(session.SessionId, 10, null, None)).Items, message => Assert.Null(message.Feedback));
    }

    [Fact]
    public async Task A_session_ends_once_its_live_turn_is_over_and_takes_its_last_term()
    {
        var session = await NewSessionAsync();
        var turn = await StartTurnAsync(session);

        var ending = await History.BeginEndingAsync(session.UserId, session.SessionId, None);
        var tooEarly = await History.EndSessionAsync(session.UserId, session.SessionId, Some.Time, None);
        var asked = await Turns.FindAsync(session.SessionId, turn.TurnId, None);
        await EndAsync(Some.End(turn, status: TurnStatus.Cancelled));
        var ended = await History.EndSessionAsync(session.UserId, session.SessionId, Some.Time, None);

        Assert.Equal((turn.TurnId, SessionStatus.Active), (ending!.ActiveTurnId, ending.Status));
        Assert.Null(tooEarly);
        Assert.True(asked!.CancelRequested);
        Assert.Equal((SessionEventTypes.SessionEnded, Sequence.Of(3, 1)), (ended!.Type, ended.Sequence));
        var state = await History.ReadStateAsync(session.SessionId, 10, None);
        Assert.Equal((SessionStatus.Ended, Sequence.Of(3, 1), true, 3), (state!.Session.Status, state.Session.LastSequence, state.IsEnded, state.Term));
    }

    [Fact]
    public async Task Ending_again_changes_nothing_and_gives_the_same_event()
    {
        var session = await NewSessionAsync();
        var ended = await EndSessionAsync(session);

        var again = await History.BeginEndingAsync(session.UserId, session.SessionId, None);

        Assert.Equal((SessionStatus.Ended, ended.Sequence), (again!.Status, again.LastSequence));
        Assert.Equal(ended, await History.EndSessionAsync(session.UserId, session.SessionId, Some.Time.AddDays(1), None));
    }

    [Fact]
    public async Task A_session_that_nobody_asked_to_end_does_not_end()
    {
        var session = await NewSessionAsync();

        Assert.Null(await History.EndSessionAsync(session.UserId, session.SessionId, Some.Time, None));
        Assert.Null(await History.EndSessionAsync(session.UserId, Some.Id(), Some.Time, None));
        Assert.Equal(SessionStatus.Active, (await History.FindSessionAsync(session.UserId, session.SessionId, None))!.Status);
    }

    [Fact]
    public async Task A_session_whose_end_was_begun_is_found_until_it_is_finished()
    {
        var session = await NewSessionAsync(at: Some.Time.AddYears(-20));
        await History.BeginEndingAsync(session.UserId, session.SessionId, None);

        var begun = await History.FindEndingAsync(1, None);
        await History.EndSessionAsync(session.UserId, session.SessionId, Some.Time, None);
        var finished = await History.FindEndingAsync(1000, None);

        Assert.Equal([session.SessionId], begun.Select(s => s.SessionId));
        Assert.DoesNotContain(finished, s => s.SessionId == session.SessionId);
    }

    private protected async Task<SessionEvent> EndSessionAsync(Session session)
    {
        await History.BeginEndingAsync(session.UserId, session.SessionId, None);
        var ended = await History.EndSessionAsync(session.UserId, session.SessionId, Some.Time, None);
        Assert.NotNull(ended);
        return ended;
    }

    private Task<bool> RateAsync(Session session, Guid messageId, Rating rating, string? comment = null) => History.GiveFeedbackAsync(
        session.UserId,
        new GiveFeedback { SessionId = session.SessionId, MessageId = messageId, Rating = rating, Comment = comment },
        Some.Time,
        None);
}
