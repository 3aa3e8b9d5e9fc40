using Constellation.Realtime.Contracts;
using Constellation.Realtime.Engine.Tests.Database;
using Constellation.Realtime.Engine.Turns;
using Microsoft.EntityFrameworkCore;

namespace Constellation.Realtime.Engine.Tests.Turns;

// Who owns a running turn: claims, checkpoints, orphans, turns that are handed over.
public abstract partial class TurnStoreSpec
{
    [Fact]
    public async Task An_event_outside_the_turn_fences_its_end_and_its_checkpoints_until_the_owner_claims_anew()
    {
        var session = await NewSessionAsync();
        var turn = await StartTurnAsync(session);
        var suggestion = await SuggestAsync(turn);
        await DecideAsync(session, suggestion);

        Assert.False((await Turns.CheckpointAsync(turn.TurnId, turn.Term, "Two", None)).IsStored);
        Assert.Null(await Turns.EndAsync(Some.End(turn), None));
        var term = (await Turns.ClaimAnewAsync(turn.TurnId, turn.Term, None))?.Term;
        Assert.Equal(3, term);
        Assert.True((await Turns.CheckpointAsync(turn.TurnId, term!.Value, "Two", None)).IsStored);
        Assert.Equal(4, (await EndAsync(Some.End(turn, term: term))).EndTerm);
    }

    /// <summary>What is decided and renamed later has a later term than the claim.</summary>
    [Fact]
    public async Task Who_claims_anew_is_told_the_title_and_the_suggestions_as_they_stand()
    {
        var session = await NewSessionAsync();
        var turn = await StartTurnAsync(session);
        var decided = await SuggestAsync(turn);
        await DecideAsync(session, decided);
        await History.RenameAsync(session.UserId, session.SessionId, "Snow", null, Some.Time, None);

        var claimed = (await Turns.ClaimAnewAsync(turn.TurnId, turn.Term, None))!;

        Assert.Equal("Snow", claimed.Session.Title);
        Assert.Equal([(decided.SuggestionId, SuggestionStatus.Accepted)], claimed.Suggestions.Select(one => (one.SuggestionId, one.Shown.Status)));
    }

    [Fact]
    public async Task Claiming_anew_is_the_owners_alone()
    {
        var session = await NewSessionAsync();
        var turn = await StartTurnAsync(session);
        var taken = await Turns.TakeOverAsync(turn.TurnId, turn.Term, Some.Id(), handedOver: false, None);

        Assert.Null(await Turns.ClaimAnewAsync(turn.TurnId, turn.Term, None));
        Assert.Null(await Turns.ClaimAnewAsync(Some.Id(), 1, None));
        Assert.NotNull(await Turns.ClaimAnewAsync(turn.TurnId, taken!.Term, None));
        Assert.Null(await Turns.TakeOverAsync(turn.TurnId, turn.Term, turn.Node, handedOver: false, None));
    }

    [Fact]
    public async Task A_claim_whose_answer_was_lost_can_be_made_again_and_takes_another_term()
    {
        var session = await NewSessionAsync();
        var turn = await StartTurnAsync(session);
        var node = Some.Id();
        var lost = await Turns.TakeOverAsync(turn.TurnId, turn.Term, node, handedOver: false, None);
        var taken = await Turns.TakeOverAsync(turn.TurnId, turn.Term, node, handedOver: false, None);
        Assert.Null(await Turns.TakeOverAsync(turn.TurnId, turn.Term, Some.Id(), handedOver: false, None));
        var lostAnew = (await Turns.ClaimAnewAsync(turn.TurnId, taken!.Term, None))?.Term;
        var anew = (await Turns.ClaimAnewAsync(turn.TurnId, taken.Term, None))?.Term;

        Assert.Equal([2, 3, 4, 5], [lost!.Term, taken.Term, lostAnew!.Value, anew!.Value]);
        Assert.Equal((1, 1), (lost.FruitlessClaims, taken.FruitlessClaims));
        Assert.Null(await Turns.EndAsync(Some.End(turn, term: lostAnew), None));
        Assert.NotNull(await Turns.EndAsync(Some.End(turn, term: anew), None));
    }

    [Fact]
    public async Task Nobody_claims_a_turn_that_is_over()
    {
        var session = await NewSessionAsync();
        var (turn, _) = await WholeTurnAsync(session);

        Assert.Null(await Turns.TakeOverAsync(turn.TurnId, turn.Term, Some.Id(), handedOver: false, None));
        Assert.Null(await Turns.ClaimAnewAsync(turn.TurnId, turn.Term, None));
        Assert.False((await Turns.CheckpointAsync(turn.TurnId, turn.Term, "More", None)).IsStored);
        Assert.Equal("Two do.", (await Turns.FindAsync(session.SessionId, turn.TurnId, None))!.Text);
    }

    [Fact]
    public async Task Takeovers_that_add_no_text_are_counted_and_more_text_sets_the_count_back()
    {
        var session = await NewSessionAsync();
        var turn = await StartTurnAsync(session);
        await Turns.CheckpointAsync(turn.TurnId, turn.Term, "Two", None);
        var first = await Turns.TakeOverAsync(turn.TurnId, turn.Term, Some.Id(), handedOver: false, None);
        await Turns.CheckpointAsync(turn.TurnId, first!.Term, "Two", None);
        var second = await Turns.TakeOverAsync(turn.TurnId, first.Term, Some.Id(), handedOver: false, None);
        var handedOver = await Turns.TakeOverAsync(turn.TurnId, second!.Term, Some.Id(), handedOver: true, None);
        var anew = await Turns.ClaimAnewAsync(turn.TurnId, handedOver!.Term, None);
        var before = await Turns.FindAsync(session.SessionId, turn.TurnId, None);
        await Turns.CheckpointAsync(turn.TurnId, anew!.Term, "Two do", None);
        var after = await Turns.FindAsync(session.SessionId, turn.TurnId, None);

        Assert.Equal([1, 2, 2, 2, 0], [first.FruitlessClaims, second.FruitlessClaims, handedOver.FruitlessClaims, before!.FruitlessClaims, after!.FruitlessClaims]);
        Assert.Equal(["Two", "Two", "Two do"], [first.Text, second.Text, after.Text]);
    }

    [Fact]
    public async Task A_checkpoint_keeps_any_text_and_tells_the_owner_of_a_cancel()
    {
        var session = await NewSessionAsync();
        var turn = await StartTurnAsync(session);

        var before = await Turns.CheckpointAsync(turn.TurnId, turn.Term, Some.UnicodeText, None);
        var asked = await Turns.RequestCancelAsync(session.SessionId, turn.TurnId, None);
        var after = await Turns.CheckpointAsync(turn.TurnId, turn.Term, Some.UnicodeText, None);

        Assert.Equal((new Checkpoint(true, false), new Checkpoint(true, true)), (before, after));
        Assert.Equal((true, Some.UnicodeText), (asked!.CancelRequested, asked.Text));
    }

    [Fact]
    public async Task Asking_to_cancel_changes_nothing_of_a_turn_that_is_over()
    {
        var session = await NewSessionAsync();
        var (turn, ended) = await WholeTurnAsync(session);

        var asked = await Turns.RequestCancelAsync(session.SessionId, turn.TurnId, None);

        Assert.Equal((TurnStatus.Completed, false), (asked!.Status, asked.CancelRequested));
        Assert.Equal(ended.Terminal, asked.Terminal);
        Assert.Null(await Turns.RequestCancelAsync(Some.Id(), turn.TurnId, None));
        Assert.Null(await Turns.RequestCancelAsync(session.SessionId, Some.Id(), None));
    }

    [Fact]
    public async Task Running_turns_of_dead_nodes_are_orphans_oldest_first_and_a_nodes_own_are_its_own()
    {
        var (dead, alive) = (Some.Id(), Some.Id());
        var younger = await StartTurnAsync(await NewSessionAsync(), dead, at: Some.Time.AddYears(-9).AddSeconds(1));
        var older = await StartTurnAsync(await NewSessionAsync(), dead, at: Some.Time.AddYears(-9));
        var own = await StartTurnAsync(await NewSessionAsync(), alive);
        var over = await StartTurnAsync(await NewSessionAsync(), dead);
        await EndAsync(Some.End(over));

        var orphans = await Turns.FindOrphansAsync(alive, 2, None);
        var all = await Turns.FindOrphansAsync(alive, 1000, None);

        Assert.Equal([older, younger], orphans);
        Assert.DoesNotContain(all, turn => turn.TurnId == own.TurnId || turn.TurnId == over.TurnId);
        Assert.Equal([own], await Turns.FindOwnedAsync(alive, 10, None));
        Assert.Equal([older, younger], await Turns.FindOwnedAsync(dead, 10, None));
    }

    [Fact]
    public async Task A_turn_that_is_handed_over_keeps_its_text_and_is_anybodys()
    {
        var turn = await StartTurnAsync(await NewSessionAsync());

        var isLeft = await Turns.HandOverAsync(turn.TurnId, turn.Term, "Con", None);

        Assert.True(isLeft);
        var left = Assert.Single(await Turns.FindHandedOverAsync(100, None), found => found.TurnId == turn.TurnId);
        Assert.Equal((Node.Nobody, "Con", TurnStatus.Running), (left.Node, left.Text, left.Status));
        Assert.DoesNotContain(await Turns.FindOwnedAsync(turn.Node, 100, None), found => found.TurnId == turn.TurnId);
        var taken = await Turns.TakeOverAsync(turn.TurnId, left.Term, Some.Id(), handedOver: true, None);
        Assert.Equal(("Con", 0), (taken!.Text, taken.FruitlessClaims));
        Assert.DoesNotContain(await Turns.FindHandedOverAsync(100, None), found => found.TurnId == turn.TurnId);
    }

    [Fact]
    public async Task Only_the_owner_hands_a_turn_over()
    {
        var turn = await StartTurnAsync(await NewSessionAsync());
        var taken = await Turns.TakeOverAsync(turn.TurnId, turn.Term, Some.Id(), handedOver: false, None);

        Assert.False(await Turns.HandOverAsync(turn.TurnId, turn.Term, "Con", None));
        await EndAsync(Some.End(taken!));
        Assert.False(await Turns.HandOverAsync(turn.TurnId, taken!.Term, "Con", None));
    }

    [Fact]
    public async Task A_fenced_owner_hands_over_the_turn_but_no_text()
    {
        var session = await NewSessionAsync();
        var turn = await StartTurnAsync(session);
        await Turns.CheckpointAsync(turn.TurnId, turn.Term, "Con", None);
        await DecideAsync(session, await SuggestAsync(turn));

        var isLeft = await Turns.HandOverAsync(turn.TurnId, turn.Term, "Constel", None);

        Assert.True(isLeft);
        Assert.Equal((Node.Nobody, "Con"), ((await Turns.FindAsync(session.SessionId, turn.TurnId, None))!.Node, (await Turns.FindAsync(session.SessionId, turn.TurnId, None))!.Text));
    }
}
