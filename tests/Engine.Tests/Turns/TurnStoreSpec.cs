using Constellation.Realtime.Contracts;
using Constellation.Realtime.Engine.EventLog;
using Constellation.Realtime.Engine.Tests.Database;
using Constellation.Realtime.Engine.Turns;
using Microsoft.EntityFrameworkCore;

namespace Constellation.Realtime.Engine.Tests.Turns;

/// <summary>What was accepted, who owns a turn and how it ended, whichever the database.</summary>
public abstract partial class TurnStoreSpec(TestDatabase database) : StoreSpec(database)
{
    [Fact]
    public async Task An_accepted_turn_runs_in_a_term_of_its_own_and_its_session_shows_it()
    {
        var session = await NewSessionAsync();
        var request = Some.Turn(session, text: Some.UnicodeText);

        var accepted = await AcceptAsync(request);

        Assert.True(accepted.IsNew);
        Assert.Equal(TurnStatus.Running, accepted.Turn.Status);
        Assert.Equal((1, 1, 0), (accepted.Turn.StartTerm, accepted.Turn.Term, accepted.Turn.FruitlessClaims));
        Assert.Equal((request.Node, request.ReplyId, false, ""), (accepted.Turn.Node, accepted.Turn.ReplyId, accepted.Turn.CancelRequested, accepted.Turn.Text));
        Assert.Equal(Some.UnicodeText, accepted.Turn.UserMessage.Content);
        Assert.Equal((Sender.User, MessageStatus.Complete), (accepted.Turn.UserMessage.Sender, accepted.Turn.UserMessage.Status));
        Assert.Equal((request.TurnId, Sequence.Of(1, 1)), (accepted.Session.ActiveTurnId, accepted.Session.LastSequence));
        Assert.Equal(accepted.Turn, await Turns.FindAsync(session.SessionId, request.TurnId, None));
        Assert.Equal(accepted.Session, await History.FindSessionAsync(session.UserId, session.SessionId, None));
    }

    [Fact]
    public async Task A_rehearsal_leaves_nothing_behind()
    {
        var before = await CountsAsync();

        await Rehearsal.PlayAsync(Database, Some.Time, None);

        Assert.Equal(before, await CountsAsync());

        Task<(int, int, int, int)> CountsAsync() => Database.ReadAsync(
            async db => (await db.Sessions.CountAsync(), await db.Turns.CountAsync(), await db.Messages.CountAsync(), await db.SearchTexts.CountAsync()), None);
    }

    [Fact]
    public async Task A_turn_is_found_in_its_own_session_only()
    {
        var session = await NewSessionAsync();
        var turn = await StartTurnAsync(session);

        Assert.Null(await Turns.FindAsync(Some.Id(), turn.TurnId, None));
        Assert.Null(await Turns.FindAsync(session.SessionId, Some.Id(), None));
    }

    [Fact]
    public async Task The_first_message_gives_a_session_its_title_unless_it_has_one()
    {
        var untitled = await NewSessionAsync();
        var titled = await NewSessionAsync(title: "Snow");

        var first = await AcceptAsync(Some.Turn(untitled));
        var other = await AcceptAsync(Some.Turn(titled));

        Assert.Equal((true, "Which blocks show snow?"), (first.IsTitled, first.Session.Title));
        Assert.Equal((false, "Snow"), (other.IsTitled, other.Session.Title));
    }

    [Fact]
    public async Task The_same_client_message_id_again_returns_the_same_turn_and_starts_nothing()
    {
        var session = await NewSessionAsync();
        var clientMessageId = Some.Id();
        var first = await AcceptAsync(Some.Turn(session, clientMessageId));

        var again = await AcceptAsync(Some.Turn(session, clientMessageId, text: "Something else"));
        var found = await Turns.FindAcceptedAsync(session.UserId, session.SessionId, clientMessageId, None);

        Assert.False(again.IsNew);
        Assert.Equal(first.Turn, again.Turn);
        Assert.Equal(first.Turn, found);
        Assert.Single((await History.ReadMessagesAsync(session.SessionId, 10, null, None)).Items);
    }

    [Fact]
    public async Task A_client_message_id_is_known_even_after_the_session_has_ended()
    {
        var session = await NewSessionAsync();
        var clientMessageId = Some.Id();
        var first = await AcceptAsync(Some.Turn(session, clientMessageId));
        var ended = await EndAsync(Some.End(first.Turn));
        await History.BeginEndingAsync(session.UserId, session.SessionId, None);
        await History.EndSessionAsync(session.UserId, session.SessionId, Some.Time, None);

        var again = await AcceptAsync(Some.Turn(session, clientMessageId));

        Assert.Equal((first.Turn.TurnId, TurnStatus.Completed, false), (again.Turn.TurnId, again.Turn.Status, again.IsNew));
        Assert.Equal(ended.Terminal, again.Turn.Terminal);
    }

    [Fact]
    public async Task A_client_message_id_means_nothing_in_another_session_or_to_another_user()
    {
        var session = await NewSessionAsync();
        var other = await NewSessionAsync(session.UserId);
        var clientMessageId = Some.Id();
        await AcceptAsync(Some.Turn(session, clientMessageId));

        Assert.True((await AcceptAsync(Some.Turn(other, clientMessageId))).IsNew);
        Assert.Null(await Turns.FindAcceptedAsync(Some.Id(), session.SessionId, clientMessageId, None));
        Assert.Null(await Turns.FindAcceptedAsync(session.UserId, null, clientMessageId, None));
    }

    [Fact]
    public async Task An_acceptance_whose_answer_was_lost_is_still_the_callers_own_when_tried_again()
    {
        var session = await NewSessionAsync();
        var request = Some.Turn(session);
        var start = Some.Start(session.UserId);
        var first = await AcceptAsync(request);
        var firstStart = await AcceptAsync(start);

        var again = await AcceptAsync(request);
        var startAgain = await AcceptAsync(start);

        Assert.Equal(first, again);
        Assert.Equal(firstStart, startAgain);
    }

    [Fact]
    public async Task A_session_can_start_with_its_first_message()
    {
        var user = Some.Id();
        var request = Some.Start(user);

        var accepted = await AcceptAsync(request);
        var again = await AcceptAsync(Some.Start(user, request.ClientMessageId));

        Assert.Equal((true, true, "Which blocks show snow?"), (accepted.IsNew, accepted.IsTitled, accepted.Session.Title));
        Assert.Equal((false, accepted.Turn, accepted.Session), (again.IsNew, again.Turn, again.Session));
        Assert.Equal(accepted.Turn, await Turns.FindAcceptedAsync(user, null, request.ClientMessageId, None));
        Assert.Equal(accepted.Turn, await Turns.FindAcceptedAsync(user, request.SessionId, request.ClientMessageId, None));
        Assert.Single((await History.ListActiveAsync(user, 10, null, None)).Items);
    }

    [Fact]
    public async Task What_cannot_be_accepted_is_refused_and_leaves_no_trace()
    {
        var session = await NewSessionAsync();
        var turn = await StartTurnAsync(session);
        var before = await History.FindSessionAsync(session.UserId, session.SessionId, None);

        Assert.Equal(ErrorCodes.NotFound, await RefusalAsync(Some.Turn(session) with { SessionId = Some.Id() }));
        Assert.Equal(ErrorCodes.NotFound, await RefusalAsync(Some.Turn(session) with { UserId = Some.Id() }));
        Assert.Equal(ErrorCodes.NotFound, await RefusalAsync(Some.Again(await NewSessionAsync(), turn.TurnId)));
        Assert.Equal(ErrorCodes.SessionBusy, await RefusalAsync(Some.Turn(session)));
        Assert.Equal(ErrorCodes.SessionBusy, await RefusalAsync(Some.Again(session, turn.TurnId)));
        Assert.Equal(ErrorCodes.SessionBusy, await RefusalAsync(Some.Again(session, Some.Id())));
        Assert.Equal(before, await History.FindSessionAsync(session.UserId, session.SessionId, None));
        Assert.Equal(turn.Term, (await History.ReadStateAsync(session.SessionId, 10, None))!.Term);
        Assert.Single((await History.ReadMessagesAsync(session.SessionId, 10, null, None)).Items);
    }

    [Fact]
    public async Task A_session_that_is_ending_or_has_ended_takes_no_message()
    {
        var session = await NewSessionAsync();
        var turn = await StartTurnAsync(session);
        await History.BeginEndingAsync(session.UserId, session.SessionId, None);

        Assert.Equal(ErrorCodes.SessionEnded, await RefusalAsync(Some.Turn(session)));
        await EndAsync(Some.End(turn));
        Assert.Equal(ErrorCodes.SessionEnded, await RefusalAsync(Some.Turn(session)));
        await History.EndSessionAsync(session.UserId, session.SessionId, Some.Time, None);
        Assert.Equal(ErrorCodes.SessionEnded, await RefusalAsync(Some.Turn(session)));
        Assert.Equal(ErrorCodes.SessionEnded, await RefusalAsync(Some.Again(session, turn.TurnId)));
        Assert.Equal(ErrorCodes.SessionEnded, await RefusalAsync(Some.Again(session, Some.Id())));
    }

    [Fact]
    public async Task The_last_turn_can_be_answered_again_and_its_reply_is_superseded()
    {
        var session = await NewSessionAsync();
        var (old, _) = await WholeTurnAsync(session, "Old.");

        var again = await AcceptAsync(Some.Again(session, old.TurnId));
        await EndAsync(Some.End(again.Turn, "New."));

        Assert.Equal(old.UserMessage, again.Turn.UserMessage);
        Assert.NotEqual(old.TurnId, again.Turn.TurnId);
        var messages = (await History.ReadMessagesAsync(session.SessionId, 10, null, None)).Items;
        Assert.Equal(["Which blocks show snow?", "Old.", "New."], messages.Select(m => m.Content));
        Assert.Equal([MessageStatus.Complete, MessageStatus.Superseded, MessageStatus.Complete], messages.Select(m => m.Status));
    }

    [Fact]
    public async Task Only_the_last_turn_can_be_answered_again()
    {
        var session = await NewSessionAsync();
        var (first, _) = await WholeTurnAsync(session);
        var (second, _) = await WholeTurnAsync(session);
        var (third, _) = await AgainAsync(session, second);

        Assert.Equal(ErrorCodes.Conflict, await RefusalAsync(Some.Again(session, first.TurnId)));
        Assert.Equal(ErrorCodes.Conflict, await RefusalAsync(Some.Again(session, second.TurnId)));
        Assert.True((await AcceptAsync(Some.Again(session, third.TurnId))).IsNew);
    }

    [Theory]
    [InlineData("completed", "complete", SessionEventTypes.TurnCompleted)]
    [InlineData("cancelled", "partial", SessionEventTypes.TurnCancelled)]
    [InlineData("failed", "failed", SessionEventTypes.TurnFailed)]
    public async Task An_end_stores_the_reply_and_the_terminal_event_and_frees_the_session(string ending, string stored, string type)
    {
        var status = Enum.Parse<TurnStatus>(ending, ignoreCase: true);
        var session = await NewSessionAsync();
        var turn = await StartTurnAsync(session);

        var ended = await EndAsync(Some.End(turn, Some.UnicodeText, status));

        Assert.Equal((2, Sequence.Of(2, 3), type), (ended.EndTerm, ended.Terminal.Sequence, ended.Terminal.Type));
        Assert.Equal((turn.ReplyId, Some.UnicodeText, stored), (ended.Terminal.Message!.MessageId, ended.Terminal.Message.Content, WireNames.Of(ended.Terminal.Message.Status)));
        Assert.Equal((null, ended.Terminal.Sequence, Some.Time.AddSeconds(5)), (ended.Session.ActiveTurnId, ended.Session.LastSequence, ended.Session.LastActive));
        Assert.Equal(status == TurnStatus.Completed ? Some.Usage : null, ended.Terminal.Usage);
        Assert.Equal(status == TurnStatus.Failed ? Some.Error : null, ended.Terminal.Error);
        Assert.Equal(ended.Terminal.Message, (await History.ReadMessagesAsync(session.SessionId, 10, null, None)).Items[^1]);
        var found = await Turns.FindAsync(session.SessionId, turn.TurnId, None);
        Assert.Equal((status, Some.UnicodeText, turn.Term), (found!.Status, found.Text, found.Term));
        Assert.Equal(ended.Terminal, found.Terminal);
        Assert.True((await AcceptAsync(Some.Turn(session))).IsNew);
    }

    [Fact]
    public async Task An_empty_reply_is_a_message_too()
    {
        var session = await NewSessionAsync();

        await WholeTurnAsync(session, "", TurnStatus.Cancelled);

        var reply = (await History.ReadMessagesAsync(session.SessionId, 10, null, None)).Items[^1];
        Assert.Equal(("", MessageStatus.Partial), (reply.Content, reply.Status));
    }

    [Fact]
    public async Task The_same_end_again_returns_what_the_first_one_stored()
    {
        var session = await NewSessionAsync();
        var turn = await StartTurnAsync(session);
        var first = await EndAsync(Some.End(turn, "Two do."));

        var again = await EndAsync(Some.End(turn, "Three do.", TurnStatus.Failed));

        Assert.Equal(first, again);
        Assert.Equal(2, (await History.ReadMessagesAsync(session.SessionId, 10, null, None)).Items.Count);
    }

    [Fact]
    public async Task An_end_with_another_term_than_the_owners_is_refused_and_changes_nothing()
    {
        var session = await NewSessionAsync();
        var turn = await StartTurnAsync(session);
        var taken = await Turns.TakeOverAsync(turn.TurnId, turn.Term, Some.Id(), handedOver: false, None);

        Assert.Null(await Turns.EndAsync(Some.End(turn), None));
        Assert.Null(await Turns.EndAsync(Some.End(turn, term: taken!.Term + 1), None));
        Assert.Null(await Turns.EndAsync(Some.End(taken) with { SessionId = Some.Id() }, None));
        Assert.Single((await History.ReadMessagesAsync(session.SessionId, 10, null, None)).Items);
        var ended = await EndAsync(Some.End(taken));
        Assert.Equal(taken.Term + 1, ended.EndTerm);
        Assert.Null(await Turns.EndAsync(Some.End(turn), None));
    }

    private async Task<string> RefusalAsync(NewTurn turn) => Assert.IsType<Acceptance.Refused>(await Turns.AcceptAsync(turn, None)).Code;

    private async Task<(Turn Turn, EndedTurn Ended)> AgainAsync(Session session, Turn before)
    {
        var turn = (await AcceptAsync(Some.Again(session, before.TurnId))).Turn;
        return (turn, await EndAsync(Some.End(turn)));
    }
}
