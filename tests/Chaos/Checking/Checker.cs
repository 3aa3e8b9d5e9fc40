namespace Constellation.Realtime.Chaos.Checking;

/// <summary>
/// Decides from what clients saw alone whether the contract was kept: every reader's fold is what history keeps, one terminal event a turn and nothing after it,
/// accepted messages exactly once, no text of two owners in one reply, what was shown stands after a takeover where it is gone on with (unless a store lost it), one
/// number one event for all readers, suggestions as the service keeps them, one decision on each, the conversation's end last, nobody hung.
/// </summary>
internal sealed class Checker
{
    private readonly Dictionary<(int Reader, Guid TurnId), Reading> _readings = [];
    private readonly Dictionary<int, Watching> _watchings = [];
    private readonly HashSet<Guid> _closed = [];
    private readonly List<(Guid SessionId, string Title)> _titles = [];
    private readonly Numbers _numbers = new();
    private readonly Suggestions _suggestions = new();
    private readonly Endings _endings = new();
    private readonly Dictionary<Guid, Guid> _sessions = [];
    private readonly Owners _owners = new();
    private readonly Dictionary<Guid, Observation.Sending> _sent = [];
    private readonly Dictionary<Guid, Observation.Accepted> _accepted = [];
    private readonly Dictionary<Guid, Observation.AskingAgain> _again = [];
    private readonly HashSet<Guid> _mayBeThere = [];
    private readonly List<Observation.Kept> _kept = [];
    private readonly List<Observation.Faulted> _faults = [];
    private readonly Breaches _breaches = new();
    private Asked? _asked;
    private int _hung;
    private int _putOff;
    private bool _continuesText;
    private bool _isBrokenOff;
    private double _lastAt;

    public static Verdict Check(IEnumerable<Observation> history)
    {
        var checker = new Checker();
        foreach (var observation in history) checker.Take(observation);
        return checker.Judge();
    }

    private void Take(Observation observation)
    {
        // What was going on then is torn, which is nobody's fault.
        if (_isBrokenOff) return;
        _lastAt = Math.Max(_lastAt, observation.At);
        if (observation is Observation.NotAccepted { Code: "unavailable" } or Observation.NotDecided { Code: "unavailable" } or Observation.Refused { Code: "unavailable" }) _putOff++;
        switch (observation)
        {
            case Observation.Began began:
                (_continuesText, _asked) = (began.ContinuesText, began.Asked);
                _suggestions.Take(began);
                break;
            case Observation.BrokenOff:
                _isBrokenOff = true;
                break;
            case Observation.Told told:
                _owners.Take(told);
                break;
            case Observation.Sending sending:
                _sent.TryAdd(sending.ClientMessageId, sending);
                break;
            case Observation.Accepted accepted:
                if (_accepted.TryGetValue(accepted.ClientMessageId, out var before) && before.TurnId != accepted.TurnId)
                    _breaches.Add($"message {accepted.ClientMessageId} was accepted as turn {before.TurnId} and as turn {accepted.TurnId}");
                _accepted.TryAdd(accepted.ClientMessageId, accepted);
                _sessions[accepted.TurnId] = accepted.SessionId;
                _endings.Begin(accepted.TurnId, SentAt(accepted.ClientMessageId) ?? accepted.At);
                break;
            case Observation.AskingAgain again:
                _again.TryAdd(again.ClientMessageId, again);
                break;
            case Observation.Joined joined:
                _readings[(joined.Reader, joined.TurnId)] = ReadingOf(joined.Like, joined.TurnId).Join(joined.Reader, joined.After);
                break;
            case Observation.Made made:
                _suggestions.Take(made);
                break;
            case Observation.Watched watched:
                _watchings[watched.Reader] = new Watching(watched.Reader, watched.SessionId, watched.Way);
                break;
            case Observation.Restarted snapshot:
                Take(snapshot);
                break;
            case Observation.Deciding deciding:
                _suggestions.Take(deciding);
                break;
            case Observation.Decided decided:
                _breaches.AddRange(_suggestions.Take(decided));
                break;
            case Observation.NotDecided { Code: "session_ended" } late when _endings.WasAsked(_suggestions.SessionOf(late.SuggestionId), late.At):
                break;
            case Observation.NotDecided refused:
                _breaches.AddRange(_suggestions.Take(refused));
                break;
            case Observation.Listed listed:
                _suggestions.Take(listed);
                break;
            case Observation.Pushed pushed:
                _breaches.AddRange(_suggestions.Take(pushed));
                if (pushed is { Name: "SessionEnded", SessionId: { } ended } && !_endings.WasAsked(ended, pushed.At))
                    _breaches.Add($"conversation {ended} was announced as ended, and nobody asked for it");
                break;
            case Observation.Renamed renamed:
                _titles.Add((renamed.SessionId, renamed.Title));
                break;
            case Observation.Cancelling cancelling:
                _endings.Take(cancelling);
                break;
            case Observation.Refused { Code: not "unavailable" } refusal:
                _breaches.Add($"{refusal.Call} on node {refusal.Node} was answered with {refusal.Code}");
                break;
            case Observation.Closed closed:
                _closed.Add(closed.SessionId);
                break;
            case Observation.NotAccepted { Code: null or "unavailable" } unknown:
                _mayBeThere.Add(unknown.ClientMessageId);
                break;
            case Observation.NotAccepted refused:
                _breaches.Add($"message {refused.ClientMessageId} was refused with {refused.Code}");
                break;
            case Observation.Seen seen:
                Take(seen);
                break;
            case Observation.Hung hung:
                _hung++;
                _breaches.Add($"hung: reader {hung.Reader}, turn {hung.TurnId}: {hung.Why}", Rule.Hung);
                break;
            case Observation.Faulted fault:
                _faults.Add(fault);
                break;
            case Observation.Kept kept:
                _kept.Add(kept);
                break;
        }
    }

    private void Take(Observation.Seen seen)
    {
        var watching = _watchings.GetValueOrDefault(seen.Reader);
        var sessionId = watching?.SessionId ?? (seen.TurnId is { } known ? _sessions.GetValueOrDefault(known) : default);
        if (watching?.Take(seen) is { } disorder) _breaches.Add($"conversation {sessionId}, reader {seen.Reader}: {disorder}");
        if (seen.TurnId is { } turnId) Take(seen, ReadingOf(seen.Reader, turnId));
        if (_numbers.Take(sessionId, seen) is { } other) _breaches.Add($"conversation {sessionId}, reader {seen.Reader}: {other}", Rule.Number);
        _breaches.AddRange(_suggestions.Take(seen));
        _endings.Take(seen);
    }

    private void Take(Observation.Seen seen, Reading reading)
    {
        if (reading.Take(seen) is { } wrong) _breaches.Add($"turn {reading.TurnId}, reader {seen.Reader}: {wrong}", Rule.Fold);
        if (seen.Type == "text.delta" && !_owners.IsPart(reading.Text))
            _breaches.Add($"turn {reading.TurnId}, reader {seen.Reader}: at {seen.Sequence} the {reading.Text.Length} characters in hand are no one owner's text", Rule.Owner);
    }

    private void Take(Observation.Restarted snapshot)
    {
        if (_watchings[snapshot.Reader].Restart(snapshot) is { } wrong) _breaches.Add($"conversation {snapshot.SessionId}, reader {snapshot.Reader}: {wrong}");
        foreach (var reply in snapshot.Messages.Where(message => message.Sender == "assistant"))
            ReadingOf(snapshot.Reader, reply.TurnId).Restart(reply.Content, reply.Status == "live", snapshot.At);
        foreach (var suggestion in snapshot.Suggestions) ReadingOf(snapshot.Reader, suggestion.TurnId).Ready.Add(suggestion.Id);
    }

    /// <summary>When this message, or the wish for another answer, was sent for the first time.</summary>
    private double? SentAt(Guid clientMessageId) => _sent.GetValueOrDefault(clientMessageId)?.At ?? _again.GetValueOrDefault(clientMessageId)?.At;

    private Reading ReadingOf(int reader, Guid turnId)
    {
        if (!_readings.TryGetValue((reader, turnId), out var reading)) _readings[(reader, turnId)] = reading = new Reading(reader, turnId);
        return reading;
    }

    private Verdict Judge()
    {
        var (lost, repeated) = _isBrokenOff ? ((long?)null, (long?)null) : JudgeWhole();
        IReadOnlyList<FaultCount> faults =
            [.. _faults.GroupBy(fault => fault.Name).Select(kind => new FaultCount(kind.Key, kind.Count(), kind.Count(IsInTheMiddle), kind.Any(fault => fault.Node > 0))).OrderBy(kind => kind.Name, StringComparer.Ordinal)];
        return new Verdict
        {
            Faults = faults,
            Voids = [.. Voids(faults)],
            IsBrokenOff = _isBrokenOff,
            Took = TimeSpan.FromMilliseconds(_lastAt),
            Turns = _sessions.Count,
            Struck = _faults.SelectMany(Live).Select(reading => reading.TurnId).Distinct().Count(),
            Again = _accepted.Keys.Count(_again.ContainsKey),
            EndedMeanwhile = _sessions.Where(turn => _endings.IsEndedMeanwhile(turn.Value, turn.Key)).Select(turn => turn.Value).Distinct().Count(),
            Completed = _endings.Completed,
            Cancelled = _endings.Cancelled,
            Failed = _endings.Failed,
            Watchings = _watchings.Count,
            ToldFromHistory = _readings.Values.Count(reading => reading.IsToldFromHistory || reading.IsToldBySnapshot),
            Suggestions = _suggestions.Kept,
            Decisions = _suggestions.Decisions,
            Readings = _readings.Count,
            Characters = _readings.Values.Sum(reading => (long)reading.Text.Length),
            Lost = lost,
            Repeated = repeated,
            Hung = _hung,
            PutOff = _putOff,
            Takeovers = [.. Takeovers().Order()],
            Breaches = _breaches.Texts,
            ByRule = _breaches.ByRule,
        };
    }

    /// <summary>What the run did not come to.</summary>
    private IEnumerable<string> Voids(IReadOnlyList<FaultCount> faults)
    {
        var (all, inTheMiddle) = (faults.Sum(kind => kind.Times), faults.Sum(kind => kind.InTheMiddle));
        if (_sessions.Count == 0) yield return "nobody was answered";
        if (_asked?.InTheMiddle != false && inTheMiddle * 10 < all * 9) yield return "fewer than nine of ten faults hit a reply in its middle";
        var ofNodes = faults.Where(kind => kind.HitsNode).ToList();
        if (_asked?.InTheMiddle != false && ofNodes.Sum(kind => kind.InTheMiddle) * 10 < ofNodes.Sum(kind => kind.Times) * 9)
            yield return "fewer than nine of ten faults of a node hit one of its replies in its middle";
        if (_asked is null) yield break;
        if (all < _asked.Faults) yield return $"{all} faults of {_asked.Faults}";
        if (_sessions.Count < _asked.Turns) yield return $"{_sessions.Count} turns of {_asked.Turns}";
        foreach (var kind in _asked.Kinds)
        {
            var times = faults.FirstOrDefault(fault => fault.Name == kind)?.Times ?? 0;
            if (times < _asked.Each) yield return $"{times} times of {_asked.Each}: {kind}";
        }
    }

    /// <summary>What can be told only where the run went to its end.</summary>
    private (long? Lost, long? Repeated) JudgeWhole()
    {
        var texts = JudgeReadings();
        JudgeMessages();
        JudgeSuperseded();
        JudgeWatchings();
        _breaches.AddRange(_endings.Judge(_sessions, _faults));
        _breaches.AddRange(_suggestions.Judge(_readings.Values, _watchings.Values));
        return texts;
    }

    private (long Lost, long Repeated) JudgeReadings()
    {
        var replies = _kept.Where(kept => kept.Sender == "assistant").ToLookup(kept => kept.TurnId);
        var tellsBeginnings = _readings.Values.Any(reading => reading.SawBeginning);
        var (lost, repeated) = (0L, 0L);
        foreach (var turn in _readings.Values.GroupBy(reading => reading.TurnId))
        {
            if (turn.Select(reading => reading.End).Where(end => end is not null).Distinct().Count() > 1)
                _breaches.Add($"turn {turn.Key} ended in several ways: {string.Join(", ", turn.Select(reading => reading.End))}");
            if (replies[turn.Key].Count() != 1)
            {
                _breaches.Add($"turn {turn.Key} has {replies[turn.Key].Count()} replies in history");
                continue;
            }

            var kept = replies[turn.Key].Single();
            foreach (var reading in turn)
            {
                if (tellsBeginnings && !reading.BeganWell) _breaches.Add($"turn {turn.Key}, reader {reading.Reader}: it did not begin with turn.started", Rule.Fold);
                if (JudgeEnd(reading, kept) is { } wrong) _breaches.Add($"turn {turn.Key}, reader {reading.Reader}: {wrong}", Rule.Kept);
                if (reading.End is null && !reading.IsToldBySnapshot) _breaches.Add($"turn {turn.Key}, reader {reading.Reader}: no terminal event");
                foreach (var (at, shown, stands) in reading.Shortfalls.Where(one => _continuesText && !MayBeLost(turn.Key, one.At)))
                    _breaches.Add($"turn {turn.Key}, reader {reading.Reader}: of {shown} characters shown {stands} stand after a rewind at {at:0} ms", Rule.Stands);
                if ((reading.End is not null || reading.IsToldBySnapshot) && reading.Text != kept.Content)
                {
                    _breaches.Add($"turn {turn.Key}, reader {reading.Reader}: {reading.Text.Length} characters in hand, {kept.Content.Length} kept", Rule.Kept);
                    var same = reading.Text.Zip(kept.Content).TakeWhile(pair => pair.First == pair.Second).Count();
                    lost += kept.Content.Length - same;
                    repeated += reading.Text.Length - same;
                }
            }

            JudgeOwners(kept);
        }

        foreach (var turnId in _accepted.Values.Select(accepted => accepted.TurnId).Where(turnId => !replies[turnId].Any()))
            _breaches.Add($"turn {turnId} was accepted and has no reply in history");
        return (lost, repeated);
    }

    /// <summary>What is wrong with the terminal event beside the message that history keeps; null where nothing is.</summary>
    private static string? JudgeEnd(Reading reading, Observation.Kept kept)
    {
        if (reading.End is not { } end || kept.Status == "superseded") return null;
        var fits = end.Type switch
        {
            "turn.completed" => kept.Status == "complete",
            "turn.cancelled" => kept.Status == "partial",
            _ => kept.Status is "partial" or "failed",
        };
        if (!fits) return $"{end.Type}, and kept as {kept.Status}";
        return reading.Status is { } told && told != kept.Status ? $"{end.Type} with a reply that is {told}, and kept as {kept.Status}" : null;
    }

    /// <summary>Whether a store may have lost the turn's text until then: a turn that began later had nothing there to lose.</summary>
    private bool MayBeLost(Guid turnId, double at) => _faults.Exists(fault => fault.LosesText && fault.At >= _endings.BeginOf(turnId) && fault.At <= at);

    /// <summary>A whole reply is what one asking of the model gave; a part is the beginning of one.</summary>
    private void JudgeOwners(Observation.Kept reply)
    {
        var isOnes = reply.Status == "complete" ? _owners.IsWhole(reply.Content) : _owners.IsPart(reply.Content);
        if (!isOnes) _breaches.Add($"turn {reply.TurnId}: its {reply.Status} reply is no one owner's text", Rule.Owner);
    }

    private void JudgeMessages()
    {
        var sent = _sent.Values.ToDictionary(one => (one.SessionId, one.Text));
        var kept = _kept.Where(message => message.Sender == "user").ToList();
        foreach (var stray in kept.Where(message => !sent.ContainsKey((message.SessionId, message.Content))))
            _breaches.Add($"turn {stray.TurnId} answers a message that nobody sent in conversation {stray.SessionId}");
        var asked = kept.Select(message => message.TurnId).ToHashSet();
        foreach (var stray in _kept.Where(message => message.Sender == "assistant" && !asked.Contains(message.TurnId) && !_sessions.ContainsKey(message.TurnId)))
            _breaches.Add($"turn {stray.TurnId} has a reply in history and no message");
        var turns = kept.ToLookup(message => (message.SessionId, message.Content), message => message.TurnId);
        foreach (var (message, one) in sent)
        {
            var answered = turns[message].ToList();
            if (!_accepted.TryGetValue(one.ClientMessageId, out var accepted))
            {
                if (answered.Count > (_mayBeThere.Contains(one.ClientMessageId) ? 1 : 0)) _breaches.Add($"message {one.ClientMessageId} is {answered.Count} times in history, not accepted");
            }
            else if (answered is not [var turn])
            {
                _breaches.Add($"message {one.ClientMessageId} is {answered.Count} times in history, accepted");
            }
            else if (turn != accepted.TurnId)
            {
                _breaches.Add($"message {one.ClientMessageId} was accepted as turn {accepted.TurnId} and is kept as turn {turn}");
            }
        }
    }

    /// <summary>Superseded is what was answered anew, and nothing else.</summary>
    private void JudgeSuperseded()
    {
        var again = _again.Values.ToLookup(one => one.TurnId, one => one.ClientMessageId);
        foreach (var reply in _kept.Where(message => message.Sender == "assistant"))
        {
            var wishes = again[reply.TurnId].ToList();
            if (reply.Status == "superseded" && !wishes.Exists(wish => _accepted.ContainsKey(wish) || _mayBeThere.Contains(wish)))
                _breaches.Add($"turn {reply.TurnId} is superseded, and nobody wanted another answer");
            if (reply.Status != "superseded" && wishes.Exists(_accepted.ContainsKey)) _breaches.Add($"turn {reply.TurnId} was answered anew, and is kept as {reply.Status}");
        }
    }

    private void JudgeWatchings()
    {
        var turns = _sessions.ToLookup(turn => turn.Value, turn => turn.Key);
        var ended = _readings.Values.Where(reading => reading.End is not null || reading.IsToldBySnapshot).ToLookup(reading => reading.Reader, reading => reading.TurnId);
        var titles = _titles.ToLookup(one => one.SessionId, one => one.Title);
        foreach (var watching in _watchings.Values)
        {
            var wrongs = watching.JudgeEnd(turns[watching.SessionId], ended[watching.Reader].ToHashSet(), _closed.Contains(watching.SessionId));
            foreach (var wrong in wrongs.Concat(watching.JudgeTitles(titles[watching.SessionId])))
                _breaches.Add($"conversation {watching.SessionId}, reader {watching.Reader}: {wrong}");
        }
    }

    private bool IsInTheMiddle(Observation.Faulted fault) => Live(fault).Any();

    private IEnumerable<Reading> Live(Observation.Faulted fault)
    {
        // Who took a message may have lost its turn since: where a turn is named that the node had, that one counts.
        HashSet<Guid> turns = fault.TurnId is { } turnId
            ? [turnId]
            : [.. _accepted.Values.Where(accepted => fault.Node == 0 || accepted.Node == fault.Node).Select(accepted => accepted.TurnId)];
        return _readings.Values.Where(reading => turns.Contains(reading.TurnId) && reading.FirstTextAt < fault.At && _endings.EndOf(reading.TurnId) > fault.At);
    }

    private IEnumerable<double> Takeovers() =>
        from fault in _faults
        where fault.TakesOwner
        from reading in Live(fault)
        let first = reading.Rewinds.FirstOrDefault(rewind => rewind.At > fault.At && rewind.Reason == "takeover")
        where first.Reason is not null
        select first.At - fault.At;
}
