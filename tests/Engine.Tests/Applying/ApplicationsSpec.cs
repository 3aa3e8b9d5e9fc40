using Constellation.Realtime.Contracts;
using Constellation.Realtime.Engine.Applying;
using Constellation.Realtime.Engine.EventLog;
using Constellation.Realtime.Engine.Sessions;
using Constellation.Realtime.Engine.Tests.Database;

namespace Constellation.Realtime.Engine.Tests.Applying;

/// <summary>What is to be applied, on each database.</summary>
public abstract class ApplicationsSpec(TestDatabase database) : StoreSpec(database)
{
    private static readonly ApplyResult Made = new() { Api = "core", Id = "p-1", Message = "Pipeline verified successfully." };

    private readonly Applications _applications = new(database.Database);

    [Fact]
    public async Task What_is_accepted_for_an_API_is_to_be_applied_and_nothing_else()
    {
        var session = await NewSessionAsync();
        var turn = await StartTurnAsync(session);
        var (accepted, rejected, kept) = (await SuggestAsync(turn), await SuggestAsync(turn), await SuggestAsync(turn));
        await History.DecideAsync(session.UserId, Some.Decision(accepted, Decision.Accepted), edited: null, applies: true, Some.Time, None);
        await History.DecideAsync(session.UserId, Some.Decision(accepted, Decision.Accepted), edited: null, applies: true, Some.Time, None);
        await History.DecideAsync(session.UserId, Some.Decision(rejected, Decision.Rejected), edited: null, applies: true, Some.Time, None);
        await History.DecideAsync(session.UserId, Some.Decision(kept, Decision.Accepted), edited: null, applies: false, Some.Time, None);

        var claimed = Assert.Single(await ClaimAsync(session));

        Assert.Equal(accepted.SuggestionId, claimed.Suggestion.SuggestionId);
        Assert.Equal((session.UserId, session.SessionId, Some.Time, 1, 0), (claimed.UserId, claimed.SessionId, claimed.StartedAt, claimed.Claim, claimed.Sends));
        Assert.Equal(SuggestionStatus.Accepted, claimed.Suggestion.Status);
    }

    [Fact]
    public async Task A_node_takes_up_its_own_that_it_does_not_run_and_no_other()
    {
        var (session, claimed, node) = await ClaimedAsync();

        Assert.Empty(await ClaimAsync(session, node, [claimed.Suggestion.SuggestionId], judges: false));
        Assert.Equal(2, Assert.Single(await ClaimAsync(session, node, [], judges: false)).Claim);
    }

    [Fact]
    public async Task What_was_noted_is_there_for_whoever_goes_on_and_who_was_before_can_note_nothing_more()
    {
        var (session, claimed, _) = await ClaimedAsync();
        var noted = await _applications.NoteSendingAsync(claimed);
        noted = await _applications.NoteSendingAsync(noted);
        noted = await _applications.NoteNotSentAsync(noted);
        noted = await _applications.NoteMadeAsync(noted, "p-1");
        noted = await _applications.NoteRefusalAsync(noted, "Not verified.");

        var next = Assert.Single(await ClaimAsync(session));

        Assert.Equal((1, "p-1", "Not verified.", 2), (next.Sends, next.MadeId, next.Refusal, next.Claim));
        await Assert.ThrowsAsync<ApplicationLostException>(() => _applications.NoteSendingAsync(noted));
        await Assert.ThrowsAsync<ApplicationLostException>(() => _applications.PutOffAsync(noted, Some.Time));
        Assert.False((await History.SettleAsync(new Settlement(noted, null, Made), Some.Time, None)).IsOurs);
        Assert.Equal(SuggestionStatus.Accepted, (await StateAsync(claimed)).Status);
    }

    [Fact]
    public async Task What_was_put_off_waits_until_its_time_and_then_anybody_takes_it()
    {
        var (session, claimed, _) = await ClaimedAsync();

        await _applications.PutOffAsync(claimed, Some.Time.AddSeconds(10));

        Assert.Empty(await ClaimAsync(session, judges: false, at: Some.Time.AddSeconds(9)));
        Assert.Equal(1, Assert.Single(await ClaimAsync(session, judges: false, at: Some.Time.AddSeconds(10))).Delays);
    }

    [Fact]
    public async Task An_outcome_changes_the_suggestion_with_an_event_of_a_term_of_its_own()
    {
        var (session, claimed, _) = await ClaimedAsync();

        var settled = await History.SettleAsync(new Settlement(claimed, null, Made), Some.Time, None);

        var changed = settled.Changed!;
        Assert.Equal((SessionEventTypes.SuggestionChanged, Sequence.Of(3, 1), null), (changed.Type, changed.Sequence, changed.TurnId));
        Assert.Equal((SuggestionStatus.Applied, Made), (changed.Suggestion!.Status, changed.Suggestion.Result));
        Assert.Equal(StoredJson.Write(changed.Suggestion), StoredJson.Write(await StateAsync(claimed)));
        Assert.Equal(Sequence.Of(3, 1), (await History.FindSessionAsync(session.UserId, session.SessionId, None))!.LastSequence);
        Assert.Equal(
            StoredJson.Write(changed), StoredJson.Write((await History.ReadMilestonesAsync(session.SessionId, Sequence.Of(2, 1), 10, None)).Events.Single()));
        Assert.Empty(await ClaimAsync(session));
    }

    [Fact]
    public async Task The_same_outcome_again_changes_nothing_and_a_failure_says_why()
    {
        var (session, claimed, _) = await ClaimedAsync();
        var error = new TurnError { Code = ErrorCodes.OutcomeUnknown, Message = "It may have been made or not.", Retryable = false };

        await History.SettleAsync(new Settlement(claimed, error, null), Some.Time, None);
        var again = await History.SettleAsync(new Settlement(claimed, error, null), Some.Time, None);

        Assert.Equal(new SettleResult(IsOurs: true, Changed: null), again);
        var state = await StateAsync(claimed);
        Assert.Equal((SuggestionStatus.Failed, error, null), (state.Status, state.Error, state.Result));
        Assert.Equal(3, (await History.ReadStateAsync(session.SessionId, 1, None))!.Term);
        var same = Assert.IsType<DecisionResult.Same>(await History.DecideAsync(session.UserId, Some.Decision(state, Decision.Accepted), edited: null, applies: true, Some.Time, None));
        Assert.Equal(SuggestionStatus.Failed, same.Suggestion.Status);
    }

    [Fact]
    public async Task An_ended_session_keeps_the_outcome_and_gets_no_event_after_its_last()
    {
        var session = await NewSessionAsync();
        var turn = await StartTurnAsync(session);
        var suggestion = await SuggestAsync(turn);
        await EndAsync(Some.End(turn));
        await AcceptAsync(session, suggestion);
        var claimed = Assert.Single(await ClaimAsync(session));
        await History.BeginEndingAsync(session.UserId, session.SessionId, None);
        var ended = await History.EndSessionAsync(session.UserId, session.SessionId, Some.Time, None);

        var settled = await History.SettleAsync(new Settlement(claimed, null, Made), Some.Time, None);

        Assert.Equal(new SettleResult(IsOurs: true, Changed: null), settled);
        Assert.Equal(SuggestionStatus.Applied, (await StateAsync(claimed)).Status);
        Assert.Equal(ended!.Sequence, (await History.ReadMilestonesAsync(session.SessionId, 0, 100, None)).Events[^1].Sequence);
    }

    private protected async Task<(Session Session, Application Claimed, Guid Node)> ClaimedAsync()
    {
        var session = await NewSessionAsync();
        await AcceptAsync(session, await SuggestAsync(await StartTurnAsync(session)));
        var node = Some.Id();
        return (session, Assert.Single(await ClaimAsync(session, node, judges: false)), node);
    }

    private protected async Task<IReadOnlyList<Application>> ClaimAsync(
        Session session, Guid? node = null, Guid[]? running = null, bool judges = true, DateTimeOffset? at = null)
    {
        var claimed = await _applications.ClaimAsync(node ?? Some.Id(), running ?? [], judges, at ?? Some.Time, 100, None);
        return [.. claimed.Where(one => one.SessionId == session.SessionId)];
    }

    private protected async Task AcceptAsync(Session session, Suggestion suggestion) => Assert.IsType<DecisionResult.Decided>(
        await History.DecideAsync(session.UserId, Some.Decision(suggestion, Decision.Accepted), edited: null, applies: true, Some.Time, None));

    private async Task<Suggestion> StateAsync(Application application) =>
        (await History.FindSuggestionAsync(application.SessionId, application.Suggestion.SuggestionId, None))!;
}
