namespace Constellation.Realtime.Chaos.Checking;

/// <summary>One reader's way through a whole conversation: numbers grow, every turn ends, every decision is told once, the conversation's end comes last.</summary>
internal sealed class Watching(int reader, Guid sessionId, string way)
{
    private readonly List<(string Suggestion, string Status)> _changed = [];
    private readonly Dictionary<string, string> _restarted = [];
    private readonly List<string> _updated = [];
    private bool _isRestarted;
    private long _last;
    private bool _isOver;

    public int Reader => reader;

    public Guid SessionId => sessionId;

    public string? Take(Observation.Seen seen)
    {
        var before = _last;
        _last = Math.Max(_last, seen.Sequence);
        if (_isOver) return $"{seen.Type} {seen.Sequence} came after session.ended";
        if (seen.Sequence <= before) return $"{seen.Type} {seen.Sequence} came after {before}";
        if (seen.Type == "session.ended") _isOver = true;
        if (seen is { Type: "session.updated", Content: { } content }) _updated.Add(content);
        if (seen is { Type: "suggestion.changed", About: { } id }) _changed.Add((id, seen.Status ?? ""));
        if (seen is { Type: "suggestion.ready", Status: "ready", About: { } ready } && _changed.Exists(one => one.Suggestion == ready))
            return $"suggestion {ready} was shown as ready after it had been decided on";
        return null;
    }

    public string? Restart(Observation.Restarted snapshot)
    {
        var before = _last;
        _last = Math.Max(_last, snapshot.Sequence);
        _isRestarted = true;
        foreach (var suggestion in snapshot.Suggestions) _restarted[suggestion.Id] = suggestion.Status;
        return snapshot.Sequence < before ? $"a snapshot of {snapshot.Sequence} came after {before}" : null;
    }

    /// <param name="turns">The turns of this conversation.</param>
    /// <param name="ended">Of which of them this reader has the end.</param>
    /// <param name="isClosed">Whether the conversation was ended.</param>
    public IEnumerable<string> JudgeEnd(IEnumerable<Guid> turns, IReadOnlySet<Guid> ended, bool isClosed)
    {
        foreach (var turn in turns.Where(turn => !ended.Contains(turn))) yield return $"{way} told no end of turn {turn}";
        if (isClosed && !_isOver) yield return $"{way} told no session.ended";
    }

    /// <param name="titles">Those that this conversation was given.</param>
    public IEnumerable<string> JudgeTitles(IEnumerable<string> titles) => _isRestarted ? [] : titles
        .Where(title => !_updated.Exists(content => content.Contains($"title:\"{title}\"", StringComparison.Ordinal)))
        .Select(title => $"{way} told nothing of the title '{title}'");

    /// <param name="decided">The decisions of this conversation that count.</param>
    /// <param name="mayBeDecided">Those of which nobody knows.</param>
    public IEnumerable<string> JudgeDecisions(IReadOnlyDictionary<string, Observation.Decided> decided, IReadOnlySet<string> mayBeDecided)
    {
        foreach (var same in _changed.GroupBy(one => one.Suggestion))
        {
            var course = same.Select(one => one.Status).ToList();
            if (course is not ([_] or ["accepted", "applied" or "failed"])) yield return $"{way} told {course.Count} decisions on suggestion {same.Key}";
            if (!decided.TryGetValue(same.Key, out var counts) ? !mayBeDecided.Contains(same.Key) : Suggestions.Decision(course[0]) != Suggestions.Decision(counts.Status))
                yield return $"{way} told that suggestion {same.Key} is {course[0]}, decided as {counts?.Status}";
        }

        foreach (var id in decided.Keys.Where(id => !_changed.Exists(one => one.Suggestion == id) && _restarted.GetValueOrDefault(id) is null or "ready"))
            yield return $"{way} told no decision on suggestion {id}";
    }
}
