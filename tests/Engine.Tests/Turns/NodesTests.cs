using System.Collections.Concurrent;
using System.Diagnostics;
using Constellation.Realtime.Contracts;
using Constellation.Realtime.Engine.EventLog;
using Constellation.Realtime.Engine.Tests.Database;
using Constellation.Realtime.Engine.Turns;
using Constellation.Realtime.ScriptedModel;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Constellation.Realtime.Engine.Tests.Turns;

/// <summary>Several nodes over one PostgreSQL and one log.</summary>
public sealed class NodesTests : IAsyncLifetime
{
    private static readonly CancellationToken None = CancellationToken.None;

    /// <summary>For what would not come at all without it.</summary>
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(10);

    private readonly string _database = $"test_{Some.Id():n}";
    private readonly Caller _alice = new(Some.Id());
    private readonly ConcurrentDictionary<TestNode, TcpProxy> _wires = new();
    private IEventLog _log = null!;
    private PostgresServer _server = null!;
    private ScriptedLlm _llm = null!;

    public async Task InitializeAsync()
    {
        _log = new MemoryEventLog(Options.Create(new LogOptions()), TimeProvider.System);
        _server = await PostgresServer.SharedAsync();
        _llm = await ScriptedLlm.StartAsync();
    }

    public async Task DisposeAsync()
    {
        await _llm.DisposeAsync();
        await Task.WhenAll(_wires.Keys.Select(node => node.DisposeAsync().AsTask()));
        foreach (var wire in _wires.Values) await wire.DisposeAsync();
        (_log as IDisposable)?.Dispose();
    }

    [Fact]
    public async Task Another_node_goes_on_with_the_turn_of_one_that_is_gone_and_readers_everywhere_see_one_reply()
    {
        _llm.Says("Con", "stel").ThenWaits().ThenSays("never to be seen");
        _llm.Says("Constel").ThenWaits().ThenSays("lation");
        var (first, second) = (await StartNodeAsync(deadAfter: "00:00:10"), await StartNodeAsync(deadAfter: "00:00:10"));
        await UntilAsync(() => second.Get<INodes>().MayJudge);
        var turn = await first.SendAsync(_alice);
        var before = await second.ReadAsync(_alice, turn, until: "Constel");

        _wires[first].Cut();
        var clock = Stopwatch.StartNew();
        await _llm.WaitForRequestAsync(2);
        var took = clock.Elapsed;
        _llm.GoesOn(2);
        var after = await second.ReadAsync(_alice, turn, after: before[^1].Sequence);

        Assert.Equal("Constellation", ReplyFold.TextOf([.. before, .. after]));
        Assert.Equal("Constellation", ReplyFold.TextOf(await second.ReadAsync(_alice, turn)));
        var ended = await second.FindAsync(turn);
        Assert.Equal((second.Id, TurnStatus.Completed, "Constellation"), (ended.Node, ended.Status, ended.Text));
        Assert.Single(after, e => e.EndsTurn);
        Assert.InRange(took, TimeSpan.Zero, TimeSpan.FromSeconds(6)); // Who is silent only is taken for dead after 10.
        _wires[first].Mend();
        await UntilAsync(() => first.Queue.Count == 0);
    }

    [Fact]
    public async Task A_turn_that_is_handed_over_is_gone_on_with_at_once()
    {
        _llm.Says("Con", "stel").ThenWaits();
        _llm.Says("Constel").ThenWaits().ThenSays("lation");
        var (first, second) = (await StartNodeAsync(), await StartNodeAsync());
        var turn = await first.SendAsync(_alice);
        var before = await first.ReadAsync(_alice, turn, until: "Constel");

        var clock = Stopwatch.StartNew();
        await first.Queue.DrainAsync(TimeSpan.Zero, None);
        await _llm.WaitForRequestAsync(2);
        var took = clock.Elapsed;
        _llm.GoesOn(2);
        var after = await first.ReadAsync(_alice, turn, after: before[^1].Sequence);

        Assert.Equal("Constellation", ReplyFold.TextOf([.. before, .. after]));
        Assert.InRange(took, TimeSpan.Zero, Soon);
        var ended = await second.FindAsync(turn);
        Assert.Equal((second.Id, 0), (ended.Node, ended.FruitlessClaims));
    }

    [Fact]
    public async Task A_node_that_drains_takes_no_turn_and_says_so()
    {
        var node = await StartNodeAsync();
        var other = await StartNodeAsync();

        await node.Queue.DrainAsync(TimeSpan.Zero, None);

        var refused = await Assert.ThrowsAsync<RefusedException>(() => node.SendAsync(_alice));
        Assert.Equal(ErrorCodes.Unavailable, refused.Code);
        Assert.InRange(refused.RetryAfter!.Value, TimeSpan.Zero, TimeSpan.FromSeconds(1));
        Assert.True(await node.Get<INodes>().HasOthersAsync(None));
        await node.Get<INodes>().BeatAsync(None);
        Assert.False(await other.Get<INodes>().HasOthersAsync(None));
    }

    [Fact]
    public async Task A_turn_is_cancelled_from_any_node_at_once()
    {
        _llm.Otherwise.Says("Con").ThenWaits();
        var (first, second) = (await StartNodeAsync(), await StartNodeAsync());

        // A checkpoint tells of a cancellation after 2 s. Of three tries one has to be faster: what else this machine does is not promised.
        var fastest = TimeSpan.MaxValue;
        for (var tries = 0; tries < 3 && fastest > TimeSpan.FromSeconds(1.5); tries++)
        {
            var turn = await first.SendAsync(_alice);
            await second.ReadAsync(_alice, turn, until: "Con");
            var clock = Stopwatch.StartNew();
            await second.Engine.CancelTurnAsync(_alice, turn.SessionId, turn.TurnId, None);
            var seen = await second.ReadAsync(_alice, turn);
            if (clock.Elapsed < fastest) fastest = clock.Elapsed;

            Assert.Equal(SessionEventTypes.TurnCancelled, seen[^1].Type);
            Assert.Equal("Con", seen[^1].Message!.Content);
        }

        Assert.InRange(fastest, TimeSpan.Zero, TimeSpan.FromSeconds(1.5));
    }

    [Fact]
    public async Task A_session_is_ended_from_any_node_and_its_turn_with_it()
    {
        _llm.Says("Con").ThenWaits();
        var (first, second) = (await StartNodeAsync(), await StartNodeAsync());
        var turn = await first.SendAsync(_alice);
        await second.ReadAsync(_alice, turn, until: "Con");

        await second.Engine.EndSessionAsync(_alice, turn.SessionId, None);

        var seen = await (await first.Engine.WatchAsync(_alice, turn.SessionId, turn.After, None)).ToListAsync();
        Assert.Equal([SessionEventTypes.TurnCancelled, SessionEventTypes.SessionEnded], seen.TakeLast(2).Select(e => e.Type));
    }

    [Fact]
    public async Task A_session_whose_end_was_begun_by_a_node_that_is_gone_is_ended_by_another()
    {
        _llm.Says("Con").ThenWaits();
        _llm.Otherwise.Says("Con").ThenWaits();
        var (first, second) = (await StartNodeAsync(), await StartNodeAsync());
        await UntilAsync(() => second.Get<INodes>().MayJudge);
        var turn = await first.SendAsync(_alice);
        await second.ReadAsync(_alice, turn, until: "Con");

        await second.Get<Engine.Sessions.IHistory>().BeginEndingAsync(_alice.UserId, turn.SessionId, None);
        _wires[first].Cut();
        var seen = await (await second.Engine.WatchAsync(_alice, turn.SessionId, turn.After, None)).ToListAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(40));

        Assert.Equal([SessionEventTypes.TurnCancelled, SessionEventTypes.SessionEnded], seen.TakeLast(2).Select(e => e.Type));
    }

    [Fact]
    public async Task A_turn_whose_acceptance_got_no_answer_is_refused_and_run_all_the_same_if_it_was_stored()
    {
        _llm.Says("Constellation");
        var isAway = true;
        var node = await StartNodeAsync(turns: store => new DeafTurnStore(store, () => isAway));
        var session = await node.Engine.StartSessionAsync(_alice, new StartSession(), None);
        var clientMessageId = Some.Id();

        var clock = Stopwatch.StartNew();
        var refused = await Assert.ThrowsAsync<RefusedException>(() => node.SendAsync(_alice, session.SessionId, "What is this?", clientMessageId));
        var took = clock.Elapsed;
        isAway = false;
        var turn = await node.SendAsync(_alice, session.SessionId, "What is this?", clientMessageId);
        var seen = await node.ReadAsync(_alice, turn);

        Assert.Equal(ErrorCodes.Unavailable, refused.Code);
        Assert.InRange(took, TimeSpan.Zero, Soon);
        Assert.Equal(SessionEventTypes.TurnStarted, seen[0].Type);
        Assert.Equal("Constellation", ReplyFold.TextOf(seen));
        Assert.Single(_llm.Requests);
    }

    [Fact]
    public async Task An_acceptance_whose_answer_was_lost_once_is_asked_for_again_and_nobody_notices()
    {
        _llm.Says("Constellation");
        var lost = 1;
        var node = await StartNodeAsync(turns: store => new DeafTurnStore(store, () => Interlocked.Decrement(ref lost) >= 0));

        var turn = await node.SendAsync(_alice);

        Assert.Equal("Constellation", ReplyFold.TextOf(await node.ReadAsync(_alice, turn)));
        Assert.Equal(1, (await node.FindAsync(turn)).Term);
    }

    [Fact]
    public async Task A_claim_whose_answer_was_lost_is_made_again_and_counts_as_one()
    {
        _llm.Says("Con").ThenWaits();
        _llm.Waits().ThenSays("Constellation");
        var lost = 1;
        var first = await StartNodeAsync();
        var second = await StartNodeAsync(turns: store => new DeafTurnStore(store, () => false, () => Interlocked.Decrement(ref lost) >= 0));
        await UntilAsync(() => second.Get<INodes>().MayJudge);
        var turn = await first.SendAsync(_alice);
        await second.ReadAsync(_alice, turn, until: "Con");

        _wires[first].Cut();
        await _llm.WaitForRequestAsync(2);

        var taken = await second.FindAsync(turn);
        Assert.Equal((second.Id, 3, 1), (taken.Node, taken.Term, taken.FruitlessClaims));
        _llm.GoesOn(2);
        Assert.Equal("Constellation", ReplyFold.TextOf(await second.ReadAsync(_alice, turn)));
    }

    [Fact]
    public async Task A_reply_that_was_said_whole_before_its_owner_was_gone_is_completed_as_it_is()
    {
        var said = new TaskCompletionSource();
        var first = await StartNodeAsync(turns: store => new EndlessTurnStore(store, said), isPlanner: true);
        var second = await StartNodeAsync(isPlanner: true);
        await UntilAsync(() => second.Get<INodes>().MayJudge);
        var whole = ReplyFold.TextOf(await second.ReadAsync(_alice, await second.SendAsync(_alice)));
        var turn = await first.SendAsync(_alice);
        await said.Task.WaitAsync(TimeSpan.FromSeconds(30));

        _wires[first].Cut();
        var seen = await second.ReadAsync(_alice, turn);

        Assert.NotEmpty(whole);
        Assert.Equal((SessionEventTypes.TurnCompleted, whole), (seen[^1].Type, seen[^1].Message!.Content));
        Assert.Equal(whole, ReplyFold.TextOf(seen));
        Assert.Equal(second.Id, (await second.FindAsync(turn)).Node);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Whoever_sends_a_message_that_another_node_accepts_at_the_same_time_is_not_told_that_the_session_is_busy(int looks)
    {
        _llm.Says("Con").ThenWaits();
        var second = await StartNodeAsync();
        var session = await second.Engine.StartSessionAsync(_alice, new StartSession(), None);
        var clientMessageId = Some.Id();
        TurnRef? accepted = null;
        var first = await StartNodeAsync(turns: store => new LookedIntoTurnStore(store, async () =>
        {
            if (--looks == 0) accepted = await second.SendAsync(_alice, session.SessionId, "What is this?", clientMessageId);
        }));
        first.Get<Node>().BeginDraining();

        TurnRef? answered = null;
        var refused = await Record.ExceptionAsync(
            async () => answered = await first.SendAsync(_alice, session.SessionId, "What is this?", clientMessageId));

        Assert.NotNull(accepted);
        if (refused is null) Assert.Equal(accepted.TurnId, answered!.TurnId);
        else Assert.Equal(ErrorCodes.Unavailable, Assert.IsType<RefusedException>(refused).Code);
    }

    [Fact]
    public async Task Nobody_is_taken_for_dead_after_the_database_was_away_and_turns_end_when_it_is_back()
    {
        await using var server = await PostgresServer.StartAsync();
        _llm.Says("Con", "stel").ThenWaits().ThenSays("lation");
        var nodes = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => StartNodeAsync(server)));
        await UntilAsync(() => nodes.All(node => node.Get<INodes>().MayJudge));
        var turn = await nodes[0].SendAsync(_alice);
        var before = await nodes[1].ReadAsync(_alice, turn, until: "Constel");

        await server.StopAsync();
        var clock = Stopwatch.StartNew();
        var refused = await Assert.ThrowsAsync<RefusedException>(() => nodes[2].SendAsync(_alice));
        var took = clock.Elapsed;
        await UntilAsync(() => clock.Elapsed > TimeSpan.FromSeconds(3));
        _llm.GoesOn();
        await UntilAsync(() => nodes.All(node => !node.Get<INodes>().MayJudge));
        await server.StartAgainAsync();
        var after = await nodes[1].ReadAsync(_alice, turn, after: before[^1].Sequence);
        await UntilAsync(() => nodes.All(node => node.Get<INodes>().MayJudge));

        Assert.Equal(ErrorCodes.Unavailable, refused.Code);
        Assert.InRange(took, TimeSpan.Zero, Soon);
        Assert.Equal("Constellation", ReplyFold.TextOf([.. before, .. after]));
        var ended = await nodes[1].FindAsync(turn);
        Assert.Equal((nodes[0].Id, ended.StartTerm, TurnStatus.Completed), (ended.Node, ended.Term, ended.Status));
        Assert.Single(_llm.Requests);
    }

    [Fact]
    public async Task A_turn_that_a_silent_node_accepts_is_not_taken_from_it()
    {
        _llm.Says("Con").ThenWaits().ThenSays("stellation");
        var (first, second) = (await StartNodeAsync(deadAfter: "00:01:00"), await StartNodeAsync(deadAfter: "00:01:00"));
        await SilenceAsync(first);
        Assert.False(await second.Get<INodes>().HasOthersAsync(None));

        var turn = await first.SendWhenAvailableAsync(_alice);

        Assert.Empty(await second.Turns.FindOrphansAsync(second.Id, 100, None));
        _llm.GoesOn();
        Assert.Equal("Constellation", ReplyFold.TextOf(await second.ReadAsync(_alice, turn)));
        var ended = await second.FindAsync(turn);
        Assert.Equal((first.Id, ended.StartTerm), (ended.Node, ended.Term));
        Assert.Single(_llm.Requests);
    }

    [Fact]
    public async Task A_turn_that_a_silent_node_takes_over_is_not_taken_from_it()
    {
        _llm.Otherwise.Says("Con").ThenWaits().ThenSays("stellation");
        var (first, second, looking) = (await StartNodeAsync(deadAfter: "00:01:00"), await StartNodeAsync(deadAfter: "00:01:00"), await StartNodeAsync(deadAfter: "00:01:00"));
        looking.Get<Node>().BeginDraining();
        await SilenceAsync(second);
        var turn = await first.SendWhenAvailableAsync(_alice);
        await looking.ReadAsync(_alice, turn, until: "Con");

        await first.Queue.DrainAsync(TimeSpan.Zero, None);
        await _llm.WaitForRequestAsync(2);

        Assert.Empty(await looking.Turns.FindOrphansAsync(looking.Id, 100, None));
        _llm.GoesOn(2);
        Assert.Equal("Constellation", ReplyFold.TextOf(await looking.ReadAsync(_alice, turn)));
        Assert.Equal(second.Id, (await looking.FindAsync(turn)).Node);
        Assert.Equal(2, _llm.Requests.Count);
    }

    [Fact]
    public async Task A_hundred_turns_of_a_node_that_is_gone_all_end_once()
    {
        const int Turns = 100;
        _llm.Otherwise.Says("Constellation");
        for (var i = 0; i < Turns; i++) _llm.Says("Con").ThenWaits();
        // None of those that live is silent for so long, however busy the machine.
        var nodes = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => StartNodeAsync(deadAfter: "00:00:10")));
        await UntilAsync(() => nodes.All(node => node.Get<INodes>().MayJudge));
        var turns = new List<TurnRef>();
        for (var i = 0; i < Turns; i++) turns.Add(await nodes[0].SendWhenAvailableAsync(_alice));
        var before = await Task.WhenAll(turns.Select(turn => nodes[1].ReadAsync(_alice, turn, until: "Con")));

        _wires[nodes[0]].Cut();
        var after = await Task.WhenAll(turns.Select((turn, i) => nodes[1 + i % 2].ReadAsync(_alice, turn, after: before[i][^1].Sequence)));

        foreach (var (first, rest) in before.Zip(after))
        {
            Assert.Equal(("Constellation", SessionEventTypes.TurnCompleted, null), (ReplyFold.TextOf([.. first, .. rest]), rest[^1].Type, rest[^1].Error?.Message));
            Assert.Single(rest, e => e.EndsTurn);
        }

        Assert.Equal(2 * Turns, _llm.Requests.Count);
    }

    private async Task<TestNode> StartNodeAsync(PostgresServer? server = null, Func<ITurnStore, ITurnStore>? turns = null, string deadAfter = "00:00:02", bool isPlanner = false)
    {
        server ??= _server;
        var wire = new TcpProxy(server.Port);
        var settings = new Dictionary<string, string?>
        {
            ["ConnectionStrings:Postgres"] = $"Host=127.0.0.1;Port={wire.Port};Database={_database};Username=postgres",
            ["Node:DeadAfter"] = deadAfter,
        };
        var node = await TestNode.StartAsync(_log, isPlanner ? null : _llm, settings, turns);
        await node.Get<Engine.Database.DatabaseStart>().Migrated;
        _wires[node] = wire;
        return node;
    }

    /// <summary>As after it was cut off: the others know nothing of it any more, it has had no answer, and has not said since that it lives.</summary>
    private async Task SilenceAsync(TestNode node)
    {
        await node.Get<IEnumerable<IHostedService>>().OfType<NodeLife>().Single().StopAsync(None);
        _wires[node].Cut();
        await Assert.ThrowsAsync<Engine.Sessions.StoreUnavailableException>(() => node.Get<INodes>().BeatAsync(None));
        _wires[node].Mend();
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        var clock = Stopwatch.StartNew();
        while (!condition())
        {
            if (clock.Elapsed > TimeSpan.FromSeconds(40)) throw new TimeoutException("It does not come true.");
            await Task.Delay(10);
        }
    }

    /// <summary>Keeps the reply whole, and is away whenever its turn is to be ended.</summary>
    private sealed class EndlessTurnStore(ITurnStore store, TaskCompletionSource said) : PassingTurnStore(store)
    {
        public override async Task<EndedTurn?> EndAsync(TurnEnd end, CancellationToken cancellationToken)
        {
            await CheckpointAsync(end.TurnId, end.Term, end.Text, cancellationToken);
            said.TrySetResult();
            throw new Engine.Sessions.StoreUnavailableException("The test says so.");
        }
    }

    /// <summary>Something happens each time after a message was looked for and not found.</summary>
    private sealed class LookedIntoTurnStore(ITurnStore store, Func<Task> happens) : PassingTurnStore(store)
    {
        public override async Task<Turn?> FindAcceptedAsync(Guid userId, Guid? sessionId, Guid clientMessageId, CancellationToken cancellationToken)
        {
            var found = await base.FindAcceptedAsync(userId, sessionId, clientMessageId, cancellationToken);
            if (found is null) await happens();
            return found;
        }
    }
}
