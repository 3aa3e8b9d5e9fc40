using System.Net;
using System.Text.Json;
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

    [Theory, EveryDoor]
    public async Task What_the_person_edits_takes_the_suggestions_place_and_is_marked_wherever_it_is_seen(DoorKind kind)
    {
        var door = await OpenAsync(kind);
        var answered = await SuggestAsync(door);
        var suggestion = answered.Suggestions.Single();
        var watching = door.WatchAsync(answered.SessionId, answered.Events[^1].Sequence).UntilAsync(e => e.Type == SessionEventTypes.SuggestionChanged);

        var decided = await door.DecideAsync(answered.SessionId, suggestion.SuggestionId, Decision.Accepted, payload: Json(Suggested.Edited));

        var changed = Assert.Single(await watching).Suggestion!;
        foreach (var one in (Suggestion[])[decided, changed])
        {
            Assert.Equal((SuggestionStatus.Accepted, true, "My fires", "Every morning."), (one.Status, one.Edited, one.Title, one.Summary));
            Assert.True(JsonElement.DeepEquals(Json(Suggested.Edited), one.Payload));
            Assert.Equal(suggestion.SchemaVersion, one.SchemaVersion);
            Assert.Equal(3, one.Graph!.Blocks.Count);
        }

        Assert.Null(suggestion.Edited);
        using var exported = await door.Rest.SendAsync(HttpMethod.Get, $"/llm/chat/{answered.SessionId}/export/");
        Assert.Contains("My fires (accepted, edited)", await exported.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_edit_again_changes_nothing_another_one_is_a_conflict_and_none_asks_where_it_stands()
    {
        var door = await OpenHubAsync();
        var answered = await SuggestAsync(door);
        var id = answered.Suggestions.Single().SuggestionId;
        await door.DecideAsync(answered.SessionId, id, Decision.Accepted, payload: Json(Suggested.Edited));

        var again = await door.DecideAsync(answered.SessionId, id, Decision.Accepted, payload: Json(Suggested.Edited));
        var asked = await door.DecideAsync(answered.SessionId, id, Decision.Accepted);
        var other = await CodeAsync(() => door.DecideAsync(answered.SessionId, id, Decision.Accepted, payload: Json(Suggested.Fires)));

        Assert.Equal(("My fires", "My fires", "conflict"), (again.Title, asked.Title, other));
        await door.EndAsync(answered.SessionId);
        Assert.Single(await door.WatchAsync(answered.SessionId, 0).ToEndAsync(), e => e.Type == SessionEventTypes.SuggestionChanged);
    }

    [Fact]
    public async Task What_was_suggested_sent_back_as_it_was_is_no_edit()
    {
        var door = await OpenHubAsync();
        var answered = await SuggestAsync(door);
        var suggestion = answered.Suggestions.Single();

        var decided = await door.DecideAsync(answered.SessionId, suggestion.SuggestionId, Decision.Accepted, payload: suggestion.Payload);

        Assert.Equal((SuggestionStatus.Accepted, null), (decided.Status, decided.Edited));
    }

    [Theory]
    [InlineData("""{"name":"x"}""")]
    [InlineData("""{"name":"x","blocks":"none","edges":[]}""")]
    [InlineData("[]")]
    [InlineData("7")]
    [InlineData("unknown block")]
    [InlineData("extra member")]
    [InlineData("a text where a list is asked for")]
    [InlineData("no character")]
    public async Task An_edited_payload_that_does_not_pass_is_refused_and_nothing_is_decided(string payload)
    {
        var edited = payload switch
        {
            "unknown block" => Suggested.Unknown,
            "extra member" => Suggested.Fires[..^1] + ",\"colour\":\"red\"}",
            "a text where a list is asked for" => Suggested.Fires.Replace("\"name\":\"Fires\"", "\"name\":5", StringComparison.Ordinal),
            "no character" => Suggested.Fires.Replace("Fires", "\\u0000", StringComparison.Ordinal),
            _ => payload,
        };
        var door = await OpenAsync(DoorKind.Rest);
        var answered = await SuggestAsync(door);
        var id = answered.Suggestions.Single().SuggestionId;

        using var refused = await door.Rest.SendAsync(
            HttpMethod.Post, $"/llm/chat/{answered.SessionId}/suggestions/{id}/decision/", JsonElement.Parse($$"""{"decision":"accepted","payload":{{edited}}}"""));
        var problem = JsonElement.Parse(await refused.Content.ReadAsStringAsync());

        Assert.Equal((HttpStatusCode.BadRequest, "invalid_request"), (refused.StatusCode, problem.GetProperty("code").GetString()));
        if (!payload.EndsWith("character", StringComparison.Ordinal)) Assert.NotEqual(0, problem.GetProperty("errors").GetArrayLength());
        Assert.Equal((SuggestionStatus.Accepted, null), await DecidedAsync());

        async Task<(SuggestionStatus, bool?)> DecidedAsync()
        {
            var decided = await door.DecideAsync(answered.SessionId, id, Decision.Accepted);
            return (decided.Status, decided.Edited);
        }
    }

    [Theory, BothProtocols]
    public async Task The_hub_tells_all_that_is_wrong_with_an_edited_payload_and_where(DoorKind kind)
    {
        var door = await OpenAsync(kind);
        var answered = await SuggestAsync(door);
        var edited = Suggested.Fires.Replace("Fires", "", StringComparison.Ordinal).Replace("primary", "", StringComparison.Ordinal);

        var refused = await Assert.ThrowsAsync<RefusedCallException>(
            () => door.DecideAsync(answered.SessionId, answered.Suggestions.Single().SuggestionId, Decision.Accepted, payload: Json(edited)));

        Assert.Equal("invalid_request", refused.Code);
        Assert.Equal([("/edges/0/edge_type", "min_length"), ("/edges/1/edge_type", "min_length"), ("/name", "min_length")], refused.Errors.Order());
    }

    [Theory, EveryDoor]
    public async Task A_payload_with_a_rejection_is_refused_and_one_that_is_too_long_too(DoorKind kind)
    {
        var door = await OpenAsync(kind);
        var answered = await SuggestAsync(door);
        var id = answered.Suggestions.Single().SuggestionId;
        var tooLong = Json(Suggested.Fires.Replace("Fires", new string('f', 200_000), StringComparison.Ordinal));

        Assert.Equal("invalid_request", await CodeAsync(() => door.DecideAsync(answered.SessionId, id, Decision.Rejected, payload: Json(Suggested.Edited))));
        if (kind is DoorKind.Rest or DoorKind.ServerSentEvents)
            Assert.Equal("too_large", await CodeAsync(() => door.DecideAsync(answered.SessionId, id, Decision.Accepted, payload: tooLong)));
        Assert.Equal(SuggestionStatus.Rejected, (await door.DecideAsync(answered.SessionId, id, Decision.Rejected)).Status);
    }

    [Fact]
    public async Task The_next_prompt_has_what_the_person_made_of_it_and_says_so()
    {
        var door = await OpenHubAsync();
        var answered = await SuggestAsync(door);
        await door.DecideAsync(answered.SessionId, answered.Suggestions.Single().SuggestionId, Decision.Accepted, payload: Json(Suggested.Edited));
        var number = Llm.Requests.Count + 1;
        Llm.Says("Done.");

        await door.AskToEndAsync("Swap the model", answered.SessionId);

        var told = (await Llm.WaitForRequestAsync(number)).Messages.Select(message => message.GetProperty("content").GetString()!)
            .Single(text => text.Contains(" suggestion\n", StringComparison.Ordinal));
        var json = JsonElement.Parse(told.Split('\n')[1]);
        Assert.Equal(("My fires", true), (json.GetProperty("payload").GetProperty("name").GetString(), json.GetProperty("edited_by_person").GetBoolean()));
    }

    private static JsonElement Json(string json) => JsonElement.Parse(json);

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
