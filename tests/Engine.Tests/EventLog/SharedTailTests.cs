using Constellation.Realtime.Contracts;
using Constellation.Realtime.Engine.EventLog;
using Constellation.Realtime.Engine.Tests.Database;
using Constellation.Realtime.Engine.Turns;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Constellation.Realtime.Engine.Tests.EventLog;

public sealed class SharedTailTests : StoreSpec, IClassFixture<SqliteTestDatabase>, IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    private readonly FakeTimeProvider _time = new(Some.Time);
    private readonly MemoryEventLog _memory;
    private readonly CountingLog _log;
    private readonly WatchedHistory _history;
    private readonly Tail _tail;

    public SharedTailTests(SqliteTestDatabase database)
        : base(database)
    {
        _memory = new MemoryEventLog(Options.Create(new LogOptions()), _time);
        _log = new CountingLog(_memory);
        _history = new WatchedHistory(History);
        _tail = new Tail(_log, _history, new Snapshots(_log, _history, Turns, _time), _time);
    }

    public void Dispose() => _memory.Dispose();

    [Fact]
    public async Task Readers_of_one_session_ask_the_log_once_for_all()
    {
        var (turn, writer) = await StartAsync();
        var readers = await CaughtUpAsync(turn, count: 20);
        var before = _log.Reads;

        for (var i = 0; i < 10; i++)
        {
            writer.Say($"{i} ");
            await writer.FlushAsync(None);
            await UntilAsync(() => readers.TrueForAll(reader => reader.Text.EndsWith($"{i} ", StringComparison.Ordinal)));
        }

        Assert.InRange(_log.Reads - before, 10, 60);
        await EndAsync(writer);
        foreach (var reader in readers) await reader.Done.WaitAsync(Limit);
        Assert.All(readers, reader => Assert.Equal("0 1 2 3 4 5 6 7 8 9 ", reader.Text));
    }

    [Fact]
    public async Task Idle_readers_ask_the_database_once_a_second_for_all()
    {
        var (turn, writer) = await StartAsync();
        var readers = await CaughtUpAsync(turn, count: 20);
        var before = _history.Times;

        for (var second = 1; second <= 5; second++)
        {
            var waits = _log.Waits;
            _time.Advance(TimeSpan.FromSeconds(1));
            await UntilAsync(() => _history.Times >= before + second && _log.Waits > waits);
        }

        Assert.Equal(before + 5, _history.Times);
        await EndAsync(writer);
        foreach (var reader in readers) await reader.Done.WaitAsync(Limit);
    }

    [Fact]
    public async Task When_the_reader_that_pulls_leaves_another_one_pulls()
    {
        var (turn, writer) = await StartAsync();
        var readers = await CaughtUpAsync(turn, count: 3);

        await readers[0].LeaveAsync();
        writer.Say("still told");
        await EndAsync(writer);

        foreach (var reader in readers.Skip(1)) await reader.Done.WaitAsync(Limit);
        Assert.All(readers.Skip(1), reader => Assert.Equal("still told", reader.Text));
    }

    [Fact]
    public async Task A_reader_that_fell_behind_what_is_held_reads_the_rest_by_itself()
    {
        var (turn, writer) = await StartAsync();
        await using var slow = _tail.ReadTurnAsync(turn.SessionId, turn.TurnId, turn.After, None).GetAsyncEnumerator(None);
        await slow.MoveNextAsync();
        var next = slow.MoveNextAsync().AsTask();
        var fast = Assert.Single(await CaughtUpAsync(turn, count: 1));
        var said = "";

        for (var i = 0; i < 3 * SharedTail.Held; i++)
        {
            said += "x";
            writer.Say("x");
            await writer.FlushAsync(None);
            await UntilAsync(() => fast.Length == said.Length);
        }

        await EndAsync(writer);
        var seen = new List<SessionEvent>();
        for (var more = await next; more; more = await slow.MoveNextAsync()) seen.Add(slow.Current);
        Assert.Equal(said, ReplyFold.TextOf(seen));
    }

    [Fact]
    public async Task A_cursor_inside_an_end_does_not_join_a_tail_that_tells_the_end_otherwise()
    {
        var (turn, writer) = await StartAsync();
        writer.Say("whole");
        await writer.FlushAsync(None);
        await CaughtUpAsync(turn, count: 1, until: "whole");
        var end = Sequence.TermOf(Sequence.Of(turn.Term + 1, 1));
        var inside = new Reader(_tail, turn, Sequence.Of(end, 1));

        await EndAsync(writer);

        await inside.Done.WaitAsync(Limit);
        Assert.Equal([SessionEventTypes.TextDelta, SessionEventTypes.TurnCompleted], inside.Seen.Select(e => e.Type));
    }

    [Fact]
    public async Task When_the_log_is_lost_each_sort_of_reader_is_told_in_its_own_way()
    {
        var (turn, writer) = await StartAsync();
        writer.Say("whole");
        await writer.FlushAsync(None);
        var reader = Assert.Single(await CaughtUpAsync(turn, count: 1, until: "whole"));
        var watched = new List<SessionEvent>();
        var watching = Task.Run(async () =>
        {
            await foreach (var e in _tail.WatchAsync(turn.SessionId, turn.After, None))
            {
                lock (watched) watched.Add(e);
                if (e.Type == SessionEventTypes.SessionSnapshot) break;
            }
        });
        await UntilAsync(() => watched.Count >= 2);

        _memory.Lose(turn.SessionId);
        await Turns.EndAsync(Some.End(turn, "whole", TurnStatus.Completed), None);
        while (!watching.IsCompleted || !reader.Done.IsCompleted)
        {
            // A clock that is far ahead of the database would let the log forget.
            _time.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Delay(1);
        }

        await watching;
        await reader.Done;
        Assert.Equal("whole", reader.Text);
        Assert.Equal(SessionEventTypes.TurnCompleted, reader.Seen[^1].Type);
        Assert.Equal("whole", watched[^1].Messages![^1].Content);
    }

    private async Task<(Turn Turn, TurnWriter Writer)> StartAsync()
    {
        var turn = await StartTurnAsync(await NewSessionAsync());
        var writer = new TurnWriter(turn, _log, Turns, _time);
        await writer.StartAsync(null, None);
        return (turn, writer);
    }

    private static Task EndAsync(TurnWriter writer) => writer.EndAsync(TurnStatus.Completed, Some.Usage, null, None);

    /// <summary>Readers that have all there is and wait for more.</summary>
    private async Task<List<Reader>> CaughtUpAsync(Turn turn, int count, string until = "")
    {
        var readers = Enumerable.Range(0, count).Select(_ => new Reader(_tail, turn, turn.After)).ToList();
        await UntilAsync(() => readers.TrueForAll(reader => reader.Seen.Count > 0 && reader.Text == until) && _log.Waits > 0);
        return readers;
    }

    private static async Task UntilAsync(Func<bool> holds)
    {
        using var limit = new CancellationTokenSource(Limit);
        while (!holds())
        {
            limit.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    private sealed class Reader
    {
        private readonly List<SessionEvent> _seen = [];
        private readonly CancellationTokenSource _leave = new();
        private int _length;

        public Reader(Tail tail, Turn turn, long after) => Done = Task.Run(async () =>
        {
            await foreach (var e in tail.ReadTurnAsync(turn.SessionId, turn.TurnId, after, _leave.Token))
            {
                lock (_seen) _seen.Add(e);
                if (e.Text is not null) Interlocked.Add(ref _length, e.Text.Length);
            }
        });

        public Task Done { get; }

        public IReadOnlyList<SessionEvent> Seen
        {
            get { lock (_seen) return [.. _seen]; }
        }

        public int Length => Volatile.Read(ref _length);

        public string Text => ReplyFold.TextOf(Seen);

        public async Task LeaveAsync()
        {
            await _leave.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Done);
        }
    }
}
