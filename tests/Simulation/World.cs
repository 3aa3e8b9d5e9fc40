using Constellation.Realtime.Engine.Database;
using Constellation.Realtime.Engine.EventLog;
using Constellation.Realtime.Engine.Sessions;
using Constellation.Realtime.Engine.Turns;
using Constellation.Realtime.Simulation.Stores;

namespace Constellation.Realtime.Simulation;

/// <summary>A session, its database, its log, the nodes that serve it and its readers: one seed, one course.</summary>
internal sealed class World
{
    public static readonly DateTimeOffset Begin = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);

    private const int MostSteps = 4_000;

    private readonly Random _random;
    private readonly List<string>? _trace;
    private readonly List<SimulatedNode> _nodes = [];
    private readonly List<SimulatedReader> _readers = [];
    private readonly Dictionary<SimulatedNode, SharedTails> _tails = [];
    private readonly HashSet<Guid> _dead = [];
    private int _pieces;
    private int _named;
    private string? _broken;

    private World(int seed, Mutation mutation, bool traced)
    {
        (Mutation, _random) = (mutation, new Random(seed));
        _trace = traced ? [] : null;
        Scheduler = new Scheduler(_random, Trace);
        Database = new SimulatedDatabase(mutation) { Session = new SessionRow { SessionId = NewId(), UserId = NewId(), CreatedAt = Begin, LastActive = Begin } };
        Log = new SimulatedLog(SessionId, mutation);
        KeepsWhatWasShown = _random.Next(3) == 0;
        ContinuesText = KeepsWhatWasShown || _random.Next(2) == 0;
        ReplyLength = _random.Next(1, KeepsWhatWasShown ? 25 : 9);
        User = new SimulatedUser(this, messages: _random.Next(1, 4));
    }

    public Mutation Mutation { get; }

    public Scheduler Scheduler { get; }

    public SimulatedDatabase Database { get; }

    public SimulatedLog Log { get; }

    public SimulatedUser User { get; }

    public IReadOnlyList<SimulatedReader> Readers => _readers;

    public Guid SessionId => Database.Session.SessionId;

    public Guid UserId => Database.Session.UserId;

    public bool ContinuesText { get; }

    public int ReplyLength { get; }

    /// <summary>Whether nothing that was shown may go: the provider goes on with a text and never breaks, the log loses nothing, and a claim of it is answered.</summary>
    public bool KeepsWhatWasShown { get; }

    public bool HasFaults => Scheduler.HasFaults;

    public static Course Run(int seed, Mutation mutation = Mutation.None, bool traced = false)
    {
        var before = SynchronizationContext.Current;
        var world = new World(seed, mutation, traced);
        SynchronizationContext.SetSynchronizationContext(world.Scheduler);
        try
        {
            var (wrong, steps, faults) = world.Play();
            return new Course(seed, wrong, steps, faults, world._trace ?? []);
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(before);
        }
    }

    public void Trace(string what) => _trace?.Add(what);

    public bool Chance(int percent) => _random.Next(100) < percent;

    public int Next(int below) => _random.Next(below);

    public T OneOf<T>(IReadOnlyList<T> things) => things[_random.Next(things.Count)];

    public SimulatedNode AnyNode() => OneOf(_nodes);

    /// <summary>What the provider says next: it names the term of the owner that asked, so that a text of two owners is seen.</summary>
    public string NextPiece(Turn turn) => $"{(char)('a' + (_pieces++ % 26))}{OwnerOf(turn)}";

    /// <summary>Whether a text is of owners that may stand in one reply: of one, or of each that went on with what the one before it had said.</summary>
    public bool IsOfItsOwners(string text)
    {
        var owners = text.Where((_, i) => i % 2 == 1).ToList();
        return owners.SequenceEqual(owners.Order()) && (ContinuesText || owners.Distinct().Count() <= 1);
    }

    public Guid NewId()
    {
        Span<byte> bytes = stackalloc byte[16];
        _random.NextBytes(bytes);
        return new Guid(bytes);
    }

    /// <summary>Goes on beside all else; that it breaks is a broken promise.</summary>
    public void Run(string what, Func<Task> act)
    {
        _ = OwnAsync();

        async Task OwnAsync()
        {
            try
            {
                await act();
            }
            catch (Exception exception)
            {
                _broken ??= $"{what} breaks: {exception.GetType().Name}: {exception.Message}";
            }
        }
    }

    public Task PointAsync(SimulatedNode node, string what) => Scheduler.CallAsync(node, what, () => true, null);

    public IEventLog LogOf(SimulatedNode node) => new NodeLog(Log, node, Scheduler, Mutation, claimsFail: !KeepsWhatWasShown);

    public ITurnStore TurnsOf(SimulatedNode node) => new NodeTurns(Database, node, Scheduler, _dead.Contains, claimsFail: !KeepsWhatWasShown);

    public IHistory HistoryOf(SimulatedNode node) => new NodeHistory(Database, node, Scheduler);

    public TailReader StartReader(SimulatedNode node, long after) => new(_tails[node], cursor => Reading(node, cursor, Gap.Tell), SessionId, after);

    public void AddReader(long after)
    {
        var reader = new SimulatedReader(this, $"reader {_readers.Count + 1}", after);
        _readers.Add(reader);
        Trace($"{reader.Name} joins after {NodeLog.Name(after)}");
        reader.Hop(AnyNode());
    }

    public void AddNode()
    {
        var now = _nodes.Count == 0 ? Begin : _nodes.Max(one => one.Time.GetUtcNow());
        var node = new SimulatedNode($"node {++_named}", NewId(), now);
        _nodes.Add(node);
        _tails[node] = new SharedTails((_, after) => Reading(node, after, Gap.Leave));
        Run($"{node.Name} looks for turns", new Serving(this, node).LookForTurnsAsync);
    }

    /// <summary>Another one comes in its place.</summary>
    public void Kill(SimulatedNode node)
    {
        Trace($"{node.Name} dies");
        node.IsAlive = false;
        _dead.Add(node.Id);
        Scheduler.Drop(node);
        _nodes.Remove(node);
        AddNode();
        foreach (var reader in _readers.Where(reader => reader.At == node && !reader.IsDone)) reader.Hop(AnyNode());
    }

    public bool IsTakenForDead(SimulatedNode node) => _dead.Contains(node.Id);

    public void TakeForDead(SimulatedNode node, bool isPaused)
    {
        Trace($"{node.Name} {(isPaused ? "is paused and taken for dead" : "is taken for dead and goes on")}");
        node.IsPaused = isPaused;
        _dead.Add(node.Id);
    }

    public void Resume(SimulatedNode node)
    {
        if (!_dead.Remove(node.Id)) return;
        Trace($"{node.Name} is back");
        node.IsPaused = false;
    }

    private (string? Wrong, int Steps, int Faults) Play()
    {
        for (var i = _random.Next(2, 4); i > 0; i--) AddNode();
        AddReader(0);
        Run("the user sends", User.SendAsync);
        var disturbances = new Disturbances(this);
        var (steps, faultSteps) = (0, _random.Next(50, 400));
        while (true)
        {
            Scheduler.RunReady();
            if (_broken is not null) return (_broken, steps, disturbances.Count);
            if (_readers.Select(reader => reader.Wrong).FirstOrDefault(wrong => wrong is not null) is { } wrong) return (wrong, steps, disturbances.Count);
            if (_readers.TrueForAll(reader => reader.IsDone)) return (Judgement.Of(this), steps, disturbances.Count);
            if (++steps > MostSteps) return ($"hangs: {string.Join(", ", _readers.Where(reader => !reader.IsDone).Select(reader => $"{reader.Name} at {NodeLog.Name(reader.Cursor)}"))}", steps, disturbances.Count);
            if (HasFaults && steps > faultSteps) EndFaults();
            if (HasFaults && Chance(6)) disturbances.Happen();
            else if (!Scheduler.HasCalls || Chance(8)) Advance();
            else Scheduler.Step();
        }
    }

    private static char OwnerOf(Turn turn) => (char)('A' + turn.Term);

    private void Advance()
    {
        var by = TimeSpan.FromMilliseconds(Scheduler.HasCalls ? _random.Next(1, 400) : 250);
        foreach (var node in _nodes.Where(node => node is { IsAlive: true, IsPaused: false }).ToList()) node.Time.Advance(by);
    }

    /// <summary>From now on all goes well, and everything has to end.</summary>
    private void EndFaults()
    {
        Trace("no more faults");
        Scheduler.HasFaults = false;
        foreach (var node in _nodes) Resume(node);
        User.End();
    }

    private Reading Reading(SimulatedNode node, long after, Gap gap)
    {
        var (log, history) = (LogOf(node), HistoryOf(node));
        return new Reading(log, history, new Snapshots(log, history, TurnsOf(node), node.Time), node.Time, SessionId, after, gap);
    }
}
