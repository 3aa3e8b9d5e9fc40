using Constellation.Realtime.Contracts;
using Constellation.Realtime.Engine.Tests.Database;
using Constellation.Realtime.Engine.Turns;

namespace Constellation.Realtime.Engine.Tests.Turns;

/// <summary>What the next owner does, and the one before it.</summary>
public abstract partial class TurnWriterSpec
{
    [Fact]
    public async Task Who_is_not_the_owner_any_more_writes_nothing_and_stops()
    {
        var (turn, writer) = await StartAsync(says: "mine");
        using var next = await NextOwnerAsync(turn);
        Assert.Equal("mine", await next.TakeOverAsync(None));

        writer.Say(" no more");
        await writer.FlushAsync(None);
        await writer.FlushAsync(None);

        Assert.True(writer.IsLost);
        Assert.True(writer.Stopped.IsCancellationRequested);
        Assert.Null(await writer.EndAsync(TurnStatus.Completed, Some.Usage, null, None));
        Assert.Equal("mine", ReplyFold.TextOf(await EventsAsync(turn)));
    }

    [Fact]
    public async Task A_new_owner_says_what_it_inherits_and_goes_on()
    {
        var (turn, _) = await StartAsync(says: "Con");
        using var next = await NextOwnerAsync(turn);

        next.Inherit(await next.TakeOverAsync(None), goesOn: true);
        next.Say("stellation");
        await next.EndAsync(TurnStatus.Completed, Some.Usage, null, None);

        var events = await EventsAsync(turn);
        Assert.Equal("Constellation", ReplyFold.TextOf(events));
        Assert.Contains(events, e => e is { Type: SessionEventTypes.TextRewound, Reason: RewindReasons.Takeover, Length: 0 });
    }

    /// <summary>It was shown, and what was said is kept.</summary>
    [Theory]
    [InlineData(nameof(TurnStatus.Cancelled))]
    [InlineData(nameof(TurnStatus.Failed))]
    public async Task A_new_owner_that_is_to_say_it_anew_and_says_nothing_ends_with_what_was_said_before(string status)
    {
        var (turn, _) = await StartAsync(says: "Con");
        using var next = await NextOwnerAsync(turn);

        next.Inherit(await next.TakeOverAsync(None), goesOn: false);
        await next.FlushAsync(None);
        Assert.Equal("", ReplyFold.TextOf(await EventsAsync(turn)));
        var ended = await next.EndAsync(Enum.Parse<TurnStatus>(status), Some.Usage, Some.Error, None);

        Assert.Equal("Con", ReplyFold.TextOf(await EventsAsync(turn)));
        Assert.Equal("Con", ended!.Terminal.Message!.Content);
    }

    [Theory]
    [InlineData("", nameof(TurnStatus.Completed))]
    [InlineData("stellation", nameof(TurnStatus.Cancelled))]
    [InlineData("stellation", nameof(TurnStatus.Completed))]
    public async Task A_new_owner_that_says_it_anew_ends_with_its_own_words(string says, string status)
    {
        var (turn, _) = await StartAsync(says: "Con");
        using var next = await NextOwnerAsync(turn);

        next.Inherit(await next.TakeOverAsync(None), goesOn: false);
        next.Say(says);
        await next.EndAsync(Enum.Parse<TurnStatus>(status), Some.Usage, null, None);

        Assert.Equal(says, ReplyFold.TextOf(await EventsAsync(turn)));
    }

    [Fact]
    public async Task What_was_said_is_inherited_also_past_an_owner_that_was_gone_before_its_first_word()
    {
        var (turn, _) = await StartAsync(says: "Con");
        using var silent = await NextOwnerAsync(turn);
        silent.Inherit(await silent.TakeOverAsync(None), goesOn: false);
        await silent.FlushAsync(None);
        using var next = await NextOwnerAsync((await Turns.FindAsync(turn.SessionId, turn.TurnId, None))!);

        Assert.Equal("Con", await next.TakeOverAsync(None));
    }

    [Fact]
    public async Task An_owner_that_hands_over_without_a_word_leaves_what_was_said_before()
    {
        var (turn, _) = await StartAsync(says: "Con");
        using var next = await NextOwnerAsync(turn);

        next.Inherit(await next.TakeOverAsync(None), goesOn: false);
        await next.HandOverAsync(None);

        Assert.Equal("Con", ReplyFold.TextOf(await EventsAsync(turn)));
        Assert.Equal("Con", (await Turns.FindAsync(turn.SessionId, turn.TurnId, None))!.Text);
    }

    [Fact]
    public async Task A_new_owner_inherits_the_text_also_where_an_outside_event_came_in_between()
    {
        var (turn, _) = await StartAsync(says: "Con");
        using var next = await NextOwnerAsync(turn);
        await DecideOnSomethingAsync(turn);

        next.Inherit(await next.TakeOverAsync(None), goesOn: true);
        next.Say("stellation");
        await next.EndAsync(TurnStatus.Completed, Some.Usage, null, None);

        Assert.Equal("Constellation", ReplyFold.TextOf((await EventsAsync(turn)).Where(e => e.TurnId is not null)));
    }

    [Fact]
    public async Task A_new_owner_waits_for_a_log_that_is_away_for_what_no_checkpoint_has()
    {
        var (turn, _) = await StartAsync(says: "Con");
        using var next = await NextOwnerAsync(turn);

        _log.IsAway = true;
        var taking = next.TakeOverAsync(None);
        var isOver = taking.IsCompleted;
        _log.IsAway = false;
        await UntilAsync(taking);

        Assert.Equal((false, "Con"), (isOver, await taking));
    }

    [Fact]
    public async Task A_new_owner_goes_on_without_a_log_that_stays_away()
    {
        var (turn, _) = await StartAsync(says: "Con");
        using var next = await NextOwnerAsync(turn);

        _log.IsAway = true;
        var taking = next.TakeOverAsync(None);
        await UntilAsync(taking);

        Assert.Equal("", await taking);
    }

    [Fact]
    public async Task A_new_owner_knows_which_suggestions_were_shown()
    {
        var (turn, writer) = await StartAsync();
        var (shown, kept) = (Some.Suggestion(turn), Some.Suggestion(turn));
        writer.Add(SessionEvent.SuggestionReady(turn.SessionId, turn.TurnId, _time.GetUtcNow(), Some.Ready(shown)));
        await writer.FlushAsync(None);
        using var next = await NextOwnerAsync(turn);

        await next.TakeOverAsync(None);

        Assert.True(next.HasShown(shown.SuggestionId));
        Assert.False(next.HasShown(kept.SuggestionId));
    }

    [Fact]
    public async Task What_an_earlier_owner_showed_is_shown_again_where_the_log_has_lost_it()
    {
        var (turn, writer) = await StartAsync();
        var shown = await SuggestAsync(turn);
        writer.Add(SessionEvent.SuggestionReady(turn.SessionId, turn.TurnId, _time.GetUtcNow(), Some.Ready(shown)));
        await writer.FlushAsync(None);
        using var next = await NextOwnerAsync(turn);
        next.Inherit(await next.TakeOverAsync(None), goesOn: true);
        await _held.LoseAsync(turn.SessionId);
        next.Say("found");
        await next.FlushAsync(None);
        await next.FlushAsync(None);

        await next.EndAsync(TurnStatus.Completed, Some.Usage, null, None);

        var events = await EventsAsync(turn);
        Assert.Equal(shown.SuggestionId, Assert.Single(events, e => e.Type == SessionEventTypes.SuggestionReady).Suggestion!.SuggestionId);
        Assert.Equal(SessionEventTypes.TurnCompleted, events[^1].Type);
    }

    [Fact]
    public async Task A_checkpoint_longer_than_the_log_is_inherited()
    {
        var (turn, writer) = await StartAsync();
        writer.Say(new string('x', 5000));
        await writer.FlushAsync(None);
        await _held.LoseAsync(turn.SessionId);

        using var next = await NextOwnerAsync(turn);

        Assert.Equal(new string('x', 5000), await next.TakeOverAsync(None));
    }

    private async Task<TurnWriter> NextOwnerAsync(Turn turn)
    {
        var taken = await Turns.TakeOverAsync(turn.TurnId, turn.Term, Some.Id(), handedOver: false, None);
        return new TurnWriter(taken!, _log, Turns, _time);
    }

    private async Task UntilAsync(Task done)
    {
        while (!done.IsCompleted)
        {
            // A clock that is far ahead of the database would let the log forget.
            _time.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Delay(1);
        }
    }
}
