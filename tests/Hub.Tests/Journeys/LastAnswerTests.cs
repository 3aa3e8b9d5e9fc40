using Constellation.Realtime.Contracts;
using Constellation.Realtime.Hub.Tests.Doors;

namespace Constellation.Realtime.Hub.Tests.Journeys;

/// <summary>How a turn ends whose model has nothing more to say, or no room to say it.</summary>
public sealed class LastAnswerTests(TestNode node) : JourneyTests(node), IClassFixture<TestNode>
{
    [Theory, EveryDoor]
    public async Task A_model_with_nothing_to_add_to_its_suggestion_has_answered(DoorKind kind)
    {
        var before = Llm.Requests.Count;
        Llm.Calls("suggest_pipeline", Suggested.Fires);
        Llm.Finishes("stop");
        var door = await OpenAsync(kind);

        var asked = await door.AskAsync("Fires?");
        var answered = await asked.Answer;

        Assert.Equal((SessionEventTypes.TurnCompleted, ""), (answered.Ending, answered.Text));
        Assert.Single(answered.Suggestions);
        Assert.Equal(before + 2, Llm.Requests.Count);
        await AssertFoldLawAsync(door, asked.Turn, answered.Events);
    }

    [Theory, EveryDoor]
    public async Task Nothing_after_a_tool_where_nothing_was_said_is_asked_for_again(DoorKind kind)
    {
        Llm.Calls("search_blocks", """{"query":"fire"}""");
        Llm.Finishes("stop");
        Llm.Says("Found it.");
        var door = await OpenAsync(kind);

        var answered = await door.AskToEndAsync("Fires?");

        Assert.Equal((SessionEventTypes.TurnCompleted, "Found it."), (answered.Ending, answered.Text));
    }

    [Theory, EveryDoor]
    public async Task A_reply_that_was_cut_by_its_length_is_failed_with_what_was_said_and_not_asked_for_again(DoorKind kind)
    {
        var before = Llm.Requests.Count;
        Llm.Says("First take the", " burn").ThenFinishes("length");
        var door = await OpenAsync(kind);

        var asked = await door.AskAsync("Fires?");
        var answered = await asked.Answer;

        Assert.Equal((SessionEventTypes.TurnFailed, "llm_unavailable", "First take the burn"), (answered.Ending, answered.Code, answered.Text));
        Assert.True(answered.Events[^1].Error!.Retryable);
        Assert.Equal(before + 1, Llm.Requests.Count);
        var history = await door.Rest.HistoryAsync(asked.SessionId);
        Assert.Equal([("Fires?", MessageStatus.Complete), ("First take the burn", MessageStatus.Failed)], history.Select(message => (message.Content, message.Status)));
        await AssertFoldLawAsync(door, asked.Turn, answered.Events);
    }

    [Theory, EveryDoor]
    public async Task A_suggestion_stays_where_the_words_after_it_were_cut(DoorKind kind)
    {
        Llm.Calls("suggest_pipeline", Suggested.Fires);
        Llm.Says("It takes the").ThenFinishes("length");
        var door = await OpenAsync(kind);

        var answered = await door.AskToEndAsync("Fires?");

        Assert.Equal((SessionEventTypes.TurnFailed, "It takes the"), (answered.Ending, answered.Text));
        Assert.Single(answered.Events, e => e.Type == SessionEventTypes.SuggestionReady);
    }

    [Theory, EveryDoor]
    public async Task A_correction_is_not_announced_where_the_model_is_not_asked_again(DoorKind kind)
    {
        Llm.Calls("suggest_pipeline", Suggested.Unknown);
        Llm.Calls("suggest_pipeline", Suggested.Unknown);
        Llm.Says("I can't. Or this?\n", "```suggest pipeline\n", Suggested.Backwards, "\n```");
        var door = await OpenAsync(kind);

        var answered = await door.AskToEndAsync("Fires?");

        var invalid = answered.Events.Where(e => e.Type == SessionEventTypes.SuggestionInvalid);
        Assert.Equal([true, false, false], invalid.Select(e => e.WillRetry!.Value));
        Assert.Equal(SessionEventTypes.TurnCompleted, answered.Ending);
    }
}
