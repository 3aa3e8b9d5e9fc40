using Constellation.Realtime.Contracts;
using Constellation.Realtime.Hub.Tests.Doors;

namespace Constellation.Realtime.Hub.Tests.Journeys;

public sealed class AnnouncementTests(TestNode node) : JourneyTests(node), IClassFixture<TestNode>
{
    [Theory, EveryDoor]
    public async Task Every_connection_of_the_user_is_told_and_nobody_else(DoorKind kind)
    {
        Llm.Calls("suggest_pipeline", Suggested.Fires);
        Llm.Says("There.");
        var door = await OpenAsync(kind);
        var json = await OpenHubAsync(door.UserId);
        var messagePack = await OpenHubAsync(door.UserId, DoorKind.SignalRMessagePack);
        var stranger = await OpenHubAsync();

        var answered = await door.AskToEndAsync("Fires?\nAll of them.");
        await door.EndAsync(answered.SessionId);

        foreach (var connection in (HubDoor[])[json, messagePack])
        {
            var ended = await connection.AnnouncementAsync(one => one.Name == nameof(IChatReceiver.SessionEnded));
            var ready = await connection.AnnouncementAsync(one => one.Name == nameof(IChatReceiver.SuggestionReady));
            await connection.AnnouncementAsync(one => one.What is Session { ActiveTurnId: not null, Title: "Fires?" });
            await connection.AnnouncementAsync(one =>
                one.What is Session { ActiveTurnId: null } session && session.LastSequence == answered.Events[^1].Sequence);
            Assert.Equal(answered.SessionId, ended.What);
            Assert.Equal(answered.Suggestions.Single().SuggestionId, ((Suggestion)ready.What).SuggestionId);
            Assert.Equal(Suggested.Fires.Length, ((Suggestion)ready.What).Payload.GetRawText().Length);
        }

        await stranger.StartSessionAsync("Mine");
        await stranger.AnnouncementAsync(one => one.What is Session { Title: "Mine" });
        Assert.Single(stranger.Announced);
    }

    [Theory, BothProtocols]
    public async Task A_new_session_is_announced(DoorKind kind)
    {
        var door = await OpenHubAsync(kind: kind);
        var other = await OpenHubAsync(door.UserId);

        var session = await door.StartSessionAsync("New");

        Assert.Equal(session, (await other.AnnouncementAsync(one => one.Name == nameof(IChatReceiver.SessionChanged))).What);
    }

    [Fact]
    public async Task A_session_is_announced_as_ended_once_however_often_it_is_ended()
    {
        var door = await OpenHubAsync();
        var session = await door.StartSessionAsync();
        var last = await door.StartSessionAsync();

        await door.EndAsync(session.SessionId);
        await door.EndAsync(session.SessionId);
        await door.EndAsync(last.SessionId);

        await door.AnnouncementAsync(one => one.What.Equals(last.SessionId));
        Assert.Single(door.Announced, one => one.What.Equals(session.SessionId));
    }
}
