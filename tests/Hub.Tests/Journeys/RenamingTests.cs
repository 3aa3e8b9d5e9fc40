using Constellation.Realtime.Contracts;
using Constellation.Realtime.Hub.Tests.Doors;

namespace Constellation.Realtime.Hub.Tests.Journeys;

public sealed class RenamingTests(TestNode node) : JourneyTests(node), IClassFixture<TestNode>
{
    [Theory, BothProtocols]
    public async Task A_new_title_is_in_the_log_in_the_list_and_announced(DoorKind kind)
    {
        var door = await OpenHubAsync(kind: kind);
        var other = await OpenHubAsync(door.UserId);
        var session = await door.StartSessionAsync("Snow");

        var renamed = await door.RenameAsync(session.SessionId, "Ice 🧊");

        Assert.Equal(session with { Title = "Ice 🧊", LastSequence = renamed.LastSequence }, renamed);
        var updated = (await door.WatchAsync(session.SessionId, 0).UntilAsync(_ => true))[0];
        Assert.Equal((SessionEventTypes.SessionUpdated, renamed, null, renamed.LastSequence), (updated.Type, updated.Session, updated.TurnId, updated.Sequence));
        Assert.Equal([renamed], await door.Rest.ListAsync());
        await other.AnnouncementAsync(one => one.What.Equals(renamed));
        Assert.Equal(renamed, await door.RenameAsync(session.SessionId, "Ice 🧊"));
    }

    [Fact]
    public async Task Over_REST_it_is_the_same()
    {
        var door = await OpenHubAsync();
        var session = await door.StartSessionAsync("Snow");

        var renamed = await door.Rest.SendAsync<Session>(HttpMethod.Patch, $"/llm/chat/{session.SessionId}/", new { title = "Ice" });

        Assert.Equal("Ice", renamed.Title);
        Assert.Equal(renamed, await door.Rest.FindAsync(session.SessionId));
    }

    [Fact]
    public async Task While_a_reply_is_written_nothing_of_it_is_lost()
    {
        Llm.Says("Half").ThenWaits().ThenSays(" and whole.");
        var door = await OpenHubAsync();
        var asked = await door.AskAsync("Well?");
        await door.ReadTurnAsync(asked.Turn, asked.Turn.After).UntilTextAsync("Half");

        await door.RenameAsync(asked.SessionId, "Renamed");
        Llm.GoesOn();
        var answered = await asked.Answer;

        Assert.Equal((SessionEventTypes.TurnCompleted, "Half and whole."), (answered.Ending, answered.Text));
        Assert.Equal("Renamed", (await door.Rest.FindAsync(asked.SessionId)).Title);
        await AssertFoldLawAsync(door, asked.Turn, answered.Events);
    }

    [Theory, BothProtocols]
    public async Task An_ended_session_and_somebody_elses_keep_their_titles(DoorKind kind)
    {
        var door = await OpenHubAsync(kind: kind);
        var stranger = await OpenHubAsync(kind: kind);
        var session = await door.StartSessionAsync("Snow");

        Assert.Equal("not_found", await CodeAsync(() => stranger.RenameAsync(session.SessionId, "")));
        await door.EndAsync(session.SessionId);

        Assert.Equal("session_ended", await CodeAsync(() => door.RenameAsync(session.SessionId, "Ice")));
        Assert.Equal("Snow", (await door.Rest.FindAsync(session.SessionId)).Title);
    }
}
