using Constellation.Realtime.Contracts;
using Constellation.Realtime.Hub.Tests.Doors;
using Constellation.Realtime.ScriptedModel;

namespace Constellation.Realtime.Hub.Tests.Journeys;

public sealed class TitlingTests(TitlingNode node) : JourneyTests(node), IClassFixture<TitlingNode>
{
    private const string Asks = "Title of this conversation:";

    [Fact]
    public async Task After_the_first_reply_the_model_names_the_session_and_everybody_is_told()
    {
        var word = Script(script => script.Says("\"Title: Glaciers of the Alps.\"\nBecause you asked."));
        Llm.Says("The Aletsch.");
        var door = await OpenHubAsync();
        var session = await door.StartSessionAsync();

        var answered = await door.AskToEndAsync($"Which {word}?\nSecond line", session.SessionId);

        var updated = (await door.WatchAsync(session.SessionId, answered.Events[^1].Sequence).UntilAsync(_ => true))[0];
        Assert.Equal((SessionEventTypes.SessionUpdated, "Glaciers of the Alps"), (updated.Type, updated.Session!.Title));
        await door.AnnouncementAsync(one => one.What is Session { Title: "Glaciers of the Alps" });
        Assert.Equal("Glaciers of the Alps", (await door.Rest.FindAsync(session.SessionId)).Title);
        Assert.Single(await door.Rest.GetAsync<List<SessionHit>>("/llm/chat/search/?query=glaciers"));
        var request = Llm.Requests.Single(one => one.LastUserText == Asks && one.Body.Contains(word, StringComparison.Ordinal));
        Assert.Empty(request.Tools);
        Assert.Contains("The Aletsch.", request.Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\"...\"")]
    public async Task Where_the_model_has_nothing_to_say_the_first_line_stays(string title)
    {
        var word = Script(script => script.Says(title));

        await AssertFirstLineStaysAsync(word);
    }

    [Fact]
    public async Task Where_the_model_breaks_or_filters_the_first_line_stays()
    {
        await AssertFirstLineStaysAsync(Script(script => script.Says("Half a ti").ThenBreaks()));
        await AssertFirstLineStaysAsync(Script(script => script.Answers(500, "{}")));
        await AssertFirstLineStaysAsync(Script(script => script.Says("Something").ThenFinishes("content_filter")));
    }

    [Fact]
    public async Task A_title_that_the_user_gives_meanwhile_stays()
    {
        var word = Script(script => script.Waits().ThenSays("The model's"));
        Llm.Says("Two.");
        var door = await OpenHubAsync();
        var answered = await door.AskToEndAsync($"Which {word}?");
        await AskedForTitleAsync(word);

        await door.RenameAsync(answered.SessionId, "Mine");
        Llm.GoesOn();

        await NextSessionIsNamedAsync();
        Assert.Equal("Mine", (await door.Rest.FindAsync(answered.SessionId)).Title);
    }

    [Fact]
    public async Task A_session_that_was_started_with_a_title_keeps_it()
    {
        var word = Script(script => script.Says("The model's"));
        Llm.Says("Two.");
        var door = await OpenHubAsync();
        var session = await door.StartSessionAsync("Mine");

        await door.AskToEndAsync($"Which {word}?", session.SessionId);

        await NextSessionIsNamedAsync();
        Assert.Equal("Mine", (await door.Rest.FindAsync(session.SessionId)).Title);
        Assert.DoesNotContain(Llm.Requests, one => one.LastUserText == Asks && one.Body.Contains(word, StringComparison.Ordinal));
    }

    [Fact]
    public async Task No_turn_waits_for_a_title_nor_is_said_anew_for_it()
    {
        var word = Script(script => script.Waits().ThenSays("Late title"));
        Llm.Says("Two.");
        Llm.Says("Three").ThenWaits().ThenSays(" of them.");
        var door = await OpenHubAsync();
        var first = await door.AskToEndAsync($"Which {word}?");
        await AskedForTitleAsync(word);

        var asked = await door.AskAsync("And more?", first.SessionId);
        await door.ReadTurnAsync(asked.Turn, asked.Turn.After).UntilTextAsync("Three");
        Llm.GoesOn();
        await NextSessionIsNamedAsync();
        Llm.GoesOn();
        var second = await asked.Answer;

        Assert.DoesNotContain(second.Events, e => e.Type == SessionEventTypes.TextRewound);
        await AssertFoldLawAsync(door, asked.Turn, second.Events);
        await door.AnnouncementAsync(one => one.What is Session { Title: "Late title" });
    }

    private async Task AssertFirstLineStaysAsync(string word)
    {
        Llm.Says("Two.");
        var door = await OpenHubAsync();

        var answered = await door.AskToEndAsync($"Which {word}?");

        await AskedForTitleAsync(word);
        await NextSessionIsNamedAsync();
        Assert.Equal($"Which {word}?", (await door.Rest.FindAsync(answered.SessionId)).Title);
    }

    /// <summary>Another session has got its title since: the one before it has had its time.</summary>
    private async Task NextSessionIsNamedAsync()
    {
        var word = Script(script => script.Says("Next"));
        Llm.Says("Yes.");
        var door = await OpenHubAsync();
        await door.AskToEndAsync($"Which {word}?");
        await door.AnnouncementAsync(one => one.What is Session { Title: "Next" });
    }

    private Task AskedForTitleAsync(string word) =>
        Wait.UntilAsync(() => Llm.Requests.Any(one => one.LastUserText == Asks && one.Body.Contains(word, StringComparison.Ordinal)));

    /// <summary>Scripts the title of the session whose first message has the word that is returned.</summary>
    private string Script(Action<ScriptSource> write)
    {
        var word = $"w{Guid.NewGuid():N}";
        write(Llm.When(request => request.LastUserText == Asks && request.Body.Contains(word, StringComparison.Ordinal)));
        return word;
    }
}

/// <summary>A node on which the model names sessions.</summary>
public sealed class TitlingNode() : TestNode(null, ("Llm:Titles", "model"));
