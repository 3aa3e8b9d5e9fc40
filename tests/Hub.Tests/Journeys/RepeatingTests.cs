using Constellation.Realtime.Contracts;

namespace Constellation.Realtime.Hub.Tests.Journeys;

public sealed class RepeatingTests(RepeatingTests.PromptNode node) : JourneyTests(node), IClassFixture<RepeatingTests.PromptNode>
{
    /// <summary>Shows a draft as soon as there is one.</summary>
    public sealed class PromptNode() : TestNode(null, ("Stream:Gather", "00:00:00"));

    [Fact]
    public async Task The_same_suggestion_again_is_not_drafted_under_another_id_and_one_that_only_begins_like_it_is()
    {
        Llm.Calls("suggest_pipeline", Suggested.Fires, splitInto: 20);
        Llm.Calls("suggest_pipeline", Suggested.Fires, splitInto: 20);
        Llm.Calls("suggest_pipeline", Suggested.Fires.Replace("primary", "backup", StringComparison.Ordinal), splitInto: 20);
        Llm.Says("There.");
        var door = await OpenHubAsync();

        var answered = await door.AskToEndAsync("Fires?");

        var ready = answered.Suggestions.Select(suggestion => suggestion.SuggestionId).ToList();
        var drafts = answered.Events.Where(e => e.Type == SessionEventTypes.SuggestionDraft).Select(e => e.Suggestion!.SuggestionId).Distinct();
        Assert.Equal(3, ready.Count);
        Assert.Equal(ready[0], ready[1]);
        Assert.Equal([ready[0], ready[2]], drafts);
    }
}
