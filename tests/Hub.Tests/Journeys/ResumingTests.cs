using Constellation.Realtime.Contracts;
using Constellation.Realtime.Hub.Tests.Doors;

namespace Constellation.Realtime.Hub.Tests.Journeys;

public sealed class ResumingTests(TestNode node) : JourneyTests(node), IClassFixture<TestNode>
{
    [Theory, EveryDoor]
    public async Task Whoever_comes_back_with_any_cursor_gets_the_rest_and_nothing_twice(DoorKind kind)
    {
        Llm.Says("Con").ThenWaits().ThenSays("stel").ThenWaits().ThenSays("lation");
        var door = await OpenAsync(kind);
        var asked = await door.AskAsync("What is this?");
        var reading = door.ReadTurnAsync(asked.Turn, asked.Turn.After).ToEndAsync();
        foreach (var text in (string[])["Con", "Constel"])
        {
            await door.ReadTurnAsync(asked.Turn, asked.Turn.After).UntilTextAsync(text);
            Llm.GoesOn();
        }

        await asked.Answer;
        var whole = await reading;
        var history = await door.Rest.HistoryAsync(asked.SessionId);

        Assert.True(whole.Count(e => e.Type == SessionEventTypes.TextDelta) > 1);
        foreach (var cursor in whole.SkipLast(1).Select(e => e.Sequence).Prepend(asked.Turn.After))
        {
            var rest = await door.ReadTurnAsync(asked.Turn, cursor).ToEndAsync();
            Assert.All(rest, e => Assert.True(e.Sequence > cursor));
            FoldLaw.Holds([.. whole.Where(e => e.Sequence <= cursor), .. rest], history);
        }
    }

    [Theory, BothProtocols]
    public async Task At_the_end_and_beyond_it_there_is_nothing_left(DoorKind kind)
    {
        Llm.Says("Short.");
        var door = await OpenHubAsync(kind: kind);
        var asked = await door.AskAsync("How long?");
        var end = (await asked.Answer).Events[^1].Sequence;

        foreach (var cursor in (long[])[end, end + 1, end + (1L << 30), (1L << 53) - 1])
            Assert.Empty(await door.ReadTurnAsync(asked.Turn, cursor).ToEndAsync());
    }

    [Theory, EveryDoor]
    public async Task A_cursor_above_everything_ends_with_what_is_read(DoorKind kind)
    {
        Llm.Says("Not").ThenWaits().ThenSays(" yet.");
        var door = await OpenAsync(kind);
        var asked = await door.AskAsync("Over?");
        var before = await door.ReadTurnAsync(asked.Turn, asked.Turn.After).UntilTextAsync("Not");
        long[] cursors = [((before[^1].Sequence >> 20) + 1 << 20) + 50, (1L << 53) - 1];

        var turns = cursors.Select(cursor => door.ReadTurnAsync(asked.Turn, cursor).ToEndAsync()).ToList();
        var watching = door.WatchAsync(asked.SessionId, cursors[^1]).ToEndAsync();
        await door.ReadTurnAsync(asked.Turn, asked.Turn.After).UntilTextAsync("Not");
        Llm.GoesOn();
        await asked.Answer;

        // REST has the session's events only: there it is the session that ends.
        if (door is HubDoor) foreach (var turn in turns) Assert.Empty(await turn);
        Assert.False(watching.IsCompleted);
        await door.EndAsync(asked.SessionId);
        Assert.Empty(await turns[^1]);
        Assert.Empty(await watching);
    }

    [Theory, EveryDoor]
    public async Task Readers_who_come_in_mid_turn_from_any_cursor_see_the_same_end(DoorKind kind)
    {
        Llm.Says("a", "b", "c").ThenWaits().ThenSays("d").ThenWaits().ThenSays("e");
        var door = await OpenAsync(kind);
        var asked = await door.AskAsync("Letters?");
        var before = await door.ReadTurnAsync(asked.Turn, asked.Turn.After).UntilTextAsync("abc");

        var readers = before.Select(e => e.Sequence).Prepend(asked.Turn.After)
            .Select(cursor => (Cursor: cursor, Reading: door.ReadTurnAsync(asked.Turn, cursor).ToEndAsync())).ToList();
        Llm.GoesOn();
        var middle = await door.ReadTurnAsync(asked.Turn, before[^1].Sequence).UntilAsync(e => e.Text == "d");
        readers.Add((middle[^1].Sequence, door.ReadTurnAsync(asked.Turn, middle[^1].Sequence).ToEndAsync()));
        Llm.GoesOn();
        var answered = await asked.Answer;

        var history = await door.Rest.HistoryAsync(asked.SessionId);
        Assert.Equal("abcde", answered.Text);
        foreach (var (cursor, reading) in readers)
            FoldLaw.Holds([.. before.Concat(middle).Where(e => e.Sequence <= cursor), .. await reading], history);
    }

    [Theory, EveryDoor]
    public async Task Only_the_turn_that_is_asked_for_is_told(DoorKind kind)
    {
        Llm.Says("One.");
        Llm.Says("Two.");
        var door = await OpenAsync(kind);
        var first = await door.AskAsync("1?");
        await first.Answer;
        var second = await door.AskAsync("2?", first.SessionId);
        await second.Answer;

        var one = await door.ReadTurnAsync(first.Turn, first.Turn.After).ToEndAsync();
        var two = await door.ReadTurnAsync(second.Turn, 0).ToEndAsync();

        var history = await door.Rest.HistoryAsync(first.SessionId);
        FoldLaw.Holds(one, history);
        FoldLaw.Holds(two, history);
        Assert.Equal(("One.", "Two."), (ReplyFold.TextOf(one), ReplyFold.TextOf(two)));
    }

    [Theory, BothProtocols]
    public async Task A_turn_of_another_session_or_of_none_is_not_found(DoorKind kind)
    {
        Llm.Says("One.");
        var door = await OpenHubAsync(kind: kind);
        var asked = await door.AskAsync("1?");
        await asked.Answer;
        var other = await door.StartSessionAsync();

        var codes = new[]
        {
            await CodeAsync(() => door.ReadTurnAsync(asked.Turn with { SessionId = other.SessionId }, 0).ToEndAsync()),
            await CodeAsync(() => door.ReadTurnAsync(asked.Turn with { TurnId = Guid.NewGuid() }, 0).ToEndAsync()),
            await CodeAsync(() => door.ReadTurnAsync(asked.Turn with { SessionId = Guid.NewGuid() }, 0).ToEndAsync()),
        };

        Assert.All(codes, code => Assert.Equal("not_found", code));
    }
}
