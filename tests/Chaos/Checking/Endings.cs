namespace Constellation.Realtime.Chaos.Checking;

/// <summary>How turns ended, and whether they may: cancelled only where somebody asked for it, failed only where so many owners were lost in a row that the contract
/// lets it.</summary>
internal sealed class Endings
{
    /// <summary>So many claims in a row without a longer checkpoint end a turn: each needs a fault that may cost a node its turns.</summary>
    private const int ClaimsInARow = 3;

    private readonly Dictionary<Guid, double> _begun = [];
    private readonly Dictionary<Guid, (double At, string Type)> _ended = [];
    private readonly Dictionary<Guid, double> _cancelled = [];

    public int Completed => Count("turn.completed");

    public int Cancelled => Count("turn.cancelled");

    public int Failed => Count("turn.failed");

    /// <summary>When the first reader saw the end.</summary>
    public double EndOf(Guid turnId) => _ended.TryGetValue(turnId, out var end) ? end.At : double.PositiveInfinity;

    /// <summary>The message was sent then for the first time.</summary>
    public void Begin(Guid turnId, double at) => _begun.TryAdd(turnId, at);

    /// <summary>When its message was sent for the first time.</summary>
    public double BeginOf(Guid turnId) => _begun.GetValueOrDefault(turnId);

    /// <summary>Somebody is about to stop the turn, or to end the conversation.</summary>
    public void Take(Observation.Cancelling cancelling) => _cancelled.TryAdd(cancelling.TurnId ?? cancelling.SessionId, cancelling.At);

    public void Take(Observation.Seen seen)
    {
        if (seen is { EndsTurn: true, TurnId: { } turnId }) _ended.TryAdd(turnId, (seen.At, seen.Type));
    }

    /// <summary>Whether somebody was about to stop the turn, or to end the conversation, before.</summary>
    public bool WasAsked(Guid id, double before) => _cancelled.TryGetValue(id, out var at) && at <= before;

    /// <summary>Whether somebody was about to end the conversation while this turn of it was under way.</summary>
    public bool IsEndedMeanwhile(Guid sessionId, Guid turnId) => _cancelled.TryGetValue(sessionId, out var at) && at >= BeginOf(turnId) && at < EndOf(turnId);

    /// <param name="sessions">Of each turn.</param>
    /// <param name="faults">All of them.</param>
    public IEnumerable<string> Judge(IReadOnlyDictionary<Guid, Guid> sessions, IReadOnlyList<Observation.Faulted> faults)
    {
        foreach (var (turnId, (at, type)) in _ended)
        {
            var wasAsked = WasAsked(turnId, at) || (sessions.TryGetValue(turnId, out var sessionId) && WasAsked(sessionId, at));
            if (type == "turn.cancelled" && !wasAsked) yield return $"turn {turnId} was cancelled, and nobody asked for it";
            if (type != "turn.failed") continue;
            var begun = _begun.GetValueOrDefault(turnId);
            var hits = faults.Count(fault => fault is { Node: > 0, SparesTurns: false } && fault.At >= begun && fault.At <= at);
            if (hits < ClaimsInARow) yield return $"turn {turnId} failed, and only {hits} faults of nodes fell into its life";
        }
    }

    private int Count(string type) => _ended.Values.Count(end => end.Type == type);
}
