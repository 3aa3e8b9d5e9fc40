using Constellation.Realtime.Contracts;
using Constellation.Realtime.Hub.Tests.Doors;

namespace Constellation.Realtime.Hub.Tests.Journeys;

public sealed class RegeneratingTests(TestNode node) : JourneyTests(node), IClassFixture<TestNode>
{
    [Theory, BothProtocols]
    public async Task The_last_message_is_answered_again_and_the_old_reply_stays_as_superseded(DoorKind kind)
    {
        Llm.Says("Old.");
        Llm.Says("New.");
        var door = await OpenHubAsync(kind: kind);
        var first = await door.AskAsync("Well?");
        var old = await first.Answer;
        var number = Llm.Requests.Count + 1;

        var turn = await door.RegenerateAsync(first.Turn);
        var events = await door.ReadTurnAsync(turn, turn.After).ToEndAsync();

        var history = await door.Rest.HistoryAsync(first.SessionId);
        Assert.Equal(
            [("Well?", MessageStatus.Complete), ("Old.", MessageStatus.Superseded), ("New.", MessageStatus.Complete)],
            history.Select(message => (message.Content, message.Status)));
        Assert.NotEqual(first.Turn.TurnId, turn.TurnId);
        Assert.Equal(first.Turn.MessageId, turn.MessageId);
        Assert.Equal(first.Turn.MessageId, events[0].UserMessage!.MessageId);
        Assert.DoesNotContain("Old.", (await Llm.WaitForRequestAsync(number)).Body, StringComparison.Ordinal);
        await AssertFoldLawAsync(door, turn, events);
        await AssertFoldLawAsync(door, first.Turn, old.Events);
    }

    [Theory, BothProtocols]
    public async Task The_same_client_message_id_regenerates_once(DoorKind kind)
    {
        Llm.Says("Old.");
        Llm.Says("New.");
        var door = await OpenHubAsync(kind: kind);
        var first = await door.AskAsync("Well?");
        await first.Answer;
        var id = Guid.NewGuid();
        var before = Llm.Requests.Count;

        var turn = await door.RegenerateAsync(first.Turn, id);
        await door.ReadTurnAsync(turn, turn.After).ToEndAsync();
        var again = await door.RegenerateAsync(first.Turn, id);

        Assert.Equal(turn, again);
        Assert.Equal(before + 1, Llm.Requests.Count);
    }

    [Theory, BothProtocols]
    public async Task Only_the_last_turn_can_be_answered_again(DoorKind kind)
    {
        Llm.Says("One.");
        Llm.Says("Two.");
        var door = await OpenHubAsync(kind: kind);
        var first = await door.AskAsync("1?");
        await first.Answer;
        await door.AskToEndAsync("2?", first.SessionId);

        Assert.Equal("conflict", await CodeAsync(() => door.RegenerateAsync(first.Turn)));
        Assert.Equal("not_found", await CodeAsync(() => door.RegenerateAsync(first.Turn with { TurnId = Guid.NewGuid() })));
        Assert.Equal(4, (await door.Rest.HistoryAsync(first.SessionId)).Count);
    }

    [Theory, BothProtocols]
    public async Task While_a_turn_runs_it_is_session_busy(DoorKind kind)
    {
        Llm.Waits().ThenSays("Done.");
        var door = await OpenHubAsync(kind: kind);
        var asked = await door.AskAsync("Well?");

        var code = await CodeAsync(() => door.RegenerateAsync(asked.Turn));
        Llm.GoesOn();
        await asked.Answer;

        Assert.Equal("session_busy", code);
    }

    [Theory, BothProtocols]
    public async Task What_was_cancelled_or_failed_can_be_answered_again(DoorKind kind)
    {
        Llm.Stalls();
        Llm.Answers(401, """{"error":{"message":"no"}}""");
        Llm.Says("At last.");
        var door = await OpenHubAsync(kind: kind);
        var asked = await door.AskAsync("Well?");
        await door.CancelAsync(asked.SessionId, asked.Turn.TurnId);
        await asked.Answer;

        var failed = await door.RegenerateAsync(asked.Turn);
        await door.ReadTurnAsync(failed, failed.After).ToEndAsync();
        var last = await door.RegenerateAsync(failed);
        var events = await door.ReadTurnAsync(last, last.After).ToEndAsync();

        Assert.Equal("At last.", ReplyFold.TextOf(events));
        Assert.Equal(
            [MessageStatus.Complete, MessageStatus.Superseded, MessageStatus.Superseded, MessageStatus.Complete],
            (await door.Rest.HistoryAsync(asked.SessionId)).Select(message => message.Status));
        await AssertFoldLawAsync(door, last, events);
    }
}
