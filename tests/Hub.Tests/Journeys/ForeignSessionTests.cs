using Constellation.Realtime.Contracts;
using Constellation.Realtime.Hub.Tests.Doors;

namespace Constellation.Realtime.Hub.Tests.Journeys;

public sealed class ForeignSessionTests(TestNode node) : JourneyTests(node), IClassFixture<TestNode>
{
    [Theory, EveryDoor]
    public async Task Somebody_elses_session_is_not_found_by_any_call(DoorKind kind)
    {
        Llm.Calls("suggest_pipeline", Suggested.Fires);
        Llm.Says("There.");
        var owner = await OpenHubAsync();
        var stranger = await OpenAsync(kind);
        var asked = await owner.AskAsync("Fires?");
        var answered = await asked.Answer;
        var (id, replyId, suggestionId) = (asked.SessionId, answered.MessageId!.Value, answered.Suggestions.Single().SuggestionId);

        List<Func<Task>> calls =
        [
            () => stranger.AskAsync("Mine?", id),
            () => stranger.AskAsync("", id),
            () => stranger.ReadTurnAsync(asked.Turn, 0).ToEndAsync(),
            () => stranger.WatchAsync(id, 0).ToEndAsync(),
            () => stranger.WatchAsync(id, -1).ToEndAsync(),
            () => stranger.CancelAsync(id, asked.Turn.TurnId),
            () => stranger.EndAsync(id),
            () => stranger.DecideAsync(id, suggestionId, Decision.Accepted),
            () => stranger.DecideAsync(id, suggestionId, Decision.Accepted, new string('x', 4001)),
            () => stranger.RateAsync(id, replyId, Rating.Up),
            () => stranger.RateAsync(id, replyId, Rating.Up, new string('x', 4001)),
            () => stranger.Rest.FindAsync(id),
            () => stranger.Rest.HistoryAsync(id),
            () => stranger.Rest.GetAsync<object>($"/llm/chat/{id}/history/?limit=0"),
            () => stranger.Rest.SendAsync<object>(HttpMethod.Post, $"/llm/chat/{id}/message/", new { nothing = 1 }),
        ];
        if (stranger is HubDoor hub) calls.AddRange([() => hub.SendAsync(id, "Mine?"), () => hub.RegenerateAsync(asked.Turn)]);

        foreach (var call in calls) Assert.Equal("not_found", await CodeAsync(call));
        Assert.Equal(SessionStatus.Active, (await owner.Rest.FindAsync(id)).Status);
        Assert.Equal(2, (await owner.Rest.HistoryAsync(id)).Count);
        Assert.Null((await owner.Rest.HistoryAsync(id))[1].Feedback);
        Assert.Empty(await stranger.Rest.ListAsync());
    }

    [Theory, EveryDoor]
    public async Task Somebody_elses_session_and_one_that_never_was_are_told_apart_by_nothing(DoorKind kind)
    {
        Llm.Says("There.");
        var owner = await OpenHubAsync();
        var stranger = await OpenAsync(kind);
        var id = (await owner.AskToEndAsync("Fires?")).SessionId;

        var foreign = await Assert.ThrowsAsync<RefusedCallException>(() => stranger.AskAsync("Mine?", id));
        var unknown = await Assert.ThrowsAsync<RefusedCallException>(() => stranger.AskAsync("Mine?", Guid.NewGuid()));

        Assert.Equal((foreign.Code, foreign.Sentence), (unknown.Code, unknown.Sentence));
    }

    [Theory]
    [InlineData(DoorKind.Rest)]
    [InlineData(DoorKind.ServerSentEvents)]
    public async Task A_session_can_be_started_for_oneself_only(DoorKind kind)
    {
        var door = await OpenAsync(kind);

        var refused = await Assert.ThrowsAsync<RefusedCallException>(() => door.Rest.SendAsync<object>(
            HttpMethod.Post, "/llm/chat/", new { user_id = Guid.NewGuid(), initial_message = "Well?" }));

        Assert.Equal(("forbidden", 403), (refused.Code, refused.Status));
        Assert.Empty(await door.Rest.ListAsync());
    }
}
