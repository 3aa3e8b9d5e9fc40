using Constellation.Realtime.Contracts;
using Constellation.Realtime.Hub.Tests.Doors;

namespace Constellation.Realtime.Hub.Tests.Journeys;

public sealed class WatchingTests(TestNode node) : JourneyTests(node), IClassFixture<TestNode>
{
    [Theory, EveryDoor]
    public async Task Two_watchers_see_the_same_session(DoorKind kind)
    {
        Llm.Says("One").ThenWaits().ThenSays(".");
        Llm.Says("Two.");
        var door = await OpenAsync(kind);
        var other = await OpenHubAsync(door.UserId);
        var first = await door.AskAsync("1?");

        var here = door.WatchAsync(first.SessionId, 0).ToEndAsync();
        var there = other.WatchAsync(first.SessionId, 0).ToEndAsync();
        Llm.GoesOn();
        await first.Answer;
        var second = await door.AskAsync("2?", first.SessionId);
        await second.Answer;
        await door.EndAsync(first.SessionId);

        var history = await door.Rest.HistoryAsync(first.SessionId);
        foreach (var seen in (List<SessionEvent>[])[await here, await there])
        {
            FoldLaw.AssertGrowing(seen);
            FoldLaw.Holds([.. seen.Where(e => e.TurnId == first.Turn.TurnId)], history);
            FoldLaw.Holds([.. seen.Where(e => e.TurnId == second.Turn.TurnId)], history);
            Assert.Equal(SessionEventTypes.SessionEnded, seen[^1].Type);
            Assert.Equal((await here)[^1].Sequence, seen[^1].Sequence);
        }
    }

    [Theory, EveryDoor]
    public async Task A_watcher_who_was_there_before_the_turn_sees_it_from_its_start(DoorKind kind)
    {
        Llm.Says("One.");
        Llm.Says("Two.");
        var door = await OpenAsync(kind);
        var first = await door.AskToEndAsync("1?");

        var watching = door.WatchAsync(first.SessionId, first.Events[^1].Sequence).UntilAsync(e => e.EndsTurn);
        var second = await door.AskAsync("2?", first.SessionId);
        await second.Answer;

        FoldLaw.Holds(await watching, await door.Rest.HistoryAsync(first.SessionId));
    }

    [Theory, EveryDoor]
    public async Task A_watcher_who_comes_back_with_any_cursor_gets_the_rest(DoorKind kind)
    {
        Llm.Says("One", " and ", "only.");
        var door = await OpenAsync(kind);
        var asked = await door.AskAsync("1?");
        await asked.Answer;
        await door.EndAsync(asked.SessionId);
        var whole = await door.WatchAsync(asked.SessionId, 0).ToEndAsync();
        var history = await door.Rest.HistoryAsync(asked.SessionId);

        foreach (var cursor in whole.Select(e => e.Sequence))
        {
            var rest = await door.WatchAsync(asked.SessionId, cursor).ToEndAsync();
            SessionEvent[] seen = [.. whole.Where(e => e.Sequence <= cursor), .. rest];
            FoldLaw.AssertGrowing(seen);
            FoldLaw.Holds([.. seen.Where(e => e.TurnId is not null)], history);
            Assert.Equal(SessionEventTypes.SessionEnded, seen[^1].Type);
        }
    }

    [Fact]
    public async Task A_reader_who_leaves_a_stream_keeps_the_connection_and_the_turn()
    {
        Llm.Says("Con").ThenWaits().ThenSays("stellation");
        var door = await OpenHubAsync();
        var session = await door.StartSessionAsync();
        var turn = await door.SendAsync(session.SessionId, "What is this?");
        using var leave = new CancellationTokenSource();

        var before = await door.ReadTurnAsync(turn, turn.After, leave.Token).UntilTextAsync("Con");
        await leave.CancelAsync();
        Llm.GoesOn();
        var rest = await door.ReadTurnAsync(turn, before[^1].Sequence).ToEndAsync();

        Assert.Equal(SessionEventTypes.TurnCompleted, rest[^1].Type);
        await AssertFoldLawAsync(door, turn, [.. before, .. rest]);
    }
}
