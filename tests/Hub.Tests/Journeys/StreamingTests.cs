using Constellation.Realtime.Contracts;
using Constellation.Realtime.Hub.Tests.Doors;

namespace Constellation.Realtime.Hub.Tests.Journeys;

public sealed class StreamingTests(TestNode node) : JourneyTests(node), IClassFixture<TestNode>
{
    [Theory, EveryDoor]
    public async Task A_question_is_answered_and_kept(DoorKind kind)
    {
        Llm.Says("Con", "stel", "lation").Costing(21, 9);
        var door = await OpenAsync(kind);

        var asked = await door.AskAsync("What is this?");
        var answered = await asked.Answer;

        var history = await door.Rest.HistoryAsync(asked.SessionId);
        Assert.Equal(("Constellation", SessionEventTypes.TurnCompleted), (answered.Text, answered.Ending));
        Assert.Equal(
            [(Sender.User, "What is this?", MessageStatus.Complete), (Sender.Assistant, "Constellation", MessageStatus.Complete)],
            history.Select(message => (message.Sender, message.Content, message.Status)));
        Assert.Equal(history[1].MessageId, answered.MessageId);
        var usage = answered.Events[^1].Usage!;
        Assert.Equal((21, 9, "openai", "scripted"), (usage.InputTokens, usage.OutputTokens, usage.Provider, usage.Model));
        await AssertFoldLawAsync(door, asked.Turn, answered.Events);
    }

    [Theory, EveryDoor]
    public async Task Text_is_shown_while_the_model_still_writes(DoorKind kind)
    {
        Llm.Says("Con").ThenWaits().ThenSays("stellation");
        var door = await OpenAsync(kind);

        var asked = await door.AskAsync("What is this?");
        await door.ReadTurnAsync(asked.Turn, asked.Turn.After).UntilTextAsync("Con");
        var endedBefore = asked.Answer.IsCompleted;
        Llm.GoesOn();
        var answered = await asked.Answer;

        Assert.False(endedBefore);
        Assert.Equal("Constellation", answered.Text);
        await AssertFoldLawAsync(door, asked.Turn, answered.Events);
    }

    [Theory, EveryDoor]
    public async Task The_model_hears_what_was_said_before(DoorKind kind)
    {
        Llm.Says("Blue.");
        var door = await OpenAsync(kind);
        var first = await door.AskToEndAsync("Which colour?");
        var number = Llm.Requests.Count + 1;
        Llm.Says("Still blue.");

        var second = await door.AskToEndAsync("And now?", first.SessionId);

        var heard = (await Llm.WaitForRequestAsync(number)).Messages.Skip(1).Select(message => message.GetProperty("content").GetString());
        Assert.Equal(["Which colour?", "Blue.", "And now?"], heard);
        Assert.Equal("Still blue.", second.Text);
        Assert.Equal(first.SessionId, second.SessionId);
    }

    [Theory, EveryDoor]
    public async Task Text_comes_as_the_model_wrote_it_to_the_last_blank(DoorKind kind)
    {
        string[] pieces = ["  \n\t", "e\u0301 ", "🛰", "️", "👩‍", "🔬\r\n", "\u202eab\u202c", "\u0001\u007f", "\u2028", "\n```json\n{}\n```\n", "  "];
        Llm.Says(pieces);
        var door = await OpenAsync(kind);

        var asked = await door.AskAsync("\u00a0 Odd? \u202e\n");
        var answered = await asked.Answer;

        Assert.Equal(string.Concat(pieces), answered.Text);
        Assert.Equal("\u00a0 Odd? \u202e\n", (await door.Rest.HistoryAsync(asked.SessionId))[0].Content);
        await AssertFoldLawAsync(door, asked.Turn, answered.Events);
    }

    [Theory, EveryDoor]
    public async Task What_the_model_sends_that_is_no_Unicode_text_becomes_the_replacement_character(DoorKind kind)
    {
        Llm.Sends("""data: {"id":"1","object":"chat.completion.chunk","created":0,"model":"m","choices":[{"index":0,"delta":{"role":"assistant","content":"a\u0000b\ud83d"}}]}""" + "\n\n")
            .ThenSendsEvent("""{"id":"1","object":"chat.completion.chunk","created":0,"model":"m","choices":[{"index":0,"delta":{"content":"\ude80c\udc00"}}]}""")
            .ThenSendsEvent("""{"id":"1","object":"chat.completion.chunk","created":0,"model":"m","choices":[{"index":0,"delta":{"content":"d\ud800"}}]}""");
        var door = await OpenAsync(kind);

        var asked = await door.AskAsync("Broken?");
        var answered = await asked.Answer;

        Assert.Equal("a\uFFFDb🚀c\uFFFDd\uFFFD", answered.Text);
        await AssertFoldLawAsync(door, asked.Turn, answered.Events);
    }

    [Theory, EveryDoor]
    public async Task A_session_is_named_after_the_first_line_of_its_first_message(DoorKind kind)
    {
        Llm.Says("Yes.");
        var door = await OpenAsync(kind);

        var answered = await door.AskToEndAsync("\n  Where does it burn?  \nIn Portugal, I mean.");

        var events = await door.WatchAsync(answered.SessionId, 0).UntilAsync(e => e.EndsTurn);
        var updated = Assert.Single(events, e => e.Type == SessionEventTypes.SessionUpdated);
        Assert.Null(updated.TurnId);
        Assert.Equal("Where does it burn?", updated.Session!.Title);
        Assert.Equal("Where does it burn?", (await door.Rest.FindAsync(answered.SessionId)).Title);
    }

    [Theory, BothProtocols]
    public async Task A_session_that_was_given_a_title_keeps_it(DoorKind kind)
    {
        Llm.Says("Yes.");
        var door = await OpenHubAsync(kind: kind);
        var session = await door.StartSessionAsync("Fires 🔥");

        await door.AskToEndAsync("Where does it burn?", session.SessionId);

        var after = await door.Rest.FindAsync(session.SessionId);
        Assert.Equal(("Fires 🔥", door.UserId, SessionStatus.Active), (session.Title, session.UserId, session.Status));
        Assert.Equal(("Fires 🔥", (Guid?)null), (after.Title, after.ActiveTurnId));
        Assert.True(after.LastSequence > session.LastSequence && after.LastActive > session.LastActive);
    }

    [Theory, BothProtocols]
    public async Task SendMessage_returns_at_once_and_its_reference_gives_the_whole_turn(DoorKind kind)
    {
        Llm.Waits().ThenSays("At last.");
        var door = await OpenHubAsync(kind: kind);
        var session = await door.StartSessionAsync();

        var turn = await door.SendAsync(session.SessionId, "Well?");
        var running = await door.Rest.FindAsync(session.SessionId);
        Llm.GoesOn();
        var events = await door.ReadTurnAsync(turn, turn.After).ToEndAsync();

        Assert.Equal(turn.TurnId, running.ActiveTurnId);
        Assert.Equal(events[0].UserMessage!.MessageId, turn.MessageId);
        await AssertFoldLawAsync(door, turn, events);
    }

    [Theory, EveryDoor]
    public async Task The_next_message_is_taken_as_soon_as_the_end_is_seen(DoorKind kind)
    {
        for (var i = 0; i < 10; i++) Llm.Says($"{i}");
        var door = await OpenAsync(kind);
        var sessionId = (await door.AskToEndAsync("0")).SessionId;

        for (var i = 1; i < 10; i++)
        {
            var answered = await door.AskToEndAsync($"{i}", sessionId);
            Assert.Equal($"{i}", answered.Text);
        }

        Assert.Equal(20, (await door.Rest.HistoryAsync(sessionId)).Count);
    }

    [Theory, EveryDoor]
    public async Task A_second_message_while_a_turn_runs_is_session_busy_and_kept_nowhere(DoorKind kind)
    {
        Llm.Waits().ThenSays("First.");
        var door = await OpenAsync(kind);
        var asked = await door.AskAsync("First?");

        var code = await CodeAsync(() => door.AskAsync("Second?", asked.SessionId));
        Llm.GoesOn();
        var answered = await asked.Answer;

        Assert.Equal("session_busy", code);
        Assert.Equal(["First?", "First."], (await door.Rest.HistoryAsync(asked.SessionId)).Select(message => message.Content));
        await AssertFoldLawAsync(door, asked.Turn, answered.Events);
    }

    [Theory, EveryDoor]
    public async Task A_client_that_vanishes_does_not_stop_its_turn(DoorKind kind)
    {
        Llm.Says("Con").ThenWaits().ThenSays("stellation");
        var vanishing = await Node.OpenAsync(kind);
        var door = await OpenAsync(kind, vanishing.UserId);
        var asked = await vanishing.AskAsync("What is this?");
        var before = await door.ReadTurnAsync(asked.Turn, asked.Turn.After).UntilTextAsync("Con");

        await vanishing.DisposeAsync();
        await Assert.ThrowsAnyAsync<Exception>(() => asked.Answer);
        Llm.GoesOn();
        var rest = await door.ReadTurnAsync(asked.Turn, before[^1].Sequence).ToEndAsync();

        Assert.Equal(SessionEventTypes.TurnCompleted, rest[^1].Type);
        await AssertFoldLawAsync(door, asked.Turn, [.. before, .. rest]);
    }
}
