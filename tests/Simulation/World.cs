using Constellation.Realtime.Contracts;
using Constellation.Realtime.Engine.Database;
using Constellation.Realtime.Engine.EventLog;
using Constellation.Realtime.Engine.Sessions;
using Constellation.Realtime.Engine.Turns;
using Constellation.Realtime.Simulation.Stores;
using Microsoft.Extensions.Logging.Abstractions;

namespace Constellation.Realtime.Simulation;

/// <summary>A session, its database, its log, the nodes that serve it and its readers: one seed, one course.</summary>
internal sealed class World
{
    private const int MostSteps = 4_000;

    private static readonly DateTimeOffset Begin = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly int _seed;
    private readonly Mutation _mutation;
    private readonly Random _random;
    private readonly List<string>? _trace;
    private readonly Scheduler _scheduler;
    private readonly SimulatedDatabase _database;
    private readonly SimulatedLog _log;
    private readonly List<SimulatedNode> _nodes = [];
    private readonly List<SimulatedReader> _readers = [];
    private readonly Dictionary<SimulatedNode, SharedTails> _tails = [];
    private readonly HashSet<Guid> _dead = [];
    private readonly List<Guid> _suggestions = [];
    private readonly Guid _user;
    private readonly SimulatedNode _client = new("user", Guid.Empty, Begin);
    private int _steps;
    private int _faults;
    private int _pieces;
    private int _sent;
    private bool _isEnding;

    public World(int seed, Mutation mutation, bool traced)
    {
        (_seed, _mutation, _random) = (seed, mutation, new Random(seed));
        _trace = traced ? [] : null;
        _scheduler = new Scheduler(_random, Trace);
        _user = NewId();
        _database = new SimulatedDatabase(mutation) { Session = new SessionRow { SessionId = NewId(), UserId = _user, CreatedAt = Begin, LastActive = Begin } };
        _log = new SimulatedLog(_database.Session.SessionId, mutation);
        KeepsWhatWasShown = _random.Next(3) == 0;
        ContinuesText = KeepsWhatWasShown || _random.Next(2) == 0;
        ReplyLength = _random.Next(1, KeepsWhatWasShown ? 25 : 9);
        Messages = _random.Next(1, 4);
    }

    public bool ContinuesText { get; }

    public int ReplyLength { get; }

    /// <summary>Whether nothing that was shown may go: the provider goes on with a text and never breaks, the log loses nothing, and a claim of it is answered.</summary>
    public bool KeepsWhatWasShown { get; }

    public bool HasFaults => _scheduler.HasFaults;

    private int Messages { get; }

    private Guid SessionId => _database.Session.SessionId;

    public static Course Run(int seed, Mutation mutation = Mutation.None, bool traced = false)
    {
        var before = SynchronizationContext.Current;
        var world = new World(seed, mutation, traced);
        SynchronizationContext.SetSynchronizationContext(world._scheduler);
        try
        {
            var wrong = world.Play();
            return new Course(seed, wrong, world._steps, world._faults, world._trace ?? []);
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(before);
        }
    }

    public void Trace(string what) => _trace?.Add(what);

    public bool Chance(int percent) => _random.Next(100) < percent;

    public string NextPiece() => $"{(char)('a' + (_pieces++ % 26))}{(char)('a' + _random.Next(26))}";

    public Task PointAsync(SimulatedNode node, string what) => _scheduler.CallAsync(node, what, () => true, null);

    public IEventLog LogOf(SimulatedNode node) => new NodeLog(_log, node, _scheduler, _mutation, claimsFail: !KeepsWhatWasShown);

    public ITurnStore TurnsOf(SimulatedNode node) => new NodeTurns(_database, node, _scheduler, _dead.Contains, claimsFail: !KeepsWhatWasShown);

    public TailReader StartReader(SimulatedNode node, long after) =>
        new(_tails[node], cursor => Reading(node, cursor, Gap.Tell), SessionId, after);

    private string? Play()
    {
        for (var i = _random.Next(2, 4); i > 0; i--) AddNode();
        AddReader(0);
        _ = SendAsync();
        var faultSteps = _random.Next(50, 400);
        while (true)
        {
            _scheduler.RunReady();
            if (_readers.Select(reader => reader.Wrong).FirstOrDefault(wrong => wrong is not null) is { } wrong) return wrong;
            if (_readers.TrueForAll(reader => reader.IsDone)) return Judge();
            if (++_steps > MostSteps) return $"hangs: {string.Join(", ", _readers.Where(reader => !reader.IsDone).Select(reader => $"{reader.Name} at {NodeLog.Name(reader.Cursor)}"))}";
            if (_scheduler.HasFaults && _steps > faultSteps) EndFaults();
            if (_scheduler.HasFaults && Chance(6)) Disturb();
            else if (!_scheduler.HasCalls || Chance(8)) Advance();
            else _scheduler.Step();
        }
    }

    private void Advance()
    {
        var by = TimeSpan.FromMilliseconds(_scheduler.HasCalls ? _random.Next(1, 400) : 250);
        foreach (var node in _nodes.Where(node => node is { IsAlive: true, IsPaused: false }).ToList()) node.Time.Advance(by);
    }

    /// <summary>From now on all goes well, and everything has to end.</summary>
    private void EndFaults()
    {
        Trace("no more faults");
        _scheduler.HasFaults = false;
        foreach (var node in _nodes) Resume(node);
        if (!_isEnding) End();
    }

    private void Disturb()
    {
        var node = _nodes[_random.Next(_nodes.Count)];
        _faults++;
        switch (_random.Next(16))
        {
            case 0 or 1:
                Trace($"{node.Name} dies");
                Kill(node);
                break;
            case 2 or 3 when !node.IsPaused:
                Trace($"{node.Name} is paused and taken for dead");
                node.IsPaused = true;
                _dead.Add(node.Id);
                break;
            case 4 or 5 or 6 when _dead.Contains(node.Id):
                Resume(node);
                break;
            case 4 when !node.IsPaused:
                Trace($"{node.Name} is taken for dead and goes on");
                _dead.Add(node.Id);
                break;
            case 7 when !KeepsWhatWasShown:
                Trace("the log loses everything");
                _log.LoseAllAfter(0);
                break;
            case 8 when _log.Length > 0 && !KeepsWhatWasShown:
                var left = _random.Next(Math.Max(0, _log.Length - 4), _log.Length);
                Trace($"the log loses its last {_log.Length - left}");
                _log.LoseAllAfter(left);
                break;
            case 9 or 10 when _suggestions.Count > 0:
                _ = DecideAsync(node, _suggestions[_random.Next(_suggestions.Count)]);
                break;
            case 11 when _readers.Count < 6:
                AddReader(JoinAt());
                break;
            case 12 or 13:
                var reader = _readers[_random.Next(_readers.Count)];
                Trace($"{reader.Name} hops to {node.Name}");
                reader.Hop(node);
                break;
            case 14 when Chance(30):
                foreach (var turn in _database.Turns) turn.CancelRequested = true;
                Trace("the user cancels");
                break;
            case 15 when _sent >= Messages && Chance(30) && !_isEnding:
                End();
                break;
            default:
                _faults--;
                break;
        }
    }

    /// <summary>Where a reader may begin: before all, or where a turn begins, so that it can tell the whole of each turn that it sees.</summary>
    private long JoinAt() => _database.Turns.Count == 0 || Chance(50) ? 0 : Sequence.Of(_database.Turns[_random.Next(_database.Turns.Count)].StartTerm);

    private void AddReader(long after)
    {
        var reader = new SimulatedReader(this, $"reader {_readers.Count + 1}", after);
        _readers.Add(reader);
        Trace($"{reader.Name} joins after {NodeLog.Name(after)}");
        reader.Hop(_nodes[_random.Next(_nodes.Count)]);
    }

    private SimulatedNode AddNode()
    {
        var now = _nodes.Count == 0 ? Begin : _nodes.Max(one => one.Time.GetUtcNow());
        var node = new SimulatedNode($"node {_nodes.Count + _dead.Count + 1}", NewId(), now);
        _nodes.Add(node);
        _tails[node] = new SharedTails((_, after) => Reading(node, after, Gap.Leave));
        _ = LookForTurnsAsync(node);
        return node;
    }

    private void Kill(SimulatedNode node)
    {
        node.IsAlive = false;
        _dead.Add(node.Id);
        _scheduler.Drop(node);
        _nodes.Remove(node);
        AddNode();
        foreach (var reader in _readers.Where(reader => reader.At == node && !reader.IsDone)) reader.Hop(_nodes[_random.Next(_nodes.Count)]);
    }

    private void Resume(SimulatedNode node)
    {
        if (!_dead.Contains(node.Id)) return;
        Trace($"{node.Name} is back");
        node.IsPaused = false;
        _dead.Remove(node.Id);
    }

    private Reading Reading(SimulatedNode node, long after, Gap gap)
    {
        var (log, history) = (LogOf(node), new NodeHistory(_database, node, _scheduler));
        return new Reading(log, history, new Snapshots(log, history, TurnsOf(node), node.Time), node.Time, SessionId, after, gap);
    }

    /// <summary>The user's messages, one after the other, each sent until it is answered.</summary>
    private async Task SendAsync()
    {
        while (_sent < Messages && !_isEnding)
        {
            var turn = NewTurn();
            while (!await IsAcceptedAsync(turn))
            {
                if (_isEnding) return;
                turn = turn with { TurnId = NewId(), UserMessageId = NewId(), ReplyId = NewId() };
            }

            _sent++;
        }
    }

    private async Task<bool> IsAcceptedAsync(NewTurn turn)
    {
        var node = _nodes[_random.Next(_nodes.Count)];
        var answered = new TaskCompletionSource<bool>();
        node.Runs.Add(turn.TurnId);
        _ = AcceptAsync(node, turn with { Node = node.Id }, answered);

        // A client whose node died or does not answer sends the same again, to another one.
        var patience = 40;
        while (!answered.Task.IsCompleted && patience-- > 0) await PointAsync(_client, "the client waits");
        return answered.Task.IsCompleted && await answered.Task;
    }

    private async Task AcceptAsync(SimulatedNode node, NewTurn turn, TaskCompletionSource<bool> answered)
    {
        var turns = TurnsOf(node);
        for (var tries = 0; tries < 3; tries++)
        {
            try
            {
                if (await turns.AcceptAsync(turn, CancellationToken.None) is not Acceptance.Accepted accepted) break;
                _database.Suggest(Suggestion(accepted.Turn));
                if (accepted.IsNew) _ = new SimulatedOwner(this, node, accepted.Turn, isTakeover: false).RunAsync();
                else node.Runs.Remove(turn.TurnId);
                answered.TrySetResult(true);
                return;
            }
            catch (StoreUnavailableException)
            {
                node.Doubts = true;
            }
        }

        node.Runs.Remove(turn.TurnId);
        answered.TrySetResult(false);
    }

    /// <summary>Takes over what dead nodes left, and what is this node's own though it does not run it.</summary>
    private async Task LookForTurnsAsync(SimulatedNode node)
    {
        var turns = TurnsOf(node);
        for (var round = 0; ; round++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(500), node.Time);
            try
            {
                var left = await turns.FindOrphansAsync(node.Id, 100, CancellationToken.None);
                var own = node.Doubts || round % 20 == 19 ? await turns.FindOwnedAsync(node.Id, 100, CancellationToken.None) : [];
                foreach (var turn in left.Concat(own))
                {
                    if (!node.Runs.Add(turn.TurnId)) continue;
                    await ClaimAsync(node, turns, turn);
                }
            }
            catch (StoreUnavailableException)
            {
                node.Doubts = true;
            }
        }
    }

    private async Task ClaimAsync(SimulatedNode node, ITurnStore turns, Turn turn)
    {
        Turn? taken = null;
        try
        {
            var isHandedOver = turn.Node == Node.Nobody || (turn.Node == node.Id && turn.Term == turn.StartTerm);
            taken = await turns.TakeOverAsync(turn.TurnId, turn.Term, node.Id, isHandedOver, CancellationToken.None);
            if (taken is not null) _ = new SimulatedOwner(this, node, taken, isTakeover: true).RunAsync();
        }
        finally
        {
            if (taken is null) node.Runs.Remove(turn.TurnId);
        }
    }

    private async Task DecideAsync(SimulatedNode node, Guid suggestionId)
    {
        var history = new NodeHistory(_database, node, _scheduler);
        var decision = new DecideSuggestion { SessionId = SessionId, SuggestionId = suggestionId, Decision = Decision.Accepted };
        try
        {
            if (await history.DecideAsync(_user, decision, edited: null, applies: false, node.Time.GetUtcNow(), CancellationToken.None) is DecisionResult.Decided decided)
                await new OutsideEvents(LogOf(node), NullLogger<OutsideEvents>.Instance).AppendAsync(decided.Changed, CancellationToken.None);
        }
        catch (StoreUnavailableException)
        {
            // Whoever decided tries again, or not.
        }
    }

    private void End()
    {
        Trace("the user ends the session");
        _isEnding = true;
        _ = EndSessionAsync();
    }

    /// <summary>As the session's ending does it, by whichever node is there.</summary>
    private async Task EndSessionAsync()
    {
        while (true)
        {
            var node = _nodes[_random.Next(_nodes.Count)];
            var isDone = new TaskCompletionSource<bool>();
            _ = EndSessionAtAsync(node, isDone);
            for (var patience = 60; patience > 0 && !isDone.Task.IsCompleted; patience--) await PointAsync(_client, "the session's end is awaited");
            if (isDone.Task.IsCompleted && await isDone.Task) return;
        }
    }

    private async Task EndSessionAtAsync(SimulatedNode node, TaskCompletionSource<bool> isDone)
    {
        var history = new NodeHistory(_database, node, _scheduler);
        try
        {
            var session = await history.BeginEndingAsync(_user, SessionId, CancellationToken.None);
            if (session?.ActiveTurnId is null && await history.EndSessionAsync(_user, SessionId, node.Time.GetUtcNow(), CancellationToken.None) is { } ended)
            {
                await new OutsideEvents(LogOf(node), NullLogger<OutsideEvents>.Instance).AppendAsync(ended, CancellationToken.None);
                isDone.TrySetResult(true);
            }
        }
        catch (StoreUnavailableException)
        {
            // Again.
        }

        isDone.TrySetResult(false);
    }

    private string? Judge()
    {
        if (_database.HasLiveTurn) return "a turn runs on after the session's end";
        if (_database.Turns.Count != _database.Turns.Select(turn => turn.ClientMessageId).Distinct().Count()) return "a message was accepted twice";
        if (_database.Turns.Count < _sent) return "an accepted message is gone";
        if (_log.Seen.Concat(_database.Milestones(0, int.MaxValue).Events).GroupBy(e => e.Sequence).FirstOrDefault(IsTwoEvents) is { } twice)
            return $"number {NodeLog.Name(twice.Key)} is two events";
        if (_database.Replies.Count != _database.Turns.Count) return "a turn has no reply";
        foreach (var reader in _readers)
        {
            var due = _database.Outside.Where(e => e.Sequence > reader.Joined).Select(e => e.Sequence);
            if (!reader.Outside.Select(e => e.Sequence).SequenceEqual(due)) return $"{reader.Name} was not told of every event outside the turns";
            if (_database.Turns.Any(turn => Sequence.Of(turn.StartTerm) >= reader.Joined && !reader.Ended.Contains(turn.TurnId)))
                return $"{reader.Name} was not told of every turn's end";
        }

        return null;
    }

    private static bool IsTwoEvents(IEnumerable<SessionEvent> same) =>
        same.Select(e => (e.Type, e.TurnId, e.Offset, e.Text, e.Length, e.Message?.Content, e.Suggestion?.SuggestionId)).Distinct().Skip(1).Any();

    private NewTurn NewTurn() => new()
    {
        UserId = _user,
        SessionId = SessionId,
        ClientMessageId = NewId(),
        TurnId = NewId(),
        UserMessageId = NewId(),
        ReplyId = NewId(),
        Text = "Which blocks show snow?",
        At = Begin,
        Node = Guid.Empty,
        Title = "Snow",
    };

    private Suggestion Suggestion(Turn turn)
    {
        var suggestion = new Suggestion
        {
            SuggestionId = NewId(),
            SessionId = SessionId,
            TurnId = turn.TurnId,
            Target = "pipeline",
            Payload = System.Text.Json.JsonElement.Parse("{}"),
            Status = SuggestionStatus.Ready,
        };
        _suggestions.Add(suggestion.SuggestionId);
        return suggestion;
    }

    private Guid NewId()
    {
        Span<byte> bytes = stackalloc byte[16];
        _random.NextBytes(bytes);
        return new Guid(bytes);
    }
}
