using Constellation.Realtime.Contracts;
using Constellation.Realtime.Engine.EventLog;

namespace Constellation.Realtime.Simulation;

/// <summary>Reads the session from a cursor to its end, from one node or another, and judges every event as a client would.</summary>
internal sealed class SimulatedReader(World world, string name, long joined)
{
    private readonly Dictionary<Guid, ReplyFold> _folds = [];
    private readonly Dictionary<Guid, bool> _ended = [];
    private readonly Dictionary<Guid, HashSet<Guid>> _ready = [];
    private readonly List<long> _numbers = [];
    private readonly List<SessionEvent> _outside = [];
    private readonly List<(Guid Turn, string Text)> _shown = [];
    private int _visit;

    public string Name => name;

    public long Joined { get; } = joined;

    public long Cursor { get; private set; } = joined;

    public SimulatedNode? At { get; private set; }

    public bool IsDone { get; private set; }

    public string? Wrong { get; private set; }

    public IReadOnlyList<SessionEvent> Outside => _outside;

    /// <summary>The turns whose end it saw, and whether the log did not hold that any more: then it was told the whole text and the end, and of suggestions nothing.</summary>
    public IReadOnlyDictionary<Guid, bool> Ended => _ended;

    /// <summary>The turn's suggestions that it was shown.</summary>
    public IReadOnlySet<Guid> Ready(Guid turnId) => _ready.GetValueOrDefault(turnId) ?? [];

    /// <summary>Goes on at this node from the last number that it saw; what it waited for elsewhere is no longer heard.</summary>
    public void Hop(SimulatedNode node)
    {
        At = node;
        var visit = ++_visit;
        world.Run($"{name} at {node.Name}", () => ReadAsync(node, visit));
    }

    private async Task ReadAsync(SimulatedNode node, int visit)
    {
        using var reader = world.StartReader(node, Cursor);
        while (visit == _visit && !IsDone && Wrong is null)
        {
            var events = await reader.NextAsync(CancellationToken.None);
            foreach (var e in DeltaMerge.Merge(events))
            {
                if (visit != _visit || IsDone || Wrong is not null) return;
                See(e);
                if (world.HasFaults && world.Chance(3)) await world.PointAsync(node, $"{name} is slow");
            }
        }
    }

    private void See(SessionEvent e)
    {
        world.Trace($"  {name} sees {NodeName(e)}");
        if (e.Sequence <= Cursor) Fail($"{NodeName(e)} came after {Stores.NodeLog.Name(Cursor)}");
        Cursor = e.Sequence;
        _numbers.Add(e.Sequence);
        if (e.TurnId is { } turnId)
        {
            if (!_folds.TryGetValue(turnId, out var fold)) _folds[turnId] = fold = new ReplyFold();
            if (_ended.ContainsKey(turnId)) Fail($"{NodeName(e)} came after the turn's end");
            if (e.Type == SessionEventTypes.TextRewound) _shown.Add((turnId, fold.Text));
            try
            {
                fold.Apply(e);
            }
            catch (InvalidOperationException exception)
            {
                Fail($"{NodeName(e)}: {exception.Message}");
            }

            if (!world.IsOfItsOwners(fold.Text)) Fail($"at {NodeName(e)} the text in hand is of two owners: '{fold.Text}'");
            if (e is { Type: SessionEventTypes.SuggestionReady, Suggestion: { } ready }) Show(turnId, ready.SuggestionId);
            if (!e.EndsTurn) return;
            _ended.Add(turnId, _numbers is [.., var first, var second, _] && (first, second) == (e.Sequence - 2, e.Sequence - 1));
            if (fold.Text != e.Message!.Content) Fail($"at {NodeName(e)} the text in hand is '{fold.Text}', history keeps '{e.Message.Content}'");
            if (world.KeepsWhatWasShown && _shown.Find(was => was.Turn == turnId && !e.Message.Content.StartsWith(was.Text, StringComparison.Ordinal)) is { Text: { } gone })
                Fail($"'{gone}' was shown, '{e.Message.Content}' is kept");
            return;
        }

        _outside.Add(e);
        if (e.Type != SessionEventTypes.SessionEnded) return;
        IsDone = true;
        if (_folds.Keys.Any(turn => !_ended.ContainsKey(turn))) Fail("the session ended, but not all of its turns");
    }

    private void Show(Guid turnId, Guid suggestionId)
    {
        if (!_ready.TryGetValue(turnId, out var shown)) _ready[turnId] = shown = [];
        shown.Add(suggestionId);
    }

    private void Fail(string what) => Wrong ??= $"{name}: {what}";

    private static string NodeName(SessionEvent e) => $"{Stores.NodeLog.Name(e.Sequence)} {e.Type} {e.Offset ?? e.Length} {e.Text}";
}
