using Constellation.Realtime.Contracts;
using Constellation.Realtime.Hub.Tests.Doors;

namespace Constellation.Realtime.Hub.Tests.Journeys;

public sealed class ForgetfulNode() : TestNode(null, ("Log:Retention", "00:00:01"));

public sealed class TrimmedLogTests(ForgetfulNode node) : JourneyTests(node), IClassFixture<ForgetfulNode>
{
    [Theory, BothProtocols]
    public async Task A_turn_that_the_log_has_let_go_of_is_told_from_history_to_any_cursor(DoorKind kind)
    {
        Llm.Says("Con").ThenWaits().ThenSays("stel").ThenWaits().ThenSays("lation 🛰");
        var door = await OpenHubAsync(kind: kind);
        var asked = await door.AskAsync("What is this?");
        foreach (var text in (string[])["Con", "Constel"])
        {
            await door.ReadTurnAsync(asked.Turn, asked.Turn.After).UntilTextAsync(text);
            Llm.GoesOn();
        }

        var whole = (await asked.Answer).Events;
        await TrimmedAsync(door, asked.SessionId);
        var told = await door.ReadTurnAsync(asked.Turn, asked.Turn.After).ToEndAsync();

        var history = await door.Rest.HistoryAsync(asked.SessionId);
        FoldLaw.Holds(told, history);
        Assert.Equal(
            [SessionEventTypes.TurnStarted, SessionEventTypes.TextRewound, SessionEventTypes.TextDelta, SessionEventTypes.TurnCompleted],
            told.Select(e => e.Type));
        Assert.Equal((0, "resync", whole[^1].Sequence), (told[1].Length!.Value, told[1].Reason!, told[^1].Sequence));
        foreach (var cursor in whole.SkipLast(1).Select(e => e.Sequence))
        {
            var rest = await door.ReadTurnAsync(asked.Turn, cursor).ToEndAsync();
            FoldLaw.Holds([.. whole.Where(e => e.Sequence <= cursor), .. rest], history);
            Assert.Equal(told.Skip(1).Select(e => e.Sequence), rest.Select(e => e.Sequence));
        }

        for (var i = 0; i < told.Count; i++)
        {
            var rest = await door.ReadTurnAsync(asked.Turn, told[i].Sequence).ToEndAsync();
            Assert.Equal(told.Skip(i + 1).Select(e => (e.Sequence, e.Type, e.Text)), rest.Select(e => (e.Sequence, e.Type, e.Text)));
        }

        Assert.Empty(await door.ReadTurnAsync(asked.Turn, told[^1].Sequence + 1).ToEndAsync());
    }

    [Theory, EveryDoor]
    public async Task A_watcher_whose_cursor_is_older_than_the_log_gets_the_state_and_goes_on_from_it(DoorKind kind)
    {
        Llm.Says("First.");
        Llm.Says("Second.");
        var door = await OpenAsync(kind);
        var first = await door.AskToEndAsync("1?");
        await TrimmedAsync(door, first.SessionId);

        using var leave = new CancellationTokenSource();
        await using var watcher = door.WatchAsync(first.SessionId, 0, leave.Token).GetAsyncEnumerator();
        Assert.True(await watcher.MoveNextAsync());
        var snapshot = watcher.Current;
        var second = await door.AskAsync("2?", first.SessionId);
        await second.Answer;
        var after = new List<SessionEvent>();
        while (after.Count == 0 || !after[^1].EndsTurn)
        {
            Assert.True(await watcher.MoveNextAsync());
            after.Add(watcher.Current);
        }

        Assert.Equal(first.Events[^1].Sequence, snapshot.Sequence);
        Assert.Equal(snapshot.Sequence, snapshot.Session!.LastSequence);
        Assert.Equal(["1?", "First."], snapshot.Messages!.Select(message => message.Content));
        FoldLaw.AssertGrowing([snapshot, .. after]);
        FoldLaw.Holds(after, await door.Rest.HistoryAsync(first.SessionId));
    }

    [Theory, EveryDoor]
    public async Task A_snapshot_in_the_midst_of_a_turn_holds_its_reply_so_far(DoorKind kind)
    {
        Llm.Says("First.");
        Llm.Says("Con🛰").ThenWaits().ThenSays("stellation");
        var door = await OpenAsync(kind);
        var first = await door.AskToEndAsync("1?");
        await TrimmedAsync(door, first.SessionId);
        var second = await door.AskAsync("2?", first.SessionId);
        await door.ReadTurnAsync(second.Turn, first.Events[^1].Sequence).UntilTextAsync("Con🛰");

        using var leave = new CancellationTokenSource();
        await using var watcher = door.WatchAsync(first.SessionId, 0, leave.Token).GetAsyncEnumerator();
        Assert.True(await watcher.MoveNextAsync());
        var snapshot = watcher.Current;
        Llm.GoesOn();
        Assert.True(await watcher.MoveNextAsync());
        var next = watcher.Current;
        var answered = await second.Answer;

        var partial = snapshot.Messages![^1];
        Assert.Equal(SessionEventTypes.SessionSnapshot, snapshot.Type);
        Assert.Equal(["1?", "First.", "2?", "Con🛰"], snapshot.Messages.Select(message => message.Content));
        Assert.Equal((MessageStatus.Partial, Sender.Assistant, second.Turn.TurnId), (partial.Status, partial.Sender, partial.TurnId));
        Assert.Equal(second.Turn.TurnId, snapshot.Session!.ActiveTurnId);
        Assert.Equal((SessionEventTypes.TextDelta, partial.Content.Length), (next.Type, next.Offset));
        Assert.True(next.Sequence > snapshot.Sequence);
        await AssertFoldLawAsync(door, second.Turn with { After = first.Events[^1].Sequence }, answered.Events);
    }

    [Theory, EveryDoor]
    public async Task An_ended_session_whose_log_is_gone_is_told_as_its_state_and_its_end(DoorKind kind)
    {
        Llm.Says("First.");
        var door = await OpenAsync(kind);
        var answered = await door.AskToEndAsync("1?");
        await door.EndAsync(answered.SessionId);
        await Wait.UntilAsync(async () =>
            (await door.WatchAsync(answered.SessionId, 0).ToEndAsync())[0].Type == SessionEventTypes.SessionSnapshot);

        var events = await door.WatchAsync(answered.SessionId, 0).ToEndAsync();

        Assert.Equal([SessionEventTypes.SessionSnapshot, SessionEventTypes.SessionEnded], events.Select(e => e.Type));
        Assert.Equal(["1?", "First."], events[0].Messages!.Select(message => message.Content));
        Assert.Equal(SessionStatus.Ended, events[0].Session!.Status);
        FoldLaw.AssertGrowing(events);
        foreach (var cursor in answered.Events.Select(e => e.Sequence).Append(events[0].Sequence))
            Assert.Equal(events[^1].Sequence, (await door.WatchAsync(answered.SessionId, cursor).ToEndAsync())[^1].Sequence);
        Assert.Empty(await door.WatchAsync(answered.SessionId, events[^1].Sequence).ToEndAsync());
    }

    /// <summary>Completes once the log has let go of the session's first events.</summary>
    private static Task TrimmedAsync(Door door, Guid sessionId) => Wait.UntilAsync(async () =>
        (await door.WatchAsync(sessionId, 0).UntilAsync(_ => true))[0].Type == SessionEventTypes.SessionSnapshot);
}
