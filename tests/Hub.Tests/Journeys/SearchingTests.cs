using Constellation.Realtime.Contracts;

namespace Constellation.Realtime.Hub.Tests.Journeys;

public sealed class SearchingTests(TestNode node) : JourneyTests(node), IClassFixture<TestNode>
{
    [Fact]
    public async Task What_was_said_is_found_by_who_said_it_alone()
    {
        Llm.Says("The *Aletsch* is the largest.");
        var door = await OpenHubAsync();
        var stranger = await OpenHubAsync();
        var answered = await door.AskToEndAsync("Which glaciers are in the Alps?");

        var hit = Assert.Single(await door.Rest.GetAsync<List<SessionHit>>("/llm/chat/search/?query=aletsch"));

        Assert.Equal((answered.SessionId, "The *Aletsch* is the largest.", answered.MessageId), (hit.Session.SessionId, hit.Snippet, hit.MessageId));
        Assert.Equal(await door.Rest.FindAsync(answered.SessionId), hit.Session);
        Assert.Single(await door.Rest.GetAsync<List<SessionHit>>("/llm/chat/search/?query=alps%20glac"));
        Assert.Empty(await door.Rest.GetAsync<List<SessionHit>>("/llm/chat/search/?query=rhone"));
        Assert.Empty(await stranger.Rest.GetAsync<List<SessionHit>>("/llm/chat/search/?query=aletsch"));
        await door.EndAsync(answered.SessionId);
        Assert.Empty(await door.Rest.GetAsync<List<SessionHit>>("/llm/chat/search/?query=aletsch"));
    }

    [Fact]
    public async Task Pages_lead_on_with_the_same_query()
    {
        var door = await OpenHubAsync();
        for (var i = 0; i < 5; i++) await door.StartSessionAsync($"Fire & flood {i}");
        await door.StartSessionAsync("Fire");

        var pages = await door.Rest.PagesAsync<SessionHit>("/llm/chat/search/?query=fire%20%26%20flood&limit=2");

        Assert.Equal([2, 2, 1], pages.Select(page => page.Count));
        Assert.Equal(["4", "3", "2", "1", "0"], pages.SelectMany(page => page).Select(hit => hit.Session.Title[^1..]));
        Assert.All(pages.SelectMany(page => page), hit => Assert.Equal((hit.Session.Title, null), (hit.Snippet, hit.MessageId)));
    }
}
