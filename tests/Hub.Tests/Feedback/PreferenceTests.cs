using System.Text.Json;
using Constellation.Realtime.Contracts;
using Constellation.Realtime.Hub.Tests.Doors;
using Constellation.Realtime.Hub.Tests.Journeys;

namespace Constellation.Realtime.Hub.Tests.Feedback;

public sealed class PreferenceTests(TestNode node) : FeedbackJourneyTests(node), IClassFixture<TestNode>
{
    [Theory]
    [InlineData(null, null, "New.", "Old.")]
    [InlineData(Rating.Up, null, "Old.", "New.")]
    [InlineData(Rating.Down, Rating.Up, "New.", "Old.")]
    [InlineData(null, Rating.Down, "Old.", "New.")]
    public async Task A_reply_that_was_answered_again_makes_a_pair_by_what_was_thought_of_both(Rating? old, Rating? anew, string preferred, string other)
    {
        var door = await OpenHubAsync();
        var word = Word();
        Llm.Says("Old.");
        var first = await door.AskToEndAsync($"Well {word}?");
        Llm.Says("New.");
        var turn = await door.RegenerateAsync(TurnOf(first));
        var second = await door.ReadTurnAsync(turn, turn.After).ToEndAsync();
        if (old is { } rating) await door.RateAsync(first.SessionId, first.MessageId!.Value, rating);
        if (anew is { } another) await door.RateAsync(first.SessionId, second[^1].Message!.MessageId, another);

        var line = Assert.Single(await PreferencesAsync(word));

        Assert.Equal((preferred, other), (Output(line, "preferred_output"), Output(line, "non_preferred_output")));
        Assert.Equal(["system", "user"], Roles(line.GetProperty("input")));
    }

    [Fact]
    public async Task A_corrected_candidate_and_a_mended_one_each_make_a_pair_with_what_came_of_them()
    {
        var door = await OpenHubAsync();
        var word = Word();
        var mended = Suggested.Fires[..^1] + ",}";
        Llm.Calls("suggest_pipeline", Suggested.Unknown);
        Llm.Calls("suggest_pipeline", mended);
        Llm.Says("There.");
        var answered = await door.AskToEndAsync($"Fires {word}?");
        Assert.Single(answered.Suggestions);

        List<JsonElement> lines = [];
        await Wait.UntilAsync(async () => (lines = await PreferencesAsync(word)).Count == 2);

        Assert.All(lines, line => Assert.Equal($"```suggest pipeline\n{Suggested.Fires}\n```", Output(line, "preferred_output")));
        Assert.Equal(
            new[] { Suggested.Unknown, mended }.Select(text => $"```suggest pipeline\n{text}\n```").Order(),
            lines.Select(line => Output(line, "non_preferred_output")).Order());
    }

    [Fact]
    public async Task An_accepted_suggestion_is_preferred_to_a_rejected_one_for_the_same_message()
    {
        var door = await OpenHubAsync();
        var word = Word();
        var better = Suggested.Fires.Replace("\"Fires\"", "\"Better fires\"", StringComparison.Ordinal);
        Llm.Calls("suggest_pipeline", Suggested.Fires);
        Llm.Says("Same words.");
        var first = await door.AskToEndAsync($"Fires {word}?");
        await door.DecideAsync(first.SessionId, first.Suggestions.Single().SuggestionId, Decision.Rejected, "too coarse");
        Llm.Calls("suggest_pipeline", better);
        Llm.Says("Same words.");
        var turn = await door.RegenerateAsync(TurnOf(first));
        var second = await door.ReadTurnAsync(turn, turn.After).ToEndAsync();
        var suggestion = second.Single(e => e.Type == SessionEventTypes.SuggestionReady).Suggestion!;
        await door.DecideAsync(first.SessionId, suggestion.SuggestionId, Decision.Accepted);

        var lines = await PreferencesAsync(word);

        Assert.Contains(lines, line =>
            Output(line, "preferred_output") == $"```suggest pipeline\n{better}\n```" && Output(line, "non_preferred_output") == $"```suggest pipeline\n{Suggested.Fires}\n```");
        Assert.DoesNotContain(lines, line => line.GetRawText().Contains("too coarse", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_a_person_made_of_a_suggestion_is_learned_and_preferred_to_what_it_was()
    {
        var door = await OpenHubAsync();
        var (word, before) = (Word(), await SummaryAsync());
        Llm.Calls("suggest_pipeline", Suggested.Fires);
        Llm.Says("There.");
        var answered = await door.AskToEndAsync($"Fires {word}?");

        await door.DecideAsync(answered.SessionId, answered.Suggestions.Single().SuggestionId, Decision.Accepted, payload: JsonElement.Parse(Suggested.Edited));

        var chat = Assert.Single(await ChatAsync(word));
        Assert.Equal(Suggested.Edited, chat.GetProperty("messages")[2].GetProperty("tool_calls")[0].GetProperty("function").GetProperty("arguments").GetString());
        var pair = Assert.Single(await PreferencesAsync(word));
        Assert.Equal($"```suggest pipeline\n{Suggested.Edited}\n```", Output(pair, "preferred_output"));
        Assert.Equal($"```suggest pipeline\n{Suggested.Fires}\n```", Output(pair, "non_preferred_output"));
        var after = await SummaryAsync();
        foreach (var name in (string[])["accepted", "edited"]) Assert.Equal(Count(before, "suggestions", name) + 1, Count(after, "suggestions", name));
    }
}
