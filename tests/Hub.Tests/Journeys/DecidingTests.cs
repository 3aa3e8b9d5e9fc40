using Constellation.Realtime.Contracts;
using Constellation.Realtime.Hub.Tests.Doors;

namespace Constellation.Realtime.Hub.Tests.Journeys;

public sealed class DecidingTests(TestNode node) : JourneyTests(node), IClassFixture<TestNode>
{
    [Theory, EveryDoor]
    public async Task The_first_decision_wins_and_watchers_are_told_of_it(DoorKind kind)
    {
        var door = await OpenAsync(kind);
        var answered = await SuggestAsync(door);
        var id = answered.Suggestions.Single().SuggestionId;
        var watching = door.WatchAsync(answered.SessionId, answered.Events[^1].Sequence).UntilAsync(e => e.Type == SessionEventTypes.SuggestionChanged);

        var decided = await door.DecideAsync(answered.SessionId, id, Decision.Accepted, "Fine.");
        var again = await door.DecideAsync(answered.SessionId, id, Decision.Accepted);
        var code = await CodeAsync(() => door.DecideAsync(answered.SessionId, id, Decision.Rejected));

        var changed = Assert.Single(await watching);
        Assert.Equal((SuggestionStatus.Accepted, SuggestionStatus.Accepted, "conflict"), (decided.Status, again.Status, code));
        Assert.Null(changed.TurnId);
        Assert.Equal((id, SuggestionStatus.Accepted), (changed.Suggestion!.SuggestionId, changed.Suggestion.Status));
        Assert.Equal(changed.Sequence, (await door.Rest.FindAsync(answered.SessionId)).LastSequence);
    }

    [Fact]
    public async Task Of_two_who_decide_otherwise_at_once_one_is_told_so()
    {
        var door = await OpenHubAsync();
        var other = await OpenAsync(DoorKind.Rest, door.UserId);
        var answered = await SuggestAsync(door);
        var id = answered.Suggestions.Single().SuggestionId;

        var codes = await Task.WhenAll(Enumerable.Range(0, 10).Select(i => OutcomeAsync(i % 2 == 0 ? door : other, answered.SessionId, id, i)));

        Assert.True(codes.Distinct().Count() == 2 && codes.Count(code => code == "conflict") == 5, string.Join(", ", codes));
        await door.EndAsync(answered.SessionId);
        Assert.Single(await door.WatchAsync(answered.SessionId, 0).ToEndAsync(), e => e.Type == SessionEventTypes.SuggestionChanged);
    }

    [Theory, EveryDoor]
    public async Task A_decision_while_a_turn_runs_cuts_none_of_its_text(DoorKind kind)
    {
        var door = await OpenAsync(kind);
        var answered = await SuggestAsync(door);
        Llm.Says("Con").ThenWaits().ThenSays("stel").ThenWaits().ThenSays("lation");
        var asked = await door.AskAsync("And this?", answered.SessionId);
        var watching = door.WatchAsync(asked.SessionId, answered.Events[^1].Sequence).UntilAsync(e => e.EndsTurn);
        var before = await door.ReadTurnAsync(asked.Turn, asked.Turn.After).UntilTextAsync("Con");

        await door.DecideAsync(asked.SessionId, answered.Suggestions.Single().SuggestionId, Decision.Rejected);
        Llm.GoesOn();
        var middle = await door.ReadTurnAsync(asked.Turn, before[^1].Sequence).UntilAsync(e => e.Text?.EndsWith("stel", StringComparison.Ordinal) == true);
        Llm.GoesOn();
        var second = await asked.Answer;

        var seen = await watching;
        var rest = await door.ReadTurnAsync(asked.Turn, middle[^1].Sequence).ToEndAsync();
        Assert.Equal("Constellation", second.Text);
        Assert.Single(seen, e => e is { Type: SessionEventTypes.SuggestionChanged, TurnId: null });
        FoldLaw.AssertGrowing(seen);
        await AssertFoldLawAsync(
            door, asked.Turn, second.Events, [.. seen.Where(e => e.TurnId is not null)], [.. before, .. middle, .. rest]);
    }

    [Theory, EveryDoor]
    public async Task A_suggestion_of_another_session_or_of_none_is_not_found(DoorKind kind)
    {
        var door = await OpenAsync(kind);
        var answered = await SuggestAsync(door);
        var other = await SuggestAsync(door);

        Assert.Equal("not_found", await CodeAsync(() => door.DecideAsync(answered.SessionId, Guid.NewGuid(), Decision.Accepted)));
        Assert.Equal(
            "not_found", await CodeAsync(() => door.DecideAsync(answered.SessionId, other.Suggestions.Single().SuggestionId, Decision.Accepted)));
    }

    private async Task<Answered> SuggestAsync(Door door)
    {
        Llm.Calls("suggest_pipeline", Suggested.Fires);
        Llm.Says("There.");
        return await door.AskToEndAsync("Fires?");
    }

    private static async Task<string> OutcomeAsync(Door door, Guid sessionId, Guid suggestionId, int i)
    {
        try
        {
            return $"{(await door.DecideAsync(sessionId, suggestionId, i % 2 == 0 ? Decision.Accepted : Decision.Rejected)).Status}";
        }
        catch (RefusedCallException refused)
        {
            return refused.Code;
        }
    }
}
