namespace Constellation.Realtime.Chaos.Checking;

/// <summary>What was shown as ready is what the service keeps, no more and no less; of two decisions the first one counts, for everybody.</summary>
internal sealed class Suggestions
{
    private readonly Dictionary<string, string?> _shown = [];
    private readonly Dictionary<Guid, IReadOnlyList<Suggested>> _kept = [];
    private readonly Dictionary<string, Observation.Decided> _decided = [];
    private readonly Dictionary<string, Guid> _pushed = [];
    private readonly Dictionary<string, Guid> _sessions = [];
    private readonly HashSet<string> _mayBeDecided = [];
    private readonly HashSet<string> _refused = [];
    private readonly List<string> _made = [];
    private bool _applies;

    /// <summary>How many the service keeps.</summary>
    public int Kept => _kept.Values.Sum(suggestions => suggestions.Count);

    /// <summary>How many were decided on.</summary>
    public int Decisions => _decided.Count;

    /// <summary>The conversation of one that somebody decides on.</summary>
    public Guid SessionOf(string suggestionId) => _sessions[suggestionId];

    /// <summary>What the user decided, where an application ended since.</summary>
    public static string Decision(string status) => status is "applied" or "failed" ? "accepted" : status;

    public void Take(Observation.Began began) => _applies = began.Applies;

    public IEnumerable<string> Take(Observation.Seen seen)
    {
        if (seen is not { Type: "suggestion.ready" or "suggestion.changed", About: { } id }) yield break;
        if (!_shown.TryAdd(id, seen.Content) && _shown[id] != seen.Content) yield return $"suggestion {id} was shown in two ways: {_shown[id]}, {seen.Content}";
    }

    /// <summary>What is told unasked is a copy of what is shown.</summary>
    public IEnumerable<string> Take(Observation.Pushed pushed)
    {
        if (pushed is not { Name: "SuggestionReady", About: { } id, TurnId: { } turnId }) yield break;
        _pushed[id] = turnId;
        if (!_shown.TryAdd(id, pushed.Content) && _shown[id] != pushed.Content) yield return $"suggestion {id} was shown as {_shown[id]} and announced as {pushed.Content}";
    }

    public void Take(Observation.Deciding deciding) => _sessions[deciding.SuggestionId] = deciding.SessionId;

    public void Take(Observation.Listed listed) => _kept[listed.TurnId] = listed.Suggestions;

    public void Take(Observation.Made made) => _made.Add(made.Name);

    public IEnumerable<string> Take(Observation.Decided decided)
    {
        if (!_decided.TryAdd(decided.SuggestionId, decided) && Decision(_decided[decided.SuggestionId].Status) != Decision(decided.Status))
            yield return $"suggestion {decided.SuggestionId} was decided as {_decided[decided.SuggestionId].Status} and as {decided.Status}";
    }

    public IEnumerable<string> Take(Observation.NotDecided refused)
    {
        if (refused.Code is null or "unavailable") _mayBeDecided.Add(refused.SuggestionId);
        else if (refused.Code == "conflict") _refused.Add(refused.SuggestionId);
        else yield return $"a decision on suggestion {refused.SuggestionId} was refused with {refused.Code}";
    }

    public IEnumerable<string> Judge(IReadOnlyCollection<Reading> readings, IReadOnlyCollection<Watching> watchings)
    {
        foreach (var id in _refused.Where(id => !_decided.ContainsKey(id) && !_mayBeDecided.Contains(id)))
            yield return $"a decision on suggestion {id} was refused with conflict, and nobody else decided";
        foreach (var wrong in JudgeKept(readings)) yield return wrong;
        foreach (var wrong in _applies ? JudgeMade() : []) yield return wrong;
        var bySession = _decided.Values.ToLookup(one => _sessions[one.SuggestionId]);
        foreach (var watching in watchings)
        {
            var decided = bySession[watching.SessionId].ToDictionary(one => one.SuggestionId);
            foreach (var wrong in watching.JudgeDecisions(decided, _mayBeDecided)) yield return $"reader {watching.Reader}: {wrong}";
        }
    }

    private IEnumerable<string> JudgeKept(IReadOnlyCollection<Reading> readings)
    {
        var byTurn = readings.ToLookup(reading => reading.TurnId);
        foreach (var (id, turnId) in _pushed.Where(one => _kept.TryGetValue(one.Value, out var kept) && !kept.Any(suggestion => suggestion.Id == one.Key)))
            yield return $"turn {turnId}: suggestion {id} was announced and is not kept";
        foreach (var (turnId, kept) in _kept)
        {
            foreach (var suggestion in kept)
            {
                if (_shown.TryGetValue(suggestion.Id, out var content) && content != suggestion.Content)
                    yield return $"suggestion {suggestion.Id} was shown as {content} and is kept as {suggestion.Content}";
                if (!StandsAsDecided(suggestion)) yield return $"suggestion {suggestion.Id} is kept as {suggestion.Status}, decided as {_decided.GetValueOrDefault(suggestion.Id)?.Status}";
            }

            var ids = kept.Select(suggestion => suggestion.Id).ToHashSet();
            foreach (var reading in byTurn[turnId])
            {
                foreach (var id in reading.Ready.Where(id => !ids.Contains(id))) yield return $"turn {turnId}, reader {reading.Reader}: suggestion {id} was shown and is not kept";
                if (reading.End is null || reading.IsToldFromHistory) continue;
                foreach (var id in ids.Where(id => !reading.Ready.Contains(id))) yield return $"turn {turnId}, reader {reading.Reader}: suggestion {id} is kept and was not shown";
            }
        }
    }

    /// <summary>What was accepted was made once, what was not was never made, and nothing was made that nobody was shown.</summary>
    private IEnumerable<string> JudgeMade()
    {
        foreach (var suggestion in _kept.Values.SelectMany(kept => kept))
        {
            var times = _made.Count(name => IsOf(name, suggestion.Content));
            if (times != (suggestion.Status == "applied" ? 1 : 0)) yield return $"suggestion {suggestion.Id} is kept as {suggestion.Status} and was made {times} times";
        }

        var known = _shown.Values.OfType<string>().Concat(_kept.Values.SelectMany(kept => kept).Select(suggestion => suggestion.Content)).ToList();
        foreach (var name in _made.Where(name => !known.Exists(content => IsOf(name, content)))) yield return $"'{name}' was made, and nobody was shown it";
    }

    private static bool IsOf(string made, string content) => content.Contains($"\"name\":\"{made}\"", StringComparison.Ordinal);

    private bool StandsAsDecided(Suggested suggestion)
    {
        if (_applies && suggestion.Status == "accepted") return false;
        return _decided.TryGetValue(suggestion.Id, out var decided)
            ? Decision(suggestion.Status) == Decision(decided.Status) && suggestion.Status != "failed"
            : suggestion.Status == "ready" || _mayBeDecided.Contains(suggestion.Id);
    }
}
