using Constellation.Realtime.Contracts;
using Constellation.Realtime.Hub.Tests.Doors;

namespace Constellation.Realtime.Hub.Tests.Journeys;

public sealed class HistoryTests(TestNode node) : JourneyTests(node), IClassFixture<TestNode>
{
    [Fact]
    public async Task Pages_of_history_go_back_in_time_without_a_gap_or_a_repeat()
    {
        for (var i = 0; i < 4; i++) Llm.Says($"a{i}");
        var door = await OpenHubAsync();
        var session = await door.StartSessionAsync();
        for (var i = 0; i < 4; i++) await door.AskToEndAsync($"q{i}", session.SessionId);
        var path = $"/llm/chat/{session.SessionId}/history/";

        var pages = await door.Rest.PagesAsync<Message>($"{path}?limit=3");

        Assert.Equal([3, 3, 2], pages.Select(page => page.Count));
        Assert.Equal(
            ["q0", "a0", "q1", "a1", "q2", "a2", "q3", "a3"],
            pages.AsEnumerable().Reverse().SelectMany(page => page).Select(message => message.Content));
        Assert.Equal(8, Assert.Single(await door.Rest.PagesAsync<Message>($"{path}?limit=8")).Count);
        Assert.Equal(8, (await door.Rest.PagesAsync<Message>($"{path}?limit=1")).Count);
    }

    [Fact]
    public async Task What_is_said_meanwhile_does_not_move_older_pages()
    {
        for (var i = 0; i < 3; i++) Llm.Says($"a{i}");
        var door = await OpenHubAsync();
        var session = await door.StartSessionAsync();
        for (var i = 0; i < 2; i++) await door.AskToEndAsync($"q{i}", session.SessionId);

        using var first = await door.Rest.SendAsync(HttpMethod.Get, $"/llm/chat/{session.SessionId}/history/?limit=2");
        await door.AskToEndAsync("q2", session.SessionId);
        var next = first.Headers.GetValues("Link").Single();
        var older = await door.Rest.GetAsync<List<Message>>(new Uri(next[1..next.IndexOf('>', StringComparison.Ordinal)]).PathAndQuery);

        Assert.Equal(["q0", "a0"], older.Select(message => message.Content));
    }

    [Fact]
    public async Task Sessions_are_listed_with_the_latest_activity_first_and_without_ended_ones()
    {
        for (var i = 0; i < 2; i++) Llm.Says("Yes.");
        var door = await OpenHubAsync();
        var sessions = new List<Session>();
        for (var i = 0; i < 5; i++) sessions.Add(await door.StartSessionAsync($"s{i}"));
        await door.AskToEndAsync("1?", sessions[1].SessionId);
        await door.AskToEndAsync("3?", sessions[3].SessionId);
        await door.EndAsync(sessions[2].SessionId);

        var listed = await door.Rest.ListAsync();
        var pages = await door.Rest.PagesAsync<Session>("/llm/chat/sessions/?limit=2");

        Assert.Equal(["s3", "s1", "s4", "s0"], listed.Select(session => session.Title));
        Assert.Equal([2, 2], pages.Select(page => page.Count));
        Assert.Equal(listed, pages.SelectMany(page => page));
    }

    [Theory]
    [InlineData("limit=0")]
    [InlineData("limit=201")]
    [InlineData("limit=-1")]
    [InlineData("limit=1.5")]
    [InlineData("limit=ten")]
    [InlineData("limit=")]
    [InlineData("limit=%2B5")]
    [InlineData("limit=99999999999999999999")]
    [InlineData("limit=1&limit=2")]
    [InlineData("before=")]
    [InlineData("before=1")]
    [InlineData("before=%00")]
    [InlineData("before=bS4xLjAxOTIw")]
    [InlineData("before=bS45MjIzMzcyMDM2ODU0Nzc1ODA3LjAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAw")]
    [InlineData("before=cy45MjIzMzcyMDM2ODU0Nzc1ODA3LjAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAw")]
    public async Task A_limit_or_cursor_that_is_none_is_refused(string query)
    {
        var door = await OpenHubAsync();
        var session = await door.StartSessionAsync();

        foreach (var path in (string[])[$"/llm/chat/{session.SessionId}/history/", "/llm/chat/sessions/"])
            Assert.Equal("invalid_request", await CodeAsync(() => door.Rest.GetAsync<object>($"{path}?{query}")));
    }

    [Fact]
    public async Task A_cursor_of_one_list_is_none_of_another()
    {
        for (var i = 0; i < 2; i++) Llm.Says($"a{i}");
        var door = await OpenHubAsync();
        var sessionId = (await door.AskToEndAsync("q0")).SessionId;
        var otherId = (await door.AskToEndAsync("q1")).SessionId;

        foreach (var list in (string[])["/llm/chat/sessions/", $"/llm/chat/{otherId}/history/"])
        {
            using var page = await door.Rest.SendAsync(HttpMethod.Get, $"{list}?limit=1");
            var link = page.Headers.GetValues("Link").Single();
            var query = new Uri(link[1..link.IndexOf('>', StringComparison.Ordinal)]).Query;

            Assert.Equal("invalid_request", await CodeAsync(() => door.Rest.GetAsync<object>($"/llm/chat/{sessionId}/history/{query}")));
        }
    }

    [Theory, EveryDoor]
    public async Task The_last_rating_of_a_reply_stands(DoorKind kind)
    {
        Llm.Says("Yes.");
        var door = await OpenAsync(kind);
        var answered = await door.AskToEndAsync("Well?");
        var history = await door.Rest.HistoryAsync(answered.SessionId);

        await door.RateAsync(answered.SessionId, history[1].MessageId, Rating.Up, "Good.");
        var first = (await door.Rest.HistoryAsync(answered.SessionId))[1].Feedback;
        await door.RateAsync(answered.SessionId, history[1].MessageId, Rating.Down);
        var last = (await door.Rest.HistoryAsync(answered.SessionId))[1].Feedback;

        Assert.Equal(((Rating?)null, Rating.Up, Rating.Down), (history[1].Feedback, first!.Value, last!.Value));
    }

    [Theory, EveryDoor]
    public async Task Only_a_reply_of_this_session_can_be_rated(DoorKind kind)
    {
        Llm.Says("Yes.");
        Llm.Says("Yes.");
        var door = await OpenAsync(kind);
        var answered = await door.AskToEndAsync("Well?");
        var other = await door.AskToEndAsync("Well?");
        var question = (await door.Rest.HistoryAsync(answered.SessionId))[0].MessageId;

        foreach (var messageId in (Guid[])[question, Guid.NewGuid(), other.Events[^1].Message!.MessageId])
            Assert.Equal("not_found", await CodeAsync(() => door.RateAsync(answered.SessionId, messageId, Rating.Up)));
        Assert.All(await door.Rest.HistoryAsync(answered.SessionId), message => Assert.Null(message.Feedback));
    }
}
