using Constellation.Realtime.Contracts;
using Constellation.Realtime.Hub.Tests.Doors;

namespace Constellation.Realtime.Hub.Tests.Journeys;

public sealed class CancellingTests(TestNode node) : JourneyTests(node), IClassFixture<TestNode>
{
    [Theory, EveryDoor]
    public async Task A_turn_that_is_cancelled_in_its_midst_keeps_what_was_said(DoorKind kind)
    {
        var number = Llm.Requests.Count + 1;
        Llm.Says("Half ", "a ").ThenStalls();
        var door = await OpenAsync(kind);
        var asked = await door.AskAsync("Say it all.");
        await door.ReadTurnAsync(asked.Turn, asked.Turn.After).UntilTextAsync("Half a ");

        await door.CancelAsync(asked.SessionId, asked.Turn.TurnId);
        var answered = await asked.Answer;

        Assert.Equal((SessionEventTypes.TurnCancelled, "Half a "), (answered.Ending, answered.Text));
        Assert.Equal(MessageStatus.Partial, (await door.Rest.HistoryAsync(asked.SessionId))[^1].Status);
        await (await Llm.WaitForRequestAsync(number)).HungUp;
        await AssertFoldLawAsync(door, asked.Turn, answered.Events);
    }

    [Theory, EveryDoor]
    public async Task A_turn_that_is_cancelled_before_its_first_text_leaves_an_empty_reply(DoorKind kind)
    {
        var number = Llm.Requests.Count + 1;
        Llm.Stalls();
        var door = await OpenAsync(kind);
        var asked = await door.AskAsync("Well?");
        await Llm.WaitForRequestAsync(number);

        await door.CancelAsync(asked.SessionId, asked.Turn.TurnId);
        var answered = await asked.Answer;

        var reply = (await door.Rest.HistoryAsync(asked.SessionId))[^1];
        Assert.Equal((SessionEventTypes.TurnCancelled, ""), (answered.Ending, answered.Text));
        Assert.Equal((Sender.Assistant, "", MessageStatus.Partial), (reply.Sender, reply.Content, reply.Status));
        await AssertFoldLawAsync(door, asked.Turn, answered.Events);
    }

    [Theory, EveryDoor]
    public async Task Of_a_finished_turn_it_does_nothing(DoorKind kind)
    {
        Llm.Says("Done.");
        var door = await OpenAsync(kind);
        var asked = await door.AskAsync("Well?");
        var answered = await asked.Answer;
        var before = await door.Rest.FindAsync(asked.SessionId);

        await door.CancelAsync(asked.SessionId, asked.Turn.TurnId);

        Assert.Equal(before, await door.Rest.FindAsync(asked.SessionId));
        await AssertFoldLawAsync(door, asked.Turn, answered.Events);
    }

    [Theory, EveryDoor]
    public async Task Twice_is_once(DoorKind kind)
    {
        Llm.Says("Half").ThenStalls();
        var door = await OpenAsync(kind);
        var asked = await door.AskAsync("Well?");
        await door.ReadTurnAsync(asked.Turn, asked.Turn.After).UntilTextAsync("Half");

        await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => door.CancelAsync(asked.SessionId, asked.Turn.TurnId)));
        var answered = await asked.Answer;

        Assert.Equal(SessionEventTypes.TurnCancelled, answered.Ending);
        await AssertFoldLawAsync(door, asked.Turn, answered.Events);
    }

    [Theory, EveryDoor]
    public async Task An_unknown_turn_is_not_found(DoorKind kind)
    {
        Llm.Says("Done.");
        Llm.Says("Done.");
        var door = await OpenAsync(kind);
        var answered = await door.AskToEndAsync("Well?");
        var other = await door.AskToEndAsync("Well?");

        Assert.Equal("not_found", await CodeAsync(() => door.CancelAsync(answered.SessionId, Guid.NewGuid())));
        Assert.Equal("not_found", await CodeAsync(() => door.CancelAsync(answered.SessionId, other.TurnId)));
        Assert.Equal("not_found", await CodeAsync(() => door.CancelAsync(Guid.NewGuid(), answered.TurnId)));
    }

    [Theory, EveryDoor]
    public async Task A_cancel_that_races_the_end_leaves_one_end(DoorKind kind)
    {
        var door = await OpenAsync(kind);
        Llm.Says("Ready.");
        var sessionId = (await door.AskToEndAsync("0?")).SessionId;
        for (var i = 0; i < 10; i++)
        {
            Llm.Says("So", " be", " it.");
            var asked = await door.AskAsync($"{i}?", sessionId);

            await door.CancelAsync(sessionId, asked.Turn.TurnId);
            var answered = await asked.Answer;

            Assert.Contains(answered.Ending, (string[])[SessionEventTypes.TurnCancelled, SessionEventTypes.TurnCompleted]);
            await AssertFoldLawAsync(door, asked.Turn, answered.Events);
        }
    }
}
