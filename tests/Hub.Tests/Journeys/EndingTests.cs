using Constellation.Realtime.Contracts;
using Constellation.Realtime.Hub.Tests.Doors;

namespace Constellation.Realtime.Hub.Tests.Journeys;

public sealed class EndingTests(TestNode node) : JourneyTests(node), IClassFixture<TestNode>
{
    [Theory, EveryDoor]
    public async Task The_live_turn_is_cancelled_and_watchers_are_told_its_end_then_the_sessions(DoorKind kind)
    {
        Llm.Says("Half").ThenStalls();
        var door = await OpenAsync(kind);
        var asked = await door.AskAsync("Well?");
        var watching = door.WatchAsync(asked.SessionId, 0).ToEndAsync();
        await door.ReadTurnAsync(asked.Turn, asked.Turn.After).UntilTextAsync("Half");

        await door.EndAsync(asked.SessionId);
        var answered = await asked.Answer;

        var seen = await watching;
        Assert.Equal((SessionEventTypes.TurnCancelled, "Half"), (answered.Ending, answered.Text));
        Assert.Equal([SessionEventTypes.TurnCancelled, SessionEventTypes.SessionEnded], seen.TakeLast(2).Select(e => e.Type));
        Assert.Null(seen[^1].TurnId);
        FoldLaw.AssertGrowing(seen);
        await AssertFoldLawAsync(door, asked.Turn, answered.Events, [.. seen.Where(e => e.TurnId is not null)]);
    }

    [Theory, EveryDoor]
    public async Task Again_it_is_the_same_even_at_once(DoorKind kind)
    {
        Llm.Says("Half").ThenStalls();
        var door = await OpenAsync(kind);
        var asked = await door.AskAsync("Well?");

        await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => door.EndAsync(asked.SessionId)));
        await door.EndAsync(asked.SessionId);

        var events = await door.WatchAsync(asked.SessionId, 0).ToEndAsync();
        Assert.Single(events, e => e.Type == SessionEventTypes.SessionEnded);
        Assert.Single(events, e => e.EndsTurn);
    }

    [Theory, EveryDoor]
    public async Task Once_it_returns_the_end_can_be_read(DoorKind kind)
    {
        Llm.Says("Half").ThenStalls();
        var door = await OpenAsync(kind);
        var asked = await door.AskAsync("Well?");

        await door.EndAsync(asked.SessionId);
        var session = await door.Rest.FindAsync(asked.SessionId);
        var listed = await door.Rest.ListAsync();

        Assert.Equal((SessionStatus.Ended, (Guid?)null), (session.Status, session.ActiveTurnId));
        Assert.Empty(listed);
        Assert.Equal(session.LastSequence, (await door.WatchAsync(asked.SessionId, 0).ToEndAsync())[^1].Sequence);
    }

    [Theory, EveryDoor]
    public async Task An_ended_session_takes_no_message_and_can_be_read_in_every_way(DoorKind kind)
    {
        Llm.Says("One.");
        var door = await OpenAsync(kind);
        var asked = await door.AskAsync("1?");
        var answered = await asked.Answer;
        await door.EndAsync(asked.SessionId);

        var code = await CodeAsync(() => door.AskAsync("2?", asked.SessionId));
        await door.RateAsync(asked.SessionId, answered.Events[^1].Message!.MessageId, Rating.Up);
        await door.CancelAsync(asked.SessionId, asked.Turn.TurnId);

        Assert.Equal("session_ended", code);
        Assert.Equal(2, (await door.Rest.HistoryAsync(asked.SessionId)).Count);
        Assert.Equal(Rating.Up, (await door.Rest.HistoryAsync(asked.SessionId))[1].Feedback);
        await AssertFoldLawAsync(door, asked.Turn, answered.Events);
    }

    [Theory, BothProtocols]
    public async Task Neither_regenerating_nor_deciding_is_taken_any_more(DoorKind kind)
    {
        Llm.Calls("suggest_pipeline", Suggested.Fires);
        Llm.Says("There.");
        var door = await OpenHubAsync(kind: kind);
        var asked = await door.AskAsync("Fires?");
        var answered = await asked.Answer;
        await door.EndAsync(asked.SessionId);

        Assert.Equal("session_ended", await CodeAsync(() => door.RegenerateAsync(asked.Turn)));
        Assert.Equal(
            "session_ended", await CodeAsync(() => door.DecideAsync(asked.SessionId, answered.Suggestions.Single().SuggestionId, Decision.Accepted)));
        Assert.Equal("session_ended", await CodeAsync(() => door.SendAsync(asked.SessionId, "More?")));
        Assert.Equal("session_ended", await CodeAsync(() => door.RegenerateAsync(asked.Turn with { TurnId = Guid.NewGuid() })));
        Assert.Equal("session_ended", await CodeAsync(() => door.DecideAsync(asked.SessionId, Guid.NewGuid(), Decision.Accepted)));
    }

    [Theory, EveryDoor]
    public async Task Its_watchers_get_what_is_missing_and_nothing_at_its_end_or_beyond(DoorKind kind)
    {
        Llm.Says("One.");
        var door = await OpenAsync(kind);
        var asked = await door.AskAsync("1?");
        await asked.Answer;
        await door.EndAsync(asked.SessionId);

        var whole = await door.WatchAsync(asked.SessionId, 0).ToEndAsync();

        foreach (var cursor in whole.Select(e => e.Sequence))
            Assert.Equal(
                whole.Select(e => e.Sequence).Where(sequence => sequence > cursor),
                (await door.WatchAsync(asked.SessionId, cursor).ToEndAsync()).Select(e => e.Sequence));
        foreach (var beyond in (long[])[whole[^1].Sequence + 1, (1L << 53) - 1])
            Assert.Empty(await door.WatchAsync(asked.SessionId, beyond).ToEndAsync());
    }

    [Theory, BothProtocols]
    public async Task A_session_without_a_message_can_be_ended(DoorKind kind)
    {
        var door = await OpenHubAsync(kind: kind);
        var session = await door.StartSessionAsync("Empty");
        var watching = door.WatchAsync(session.SessionId, 0).ToEndAsync();

        await door.EndAsync(session.SessionId);

        Assert.Equal(SessionEventTypes.SessionEnded, Assert.Single(await watching).Type);
        Assert.Empty(await door.Rest.HistoryAsync(session.SessionId));
    }
}
