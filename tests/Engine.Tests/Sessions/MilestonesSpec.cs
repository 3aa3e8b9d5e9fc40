using Constellation.Realtime.Contracts;
using Constellation.Realtime.Engine.EventLog;
using Constellation.Realtime.Engine.Tests.Database;
using Constellation.Realtime.Engine.Turns;

namespace Constellation.Realtime.Engine.Tests.Sessions;

public abstract class MilestonesSpec(TestDatabase database) : StoreSpec(database)
{
    [Fact]
    public async Task A_new_session_has_none()
    {
        var session = await NewSessionAsync();

        var milestones = await History.ReadMilestonesAsync(session.SessionId, 0, 10, None);

        Assert.Empty(milestones.Events);
        Assert.Equal((0, true), (milestones.Term, milestones.IsComplete));
        Assert.Empty((await History.ReadMilestonesAsync(Some.Id(), 0, 10, None)).Events);
    }

    [Fact]
    public async Task A_running_turn_has_only_its_start()
    {
        var session = await NewSessionAsync();
        var turn = await StartTurnAsync(session, text: Some.UnicodeText);
        await Turns.CheckpointAsync(turn.TurnId, turn.Term, "Two", None);

        var started = Assert.Single((await History.ReadMilestonesAsync(session.SessionId, turn.After, 10, None)).Events);

        Assert.Equal((SessionEventTypes.TurnStarted, Sequence.Of(1, 1), turn.TurnId), (started.Type, started.Sequence, started.TurnId!.Value));
        Assert.Equal((turn.ReplyId, turn.UserMessage, turn.StartedAt), (started.MessageId!.Value, started.UserMessage, started.At));
    }

    [Fact]
    public async Task An_ended_turn_is_told_as_a_rewind_the_whole_text_and_the_terminal_event()
    {
        var session = await NewSessionAsync();
        var (turn, ended) = await WholeTurnAsync(session, Some.UnicodeText);

        var milestones = await History.ReadMilestonesAsync(session.SessionId, 0, 10, None);

        Assert.Equal([Sequence.Of(1, 1), Sequence.Of(2, 1), Sequence.Of(2, 2), Sequence.Of(2, 3)], milestones.Events.Select(e => e.Sequence));
        Assert.Equal((SessionEventTypes.TextRewound, 0, RewindReasons.Resync), (milestones.Events[1].Type, milestones.Events[1].Length, milestones.Events[1].Reason));
        Assert.Equal((SessionEventTypes.TextDelta, 0, Some.UnicodeText), (milestones.Events[2].Type, milestones.Events[2].Offset, milestones.Events[2].Text));
        Assert.Equal(ended.Terminal, milestones.Events[3]);
        Assert.All(milestones.Events, e => Assert.Equal((session.SessionId, turn.TurnId), (e.SessionId, e.TurnId)));
        Assert.Equal(Some.UnicodeText, ReplyFold.TextOf(milestones.Events));
        Assert.Equal((2, true), (milestones.Term, milestones.IsComplete));
    }

    [Fact]
    public async Task An_empty_reply_is_told_as_an_empty_delta()
    {
        var session = await NewSessionAsync();
        await WholeTurnAsync(session, "", TurnStatus.Failed);

        var events = (await History.ReadMilestonesAsync(session.SessionId, Sequence.Of(1, 1), 10, None)).Events;

        Assert.Equal([SessionEventTypes.TextRewound, SessionEventTypes.TextDelta, SessionEventTypes.TurnFailed], events.Select(e => e.Type));
        Assert.Equal("", events[1].Text);
    }

    [Fact]
    public async Task From_any_cursor_come_exactly_those_above_it()
    {
        var (session, all) = await EventfulSessionAsync();
        var cursors = all.SelectMany(e => new[] { e.Sequence - 1, e.Sequence, e.Sequence + 1 }).Append(0).Append(Sequence.Max).Distinct();

        foreach (var after in cursors)
        {
            var milestones = await History.ReadMilestonesAsync(session.SessionId, after, 100, None);

            Assert.Equal(Lines(all.Where(e => e.Sequence > after)), Lines(milestones.Events));
            Assert.True(milestones.IsComplete);
        }
    }

    [Fact]
    public async Task However_few_are_taken_at_a_time_all_come_once_and_in_order()
    {
        var (session, all) = await EventfulSessionAsync();

        for (var limit = 1; limit <= all.Count; limit++)
        {
            var read = new List<SessionEvent>();
            bool isComplete;
            do
            {
                var milestones = await History.ReadMilestonesAsync(session.SessionId, read.Count == 0 ? 0 : read[^1].Sequence, limit, None);
                Assert.InRange(milestones.Events.Count, 1, limit);
                read.AddRange(milestones.Events);
                isComplete = milestones.IsComplete;
            }
            while (!isComplete);

            Assert.Equal(Lines(all), Lines(read));
        }
    }

    [Fact]
    public async Task A_superseded_reply_is_told_as_it_ended()
    {
        var session = await NewSessionAsync();
        var (old, ended) = await WholeTurnAsync(session);
        await StartTurnAgainAsync(session, old);

        var events = (await History.ReadMilestonesAsync(session.SessionId, 0, 10, None)).Events;

        Assert.Equal(ended.Terminal, events[3]);
        Assert.Equal((SessionEventTypes.TurnStarted, old.UserMessage), (events[4].Type, events[4].UserMessage));
    }

    private static IEnumerable<string> Lines(IEnumerable<SessionEvent> events) => events.Select(StoredJson.Write);

    private async Task StartTurnAgainAsync(Session session, Turn before) => await AcceptAsync(Some.Again(session, before.TurnId));

    private async Task<(Session Session, IReadOnlyList<SessionEvent> All)> EventfulSessionAsync()
    {
        var session = await NewSessionAsync();
        var first = await StartTurnAsync(session);
        var suggestion = await SuggestAsync(first);
        var changed = (await DecideAsync(session, suggestion)).Changed;
        var anew = (await Turns.ClaimAnewAsync(first.TurnId, first.Term, None))?.Term;
        var firstEnd = (await EndAsync(Some.End(first, "One.", term: anew))).Terminal;
        var second = await StartTurnAsync(session);
        var taken = await Turns.TakeOverAsync(second.TurnId, second.Term, Some.Id(), handedOver: false, None);
        var secondEnd = (await EndAsync(Some.End(taken!, "Two.", TurnStatus.Cancelled))).Terminal;
        await History.BeginEndingAsync(session.UserId, session.SessionId, None);
        var ended = await History.EndSessionAsync(session.UserId, session.SessionId, Some.Time, None);

        return (session, [Started(first), changed, .. Told(firstEnd), Started(second), .. Told(secondEnd), ended!]);
    }

    private static SessionEvent Started(Turn turn) => SessionEvent.TurnStarted(
        turn.SessionId, turn.TurnId, turn.StartedAt, turn.ReplyId, turn.UserMessage, Sequence.Of(turn.StartTerm, 1));

    private static IEnumerable<SessionEvent> Told(SessionEvent terminal) =>
    [
        SessionEvent.TextRewound(terminal.SessionId, terminal.TurnId!.Value, terminal.At, 0, RewindReasons.Resync, terminal.Sequence - 2),
        SessionEvent.TextDelta(terminal.SessionId, terminal.TurnId!.Value, terminal.At, 0, terminal.Message!.Content, terminal.Sequence - 1),
        terminal,
    ];
}
