using System.Globalization;
using Constellation.Realtime.Hub.Tests.Doors;
using Microsoft.Extensions.Time.Testing;

namespace Constellation.Realtime.Hub.Tests.Journeys;

public sealed class ServerSentEventsTests(TestNode node) : JourneyTests(node), IClassFixture<TestNode>
{
    [Fact]
    public async Task The_last_event_id_wins_over_after()
    {
        Llm.Says("One", " and", " only.");
        var door = await OpenAsync(DoorKind.ServerSentEvents);
        var answered = await door.AskToEndAsync("1?");
        await door.EndAsync(answered.SessionId);
        var cursor = answered.Events[1].Sequence;

        var ids = await IdsAsync(door, answered.SessionId, "?after=0", cursor.ToString(CultureInfo.InvariantCulture));
        var fromTheStart = await IdsAsync(door, answered.SessionId, "", null);

        Assert.Equal((await door.WatchAsync(answered.SessionId, cursor).ToEndAsync()).Select(e => e.Sequence), ids);
        Assert.Equal((await door.WatchAsync(answered.SessionId, 0).ToEndAsync()).Select(e => e.Sequence), fromTheStart);
    }

    [Theory]
    [InlineData("?after=-1", null)]
    [InlineData("?after=x", null)]
    [InlineData("?after=", null)]
    [InlineData("?after=1.0", null)]
    [InlineData("?after=9007199254740992", null)]
    [InlineData("?after=99999999999999999999", null)]
    [InlineData("?after=1&after=2", null)]
    [InlineData("", "x")]
    [InlineData("?after=0", "-1")]
    public async Task A_cursor_that_is_none_is_refused(string query, string? lastEventId)
    {
        Llm.Says("One.");
        var door = await OpenAsync(DoorKind.ServerSentEvents);
        var answered = await door.AskToEndAsync("1?");

        Assert.Equal("invalid_request", await CodeAsync(() => IdsAsync(door, answered.SessionId, query, lastEventId)));
    }

    [Fact]
    public async Task A_silent_stream_gets_a_comment_every_fifteen_seconds()
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        var silent = new TestNode(time);
        await silent.InitializeAsync();
        await using var door = await silent.OpenHubAsync();
        var session = await door.StartSessionAsync("Silent");

        using var answer = await door.Rest.SendAsync(HttpMethod.Get, $"/llm/chat/{session.SessionId}/events/");
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync());
        for (var i = 0; i < 3; i++)
        {
            var (line, advanced) = (reader.ReadLineAsync(), 0);
            await Wait.UntilAsync(() =>
            {
                if (!line.IsCompleted && advanced++ % 10 == 0) time.Advance(TimeSpan.FromSeconds(5));
                return line.IsCompleted;
            });
            Assert.StartsWith(":", await line, StringComparison.Ordinal);
            Assert.Equal("", await reader.ReadLineAsync());
        }

        await silent.DisposeAsync();
    }

    private static async Task<List<long>> IdsAsync(Door door, Guid sessionId, string query, string? lastEventId)
    {
        using var answer = await door.Rest.SendAsync(HttpMethod.Get, $"/llm/chat/{sessionId}/events/{query}", lastEventId: lastEventId);
        await RestCalls.CheckAsync(answer);
        var lines = (await answer.Content.ReadAsStringAsync()).Split('\n');
        return [.. lines.Where(line => line.StartsWith("id: ", StringComparison.Ordinal)).Select(line => long.Parse(line[4..], CultureInfo.InvariantCulture))];
    }
}
