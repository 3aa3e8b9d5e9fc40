using System.Text.Json;
using Constellation.Realtime.Contracts;
using Constellation.Realtime.Engine.EventLog;
using Constellation.Realtime.Engine.Graph;
using Constellation.Realtime.Engine.Sessions;
using Constellation.Realtime.Engine.Suggestions;
using Constellation.Realtime.Engine.Tests.Database;
using Microsoft.EntityFrameworkCore;

namespace Constellation.Realtime.Engine.Tests.Sessions;

public abstract class SuggestionHistorySpec(TestDatabase database) : StoreSpec(database)
{
    private const string OddPayload = """{"z":1.0,"a":1e2,"blocks":[ 0.10, -0, 12345678901234567890 ],"a":"\u00e9é<&>","":{"y":null,"x":[]}}""";

    [Fact]
    public async Task A_suggestion_comes_back_as_it_was_made_down_to_the_payloads_spelling()
    {
        var session = await NewSessionAsync();
        var turn = await StartTurnAsync(session);
        var suggestion = await SuggestAsync(turn, OddPayload);

        var read = Assert.Single(await History.ReadSuggestionsAsync(session.SessionId, null, 10, None));

        Assert.Equal(OddPayload, read.Payload.GetRawText());
        Assert.Equal(StoredJson.Write(suggestion), StoredJson.Write(read));
    }

    [Fact]
    public async Task The_same_suggestion_again_changes_nothing()
    {
        var session = await NewSessionAsync();
        var turn = await StartTurnAsync(session);
        var suggestion = await SuggestAsync(turn);

        Assert.True(await History.StoreSuggestionAsync(Some.Ready(suggestion with { Title = "Other" }), turn.Term, Some.Time, None));

        Assert.Equal("Snow", Assert.Single(await History.ReadSuggestionsAsync(session.SessionId, null, 10, None)).Title);
    }

    [Fact]
    public async Task Only_the_turns_owner_stores_a_suggestion()
    {
        var session = await NewSessionAsync();
        var turn = await StartTurnAsync(session);
        var suggestion = Some.Suggestion(turn);
        var taken = await Turns.TakeOverAsync(turn.TurnId, turn.Term, Some.Id(), handedOver: false, None);

        Assert.False(await History.StoreSuggestionAsync(Some.Ready(suggestion), turn.Term, Some.Time, None));
        Assert.False(await History.StoreSuggestionAsync(Some.Ready(suggestion with { TurnId = Some.Id() }), taken!.Term, Some.Time, None));
        Assert.False(await History.StoreSuggestionAsync(Some.Ready(suggestion with { SessionId = Some.Id() }), taken.Term, Some.Time, None));
        await EndAsync(Some.End(taken));
        Assert.False(await History.StoreSuggestionAsync(Some.Ready(suggestion), taken.Term, Some.Time, None));
        Assert.Empty(await History.ReadSuggestionsAsync(session.SessionId, null, 10, None));
    }

    [Fact]
    public async Task Suggestions_are_read_in_the_order_in_which_they_were_made_the_newest_where_there_are_too_many()
    {
        var session = await NewSessionAsync();
        var first = await StartTurnAsync(session);
        var (a, b) = (await SuggestAsync(first), await SuggestAsync(first));
        await EndAsync(Some.End(first));
        var second = await StartTurnAsync(session);
        var c = await SuggestAsync(second);

        Assert.Equal([a.SuggestionId, b.SuggestionId, c.SuggestionId], await IdsAsync(session, null, 10));
        Assert.Equal([b.SuggestionId, c.SuggestionId], await IdsAsync(session, null, 2));
        Assert.Equal([a.SuggestionId, b.SuggestionId], await IdsAsync(session, first.TurnId, 10));
        Assert.Empty(await IdsAsync(session, Some.Id(), 10));
    }

    [Fact]
    public async Task A_decision_changes_the_suggestion_and_takes_a_term_of_its_own()
    {
        var session = await NewSessionAsync();
        var turn = await StartTurnAsync(session);
        var suggestion = await SuggestAsync(turn, OddPayload);
        await EndAsync(Some.End(turn));

        var decided = await DecideAsync(session, suggestion, Decision.Rejected);

        Assert.Equal(SuggestionStatus.Rejected, decided.Suggestion.Status);
        Assert.Equal((SessionEventTypes.SuggestionChanged, Sequence.Of(3, 1), null), (decided.Changed.Type, decided.Changed.Sequence, decided.Changed.TurnId));
        Assert.Equal((OddPayload, SuggestionStatus.Rejected), (decided.Changed.Suggestion!.Payload.GetRawText(), decided.Changed.Suggestion.Status));
        Assert.Equal(SuggestionStatus.Rejected, Assert.Single(await History.ReadSuggestionsAsync(session.SessionId, null, 10, None)).Status);
        Assert.Equal(Sequence.Of(3, 1), (await History.FindSessionAsync(session.UserId, session.SessionId, None))!.LastSequence);
        var told = (await History.ReadMilestonesAsync(session.SessionId, Sequence.Of(2, 3), 10, None)).Events;
        Assert.Equal(StoredJson.Write(decided.Changed), StoredJson.Write(Assert.Single(told)));
    }

    [Fact]
    public async Task The_same_decision_again_changes_nothing_and_the_other_one_is_a_conflict()
    {
        var session = await NewSessionAsync();
        var suggestion = await SuggestAsync(await StartTurnAsync(session));
        await DecideAsync(session, suggestion);

        var same = await History.DecideAsync(session.UserId, Some.Decision(suggestion, Decision.Accepted), edited: null, applies: false, Some.Time, None);
        var other = await History.DecideAsync(session.UserId, Some.Decision(suggestion, Decision.Rejected), edited: null, applies: false, Some.Time, None);

        Assert.Equal(SuggestionStatus.Accepted, Assert.IsType<DecisionResult.Same>(same).Suggestion.Status);
        Assert.Equal(new DecisionResult.Refused(ErrorCodes.Conflict), other);
        Assert.Equal(2, (await History.ReadStateAsync(session.SessionId, 1, None))!.Term);
    }

    [Fact]
    public async Task What_the_person_edited_takes_the_place_of_what_was_suggested_which_is_kept_beside_it()
    {
        const string Edited = """{"z":2.50,"title":"Mine"}""";
        var session = await NewSessionAsync();
        var suggestion = await SuggestAsync(await StartTurnAsync(session), OddPayload);
        var decision = Some.Decision(suggestion, Decision.Accepted) with { Payload = JsonElement.Parse(Edited) };
        var target = Target.Register("anything", "Anything.", JsonElement.Parse("""{"type":"object"}"""), out _)!;
        var edited = Assert.IsType<Verdict.Accepted>(SuggestionCheck.Check(target, Edited, new GraphSnapshot([], []), cutShort: false)).Suggestion;

        var decided = Assert.IsType<DecisionResult.Decided>(await History.DecideAsync(session.UserId, decision, edited, applies: false, Some.Time, None));
        var same = await History.DecideAsync(session.UserId, decision with { Payload = JsonElement.Parse("""{"title":"Mine","z":2.5}""") }, null, false, Some.Time, None);
        var other = await History.DecideAsync(session.UserId, decision with { Payload = JsonElement.Parse("{}") }, null, false, Some.Time, None);

        var read = Assert.Single(await History.ReadSuggestionsAsync(session.SessionId, null, 10, None));
        foreach (var one in (Suggestion[])[decided.Suggestion, decided.Changed.Suggestion!, read])
            Assert.Equal((Edited, true, "Mine", null, SuggestionStatus.Accepted), (one.Payload.GetRawText(), one.Edited, one.Title, one.Graph, one.Status));
        Assert.Equal(Edited, Assert.IsType<DecisionResult.Same>(same).Suggestion.Payload.GetRawText());
        Assert.Equal(new DecisionResult.Refused(ErrorCodes.Conflict), other);
        Assert.Equal(OddPayload, (await Database.ReadAsync(db => db.Suggestions.SingleAsync(s => s.SuggestionId == suggestion.SuggestionId), None)).Original);
    }

    [Fact]
    public async Task A_decision_on_what_is_not_the_callers_or_not_there_is_not_found()
    {
        var session = await NewSessionAsync();
        var other = await NewSessionAsync(session.UserId);
        var suggestion = await SuggestAsync(await StartTurnAsync(session));
        var decision = Some.Decision(suggestion, Decision.Accepted);

        Assert.Equal(ErrorCodes.NotFound, await RefusalAsync(Some.Id(), decision));
        Assert.Equal(ErrorCodes.NotFound, await RefusalAsync(session.UserId, decision with { SuggestionId = Some.Id() }));
        Assert.Equal(ErrorCodes.NotFound, await RefusalAsync(session.UserId, decision with { SessionId = other.SessionId }));
        Assert.Equal(SuggestionStatus.Ready, Assert.Single(await History.ReadSuggestionsAsync(session.SessionId, null, 10, None)).Status);
    }

    [Fact]
    public async Task An_ended_session_takes_no_decision()
    {
        var session = await NewSessionAsync();
        var turn = await StartTurnAsync(session);
        var suggestion = await SuggestAsync(turn);
        await EndAsync(Some.End(turn));
        await History.BeginEndingAsync(session.UserId, session.SessionId, None);
        await History.EndSessionAsync(session.UserId, session.SessionId, Some.Time, None);

        Assert.Equal(ErrorCodes.SessionEnded, await RefusalAsync(session.UserId, Some.Decision(suggestion, Decision.Accepted)));
        Assert.Equal(ErrorCodes.SessionEnded, await RefusalAsync(session.UserId, Some.Decision(suggestion, Decision.Accepted) with { SuggestionId = Some.Id() }));
    }

    [Fact]
    public async Task Of_two_decisions_at_once_one_wins()
    {
        for (var round = 0; round < 10; round++)
        {
            var session = await NewSessionAsync();
            var suggestion = await SuggestAsync(await StartTurnAsync(session));

            var results = await Task.WhenAll(
                History.DecideAsync(session.UserId, Some.Decision(suggestion, Decision.Accepted), edited: null, applies: false, Some.Time, None),
                History.DecideAsync(session.UserId, Some.Decision(suggestion, Decision.Rejected), edited: null, applies: false, Some.Time, None));

            var winner = Assert.Single(results.OfType<DecisionResult.Decided>());
            Assert.Single(results, new DecisionResult.Refused(ErrorCodes.Conflict));
            Assert.Equal(winner.Suggestion.Status, Assert.Single(await History.ReadSuggestionsAsync(session.SessionId, null, 10, None)).Status);
        }
    }

    private async Task<string> RefusalAsync(Guid userId, DecideSuggestion decision) =>
        Assert.IsType<DecisionResult.Refused>(await History.DecideAsync(userId, decision, edited: null, applies: false, Some.Time, None)).Code;

    private async Task<IEnumerable<Guid>> IdsAsync(Session session, Guid? turnId, int limit) =>
        (await History.ReadSuggestionsAsync(session.SessionId, turnId, limit, None)).Select(s => s.SuggestionId);
}
