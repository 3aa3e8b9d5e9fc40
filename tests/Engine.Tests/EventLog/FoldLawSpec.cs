using System.Globalization;
using Constellation.Realtime.Contracts;
using Constellation.Realtime.Engine.EventLog;
using Constellation.Realtime.Engine.Tests.Database;
using Constellation.Realtime.Engine.Turns;
using Microsoft.Extensions.Time.Testing;

namespace Constellation.Realtime.Engine.Tests.EventLog;

/// <summary>The fold law, for any text, any trouble, any number of readers and reconnects: what a reader has in hand at the terminal event is what history keeps.</summary>
public abstract class FoldLawSpec(SqliteTestDatabase database) : StoreSpec(database), IClassFixture<SqliteTestDatabase>
{
    /// <summary>More of them: <c>FOLD_LAW_SCENARIOS=1000 dotnet test tests/Engine.Tests --filter FoldLaw</c>.</summary>
    private static readonly int Scenarios = int.Parse(Environment.GetEnvironmentVariable("FOLD_LAW_SCENARIOS") ?? "60", CultureInfo.InvariantCulture);

    private static readonly string[] Odd =
    [
        "Con", "stel", "lation", " ", "\n\n", "e\u0301", "\u05d0\u202e", "\ud83d", "\udd25", "🔥", "👩‍🚀", "\0", "a\u2028b", "```", "x",
    ];

    private protected abstract Task<TestLog> StartLogAsync(TimeProvider time);

    private abstract record Step
    {
        internal sealed record Say(string Piece) : Step;

        internal sealed record Flush : Step;

        internal sealed record Reconnect(int Reader) : Step;

        internal sealed record Join : Step;

        internal sealed record LoseAnswer : Step;

        internal sealed record LoseLog : Step;

        internal sealed record Outside : Step;

        internal sealed record TakeOver(bool Prefill) : Step;

        internal sealed record Rewind : Step;
    }

    [Fact]
    public async Task What_a_reader_has_in_hand_at_the_end_is_what_history_keeps()
    {
        for (var seed = 1; seed <= Scenarios; seed++)
        {
            var random = new Random(seed);
            var steps = Enumerable.Range(0, random.Next(5, 40)).Select(_ => AnyStep(random)).ToArray();
            try
            {
                await PlayAsync(steps);
            }
            catch (Exception exception)
            {
                throw new InvalidOperationException($"Seed {seed}: {string.Join(", ", steps.Select(step => step.GetType().Name))}", exception);
            }
        }
    }

    private static Step AnyStep(Random random) => random.Next(27) switch
    {
        < 10 => new Step.Say(AnyPiece(random)),
        < 16 => new Step.Flush(),
        < 19 => new Step.Reconnect(random.Next(6)),
        < 21 => new Step.Join(),
        < 23 => new Step.LoseAnswer(),
        23 => new Step.LoseLog(),
        24 => new Step.Outside(),
        25 => new Step.TakeOver(random.Next(2) == 0),
        _ => new Step.Rewind(),
    };

    private static string AnyPiece(Random random) => random.Next(3) switch
    {
        0 => Odd[random.Next(Odd.Length)],
        1 => new string([.. Enumerable.Range(0, random.Next(40)).Select(_ => (char)random.Next(0x10000))]),
        _ => new string([.. Enumerable.Range(0, random.Next(300)).Select(_ => (char)random.Next(' ', '~'))]),
    };

    private async Task PlayAsync(Step[] steps)
    {
        var time = new FakeTimeProvider(Some.Time);
        await using var clock = new Clock(time);
        await using var held = await StartLogAsync(time);
        var log = new FaultyEventLog(held.Log);
        var tail = new Tail(held.Log, History, new Snapshots(held.Log, History, Turns, time), time);
        var turn = await StartTurnAsync(await NewSessionAsync());
        var writer = new TurnWriter(turn, log, Turns, time);
        await writer.StartAsync(null, None);
        var readers = new List<Reader> { new(tail, turn) };

        foreach (var step in steps)
        {
            switch (step)
            {
                case Step.Say say: writer.Say(say.Piece); break;
                case Step.Flush: await writer.FlushAsync(None); break;
                case Step.Rewind: writer.Rewind(0, RewindReasons.Retry); break;
                case Step.Join: readers.Add(new Reader(tail, turn)); break;
                case Step.Reconnect reconnect: await readers[reconnect.Reader % readers.Count].ReconnectAsync(); break;
                case Step.LoseAnswer: log.Next = Once(); break;
                case Step.LoseLog: await held.LoseAsync(turn.SessionId); break;
                case Step.Outside: await OutsideAsync(held.Log, turn); break;
                case Step.TakeOver takeOver: writer = await TakeOverAsync(writer, turn, log, time, takeOver.Prefill); break;
            }
        }

        var ended = await writer.EndAsync(TurnStatus.Completed, Some.Usage, null, None);
        readers.Add(new Reader(tail, turn));
        foreach (var reader in readers) await reader.EndAsync();

        var kept = (await History.ReadMessagesAsync(turn.SessionId, 10, null, None)).Items.Single(message => message.MessageId == turn.ReplyId);
        foreach (var reader in readers) reader.Check(kept.Content, ended!.Terminal.Sequence);
    }

    private async Task OutsideAsync(IEventLog log, Turn turn)
    {
        var now = (await Turns.FindAsync(turn.SessionId, turn.TurnId, None))!;
        var suggestion = await SuggestAsync(now, $$"""{"name":"{{Some.Id()}}"}""");
        var decided = (Engine.Sessions.DecisionResult.Decided)await History.DecideAsync(
            turn.UserId, Some.Decision(suggestion, Decision.Accepted), edited: null, applies: false, Some.Time, None);
        await log.SealAsync(turn.SessionId, Sequence.TermOf(decided.Changed.Sequence), [decided.Changed], None);
    }

    private async Task<TurnWriter> TakeOverAsync(TurnWriter before, Turn turn, FaultyEventLog log, FakeTimeProvider time, bool prefill)
    {
        var now = (await Turns.FindAsync(turn.SessionId, turn.TurnId, None))!;
        var taken = (await Turns.TakeOverAsync(turn.TurnId, now.Term, Some.Id(), handedOver: false, None))!;
        var next = new TurnWriter(taken, log, Turns, time);
        var held = await next.TakeOverAsync(None);
        next.Inherit(held, goesOn: prefill);
        before.Say(" late words of the old owner");
        await before.FlushAsync(None);
        return next;
    }

    private static Func<FaultyEventLog.Fault> Once()
    {
        var left = 1;
        return () => left-- > 0 ? FaultyEventLog.Fault.AnswerLost : FaultyEventLog.Fault.None;
    }

    /// <summary>Reads a turn to its end, over any number of reconnects from the last sequence that it saw.</summary>
    private sealed class Reader(Tail tail, Turn turn) : IDisposable
    {
        private readonly List<SessionEvent> _seen = [];
        private CancellationTokenSource _stop = new();
        private Task? _reading;

        public void Dispose() => _stop.Dispose();

        public async Task ReconnectAsync()
        {
            await _stop.CancelAsync();
            if (_reading is not null) await _reading;
            _stop = new CancellationTokenSource();
            _reading = Task.Run(() => ReadAsync(_stop.Token));
        }

        public async Task EndAsync()
        {
            if (_reading is null || _reading.IsCompleted) await ReconnectAsync();
            await _reading!.WaitAsync(TimeSpan.FromSeconds(20));
        }

        public void Check(string kept, long terminal)
        {
            Assert.Equal(_seen.Select(e => e.Sequence).Distinct().Order(), _seen.Select(e => e.Sequence));
            Assert.Equal(terminal, Assert.Single(_seen, e => e.EndsTurn).Sequence);
            Assert.Equal(terminal, _seen[^1].Sequence);
            Assert.Equal(kept, ReplyFold.TextOf(_seen));
            Assert.DoesNotContain(_seen, e => e.Text is { Length: > 0 } text && (char.IsHighSurrogate(text[^1]) || char.IsLowSurrogate(text[0])));
        }

        private async Task ReadAsync(CancellationToken cancellationToken)
        {
            if (_seen.Count > 0 && _seen[^1].EndsTurn) return;
            try
            {
                await foreach (var e in tail.ReadTurnAsync(turn.SessionId, turn.TurnId, _seen.Count > 0 ? _seen[^1].Sequence : turn.After, cancellationToken))
                {
                    _seen.Add(e);
                    if (cancellationToken.IsCancellationRequested) return;
                }
            }
            catch (OperationCanceledException)
            {
            }
        }
    }

    /// <summary>Lets a fake clock run as fast as the machine allows.</summary>
    private sealed class Clock : IAsyncDisposable
    {
        private readonly CancellationTokenSource _stop = new();
        private readonly Task _running;

        public Clock(FakeTimeProvider time) => _running = Task.Run(async () =>
        {
            while (!_stop.IsCancellationRequested)
            {
                time.Advance(TimeSpan.FromMilliseconds(100));
                await Task.Yield();
            }
        });

        public async ValueTask DisposeAsync()
        {
            await _stop.CancelAsync();
            await _running;
            _stop.Dispose();
        }
    }
}
