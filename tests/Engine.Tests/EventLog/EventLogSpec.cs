using Constellation.Realtime.Contracts;
using Constellation.Realtime.Engine.EventLog;

namespace Constellation.Realtime.Engine.Tests.EventLog;

/// <summary>What every event log promises, whatever it is made of.</summary>
public abstract class EventLogSpec
{
    private readonly Guid _session = SomeEvents.Id();
    private readonly Guid _turn = SomeEvents.Id();

    protected static TimeSpan Retention => TimeSpan.FromMinutes(5);

    private protected abstract IEventLog Log { get; }

    /// <summary>Lets time pass for the log, so that what is due to be trimmed is.</summary>
    protected abstract Task PassAsync(TimeSpan time);

    /// <summary>Has the log lose everything that it holds of the session.</summary>
    protected abstract Task LoseAsync(Guid sessionId);

    [Fact]
    public async Task Events_are_read_in_the_order_in_which_they_were_appended()
    {
        await SealAsync(1, Started(1));
        await AppendAsync(1, 1, Delta(1, 2, 0, "Con"), Delta(1, 3, 3, "stel"));
        await AppendAsync(1, 3, Delta(1, 4, 7, "lation"));

        var read = await ReadAsync(0);

        Assert.Equal([Sequence.Of(1, 1), Sequence.Of(1, 2), Sequence.Of(1, 3), Sequence.Of(1, 4)], read.Select(e => e.Sequence));
        Assert.Equal("Constellation", ReplyFold.TextOf(read));
    }

    [Fact]
    public async Task Only_what_is_above_the_cursor_is_read()
    {
        await SealAsync(1, Started(1));
        await AppendAsync(1, 1, Delta(1, 2, 0, "a"), Delta(1, 3, 1, "b"));

        Assert.Equal([Sequence.Of(1, 3)], (await ReadAsync(Sequence.Of(1, 2))).Select(e => e.Sequence));
        Assert.Empty(await ReadAsync(Sequence.Of(1, 3)));
        Assert.Empty(await ReadAsync(Sequence.Of(7)));
    }

    [Fact]
    public async Task Every_field_of_an_event_comes_back_as_it_was()
    {
        var started = Started(1);
        var delta = Delta(1, 2, 0, "fire 🔥 \u0301 \u202e \"quoted\" \\ \u2028 <b>");

        await SealAsync(1, started);
        await AppendAsync(1, 1, delta);

        var read = await ReadAsync(0);
        Assert.Equal(started, read[0]);
        Assert.Equal(delta, read[1]);
    }

    [Fact]
    public async Task A_log_that_is_not_there_takes_no_append()
    {
        await Assert.ThrowsAsync<LogLostException>(() => AppendAsync(1, 0, Delta(1, 1, 0, "a")));

        Assert.Null((await Log.ReadAsync(_session, 0, default)).Floor);
    }

    [Fact]
    public async Task An_append_of_an_older_term_is_fenced_and_adds_nothing()
    {
        await SealAsync(1, Started(1));
        await SealAsync(2);

        await Assert.ThrowsAsync<FencedException>(() => AppendAsync(1, 1, Delta(1, 2, 0, "late")));

        Assert.Single(await ReadAsync(0));
    }

    [Fact]
    public async Task An_append_of_a_term_that_was_never_installed_is_lost_and_adds_nothing()
    {
        await SealAsync(1, Started(1));

        await Assert.ThrowsAsync<LogLostException>(() => AppendAsync(2, 0, Delta(2, 1, 0, "early")));

        Assert.Single(await ReadAsync(0));
    }

    [Fact]
    public async Task An_append_that_was_carried_out_is_not_added_again()
    {
        await SealAsync(1, Started(1));
        await AppendAsync(1, 1, Delta(1, 2, 0, "a"), Delta(1, 3, 1, "b"));

        await AppendAsync(1, 1, Delta(1, 2, 0, "a"), Delta(1, 3, 1, "b"));

        Assert.Equal("ab", ReplyFold.TextOf(await ReadAsync(0)));
    }

    [Fact]
    public async Task A_repeat_that_brings_more_adds_only_what_is_new()
    {
        await SealAsync(1, Started(1));
        await AppendAsync(1, 1, Delta(1, 2, 0, "a"));

        await AppendAsync(1, 1, Delta(1, 2, 0, "a"), Delta(1, 3, 1, "b"));

        Assert.Equal("ab", ReplyFold.TextOf(await ReadAsync(0)));
    }

    [Fact]
    public async Task A_gap_before_an_append_means_that_the_log_has_lost_its_end()
    {
        await SealAsync(1, Started(1));

        await Assert.ThrowsAsync<LogLostException>(() => AppendAsync(1, 2, Delta(1, 3, 1, "b")));

        Assert.Single(await ReadAsync(0));
    }

    [Fact]
    public async Task Sealing_returns_what_older_terms_wrote()
    {
        await SealAsync(1, Started(1));
        await AppendAsync(1, 1, Delta(1, 2, 0, "kept"));

        var held = await Log.SealAsync(_session, 2, [], default);

        Assert.Equal("kept", ReplyFold.TextOf(held));
    }

    [Fact]
    public async Task A_seal_that_was_carried_out_is_answered_the_same_again()
    {
        await SealAsync(1, Started(1));
        var first = await Log.SealAsync(_session, 2, [Ended(2)], default);

        var again = await Log.SealAsync(_session, 2, [Ended(2)], default);

        Assert.Equal(first.Select(e => e.Sequence), again.Select(e => e.Sequence));
        Assert.Equal(2, (await ReadAsync(0)).Count);
    }

    [Fact]
    public async Task A_seal_of_an_older_term_is_fenced()
    {
        await SealAsync(3);

        await Assert.ThrowsAsync<FencedException>(() => SealAsync(2, Started(2)));

        Assert.Empty(await ReadAsync(0));
    }

    [Fact]
    public async Task An_end_is_appended_behind_the_turns_last_event_and_installs_its_term()
    {
        await SealAsync(1, Started(1));
        await AppendAsync(1, 1, Delta(1, 2, 0, "a"), Completed(2, "a"));

        Assert.Equal(Sequence.Of(2, 3), (await ReadAsync(0))[^1].Sequence);
        await Assert.ThrowsAsync<FencedException>(() => AppendAsync(1, 2, Delta(1, 3, 1, "late")));
        await SealAsync(3);
    }

    [Fact]
    public async Task An_end_without_text_before_it_is_lost_where_the_log_has_lost_the_text()
    {
        await SealAsync(1, Started(1));

        await Assert.ThrowsAsync<LogLostException>(() => AppendAsync(1, 5, Completed(2, "abcd")));

        Assert.Single(await ReadAsync(0));
    }

    [Fact]
    public async Task An_end_that_was_appended_is_not_added_again()
    {
        await SealAsync(1, Started(1));
        await AppendAsync(1, 1, Delta(1, 2, 0, "a"), Completed(2, "a"));

        await AppendAsync(1, 1, Delta(1, 2, 0, "a"), Completed(2, "a"));

        Assert.Equal(3, (await ReadAsync(0)).Count);
    }

    [Fact]
    public async Task An_end_after_a_later_term_is_fenced()
    {
        await SealAsync(1, Started(1));
        await SealAsync(5);

        await Assert.ThrowsAsync<FencedException>(() => AppendAsync(1, 1, Completed(2, "")));

        Assert.Single(await ReadAsync(0));
    }

    [Fact]
    public async Task After_the_sessions_end_the_log_is_closed_to_everybody()
    {
        await SealAsync(1, Started(1));
        await SealAsync(2, Ended(2));

        await Assert.ThrowsAsync<FencedException>(() => AppendAsync(1, 1, Delta(1, 2, 0, "late")));
        await Assert.ThrowsAsync<FencedException>(() => SealAsync(3));
        await Assert.ThrowsAsync<FencedException>(() => SealAsync(3, Started(3)));

        Assert.Equal([SessionEventTypes.TurnStarted, SessionEventTypes.SessionEnded], (await ReadAsync(0)).Select(e => e.Type));
    }

    [Fact]
    public async Task A_log_that_lost_everything_takes_nothing_until_a_term_is_installed_anew()
    {
        await SealAsync(1, Started(1));
        await LoseAsync(_session);

        await Assert.ThrowsAsync<LogLostException>(() => AppendAsync(1, 1, Delta(1, 2, 0, "a")));
        Assert.Empty(await Log.SealAsync(_session, 2, [], default));
        await AppendAsync(2, 0, Delta(2, 1, 0, "anew"));

        var page = await Log.ReadAsync(_session, 0, default);
        Assert.Equal("anew", ReplyFold.TextOf(page.Events));
        Assert.Equal(Sequence.Of(2), page.Floor);
    }

    [Fact]
    public async Task A_sessions_first_log_lacks_nothing()
    {
        await SealAsync(1, Started(1));

        Assert.Equal(0, (await Log.ReadAsync(_session, 0, default)).Floor);
    }

    [Fact]
    public async Task A_finished_turn_is_trimmed_after_the_retention_and_the_floor_says_so()
    {
        await SealAsync(1, Started(1));
        await AppendAsync(1, 1, Delta(1, 2, 0, "a"), Completed(2, "a"));
        await PassAsync(Retention + TimeSpan.FromSeconds(1));
        await SealAsync(3, SomeEvents.Started(_session, SomeEvents.Id(), 3));

        var page = await Log.ReadAsync(_session, 0, default);

        Assert.Equal([Sequence.Of(3, 1)], page.Events.Select(e => e.Sequence));
        Assert.True(page.Floor >= Sequence.Of(2, 3));
    }

    [Fact]
    public async Task A_live_turn_is_never_trimmed()
    {
        await SealAsync(1, Started(1));
        await AppendAsync(1, 1, Delta(1, 2, 0, "slow"));
        await PassAsync(Retention * 3);
        await AppendAsync(1, 2, Delta(1, 3, 4, "ly"));

        Assert.Equal("slowly", ReplyFold.TextOf(await ReadAsync(0)));
    }

    [Fact]
    public async Task Who_waits_is_woken_by_the_next_event()
    {
        await SealAsync(1, Started(1));
        var waiting = Log.WaitAsync(_session, Sequence.Of(1, 1), default).AsTask();
        Assert.False(waiting.IsCompleted);

        await AppendAsync(1, 1, Delta(1, 2, 0, "a"));

        await waiting.WaitAsync(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task Who_waits_for_what_is_there_already_does_not_wait()
    {
        await SealAsync(1, Started(1));

        await Log.WaitAsync(_session, 0, default).AsTask().WaitAsync(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task Who_waits_at_a_session_without_a_log_is_woken_when_it_begins()
    {
        var waiting = Log.WaitAsync(_session, 0, default).AsTask();

        await SealAsync(1, Started(1));

        await waiting.WaitAsync(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task Waiting_can_be_broken_off()
    {
        using var stop = new CancellationTokenSource();
        var waiting = Log.WaitAsync(_session, 0, stop.Token).AsTask();

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    [Fact]
    public async Task Of_many_writers_at_once_only_the_highest_term_gets_anything_in_after_its_seal()
    {
        await Task.WhenAll(Enumerable.Range(1, 20).Select(term => Task.Run(async () =>
        {
            try
            {
                await SealAsync(term);
                await AppendAsync(term, 0, Delta(term, 1, 0, "a"));
            }
            catch (FencedException)
            {
            }
        })));

        var sequences = (await ReadAsync(0)).Select(e => e.Sequence).ToList();
        Assert.Equal(sequences.Order(), sequences);
        Assert.Equal(Sequence.Of(20, 1), sequences[^1]);
    }

    private Task SealAsync(long term, params SessionEvent[] events) => Log.SealAsync(_session, term, events, default).AsTask();

    private Task AppendAsync(long term, long index, params SessionEvent[] events) =>
        Log.AppendAsync(_session, new Writer(term, index), events, default).AsTask();

    private async Task<IReadOnlyList<SessionEvent>> ReadAsync(long after) => (await Log.ReadAsync(_session, after, default)).Events;

    private SessionEvent Started(long term) => SomeEvents.Started(_session, _turn, term);

    private SessionEvent Delta(long term, long index, int offset, string text) => SomeEvents.Delta(_session, _turn, term, index, offset, text);

    private SessionEvent Completed(long term, string content) => SomeEvents.Completed(_session, _turn, term, content);

    private SessionEvent Ended(long term) => SessionEvent.SessionEnded(_session, SomeEvents.Time, Sequence.Of(term, 1));
}
