using System.Globalization;
using System.Text;
using Constellation.Realtime.Contracts;
using Constellation.Realtime.Engine.EventLog;

namespace Constellation.Realtime.Engine.Turns;

/// <summary>
/// What a turn's owner says: the reply's text, and the events that are still to be written. They wait as they come, text gathered into one delta, get their number
/// in the owner's term when they are first written, and keep it until they are acknowledged. Safe to use from many threads.
/// </summary>
internal sealed class TurnEvents(Turn turn, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly WireText _wire = new();
    private readonly StringBuilder _text = new();
    private readonly List<SessionEvent> _pending = [];
    private readonly List<SessionEvent> _said = [];
    private readonly List<SessionEvent> _batch = [];
    private readonly HashSet<Guid> _shown = [];
    private readonly HashSet<long> _own = [];
    private string _inherited = "";
    private ClaimedAnew? _claimed;
    private long _term = turn.Term;
    private long _index;

    /// <summary>The term in which the events are numbered.</summary>
    public long Term
    {
        get { lock (_lock) return _term; }
    }

    /// <summary>The reply's text so far.</summary>
    public string Text
    {
        get { lock (_lock) return _text.ToString(); }
    }

    /// <summary>How long that is, in UTF-16 code units.</summary>
    public int Length
    {
        get { lock (_lock) return _text.Length; }
    }

    /// <summary>When this owner said the first text of the reply; null where it has said none, or went on with another owner's.</summary>
    public DateTimeOffset? FirstTextAt { get; private set; }

    /// <summary>Whether there is something to write.</summary>
    public bool Any
    {
        get { lock (_lock) return _pending.Count > 0 || _batch.Count > 0; }
    }

    /// <summary>Whether something was numbered and is not acknowledged.</summary>
    public bool AnyUnacknowledged
    {
        get { lock (_lock) return _batch.Count > 0; }
    }

    /// <summary>Whether readers were shown the suggestion as ready, as far as the log knows: by this owner, or by one before it.</summary>
    public bool HasShown(Guid suggestionId)
    {
        lock (_lock) return _shown.Contains(suggestionId);
    }

    /// <summary>Begins a new turn.</summary>
    public void Start(Session? titled)
    {
        var now = time.GetUtcNow();
        lock (_lock)
        {
            _pending.Add(SessionEvent.TurnStarted(turn.SessionId, turn.TurnId, turn.StartedAt, turn.ReplyId, turn.UserMessage));
            if (titled is not null) Queue(SessionEvent.SessionUpdated(titled, now));
        }
    }

    /// <summary>Begins the reply after a takeover: with what was said before, or anew.</summary>
    public void Inherit(string said, bool goesOn)
    {
        lock (_lock)
        {
            _pending.Add(Rewound(0, RewindReasons.Takeover, time.GetUtcNow()));
            _inherited = said;
            if (goesOn) Recall();
        }
    }

    /// <summary>Where the reply has no text it has again what was said before the takeover.</summary>
    public void Recall()
    {
        lock (_lock)
        {
            if (_text.Length > 0 || _inherited.Length == 0) return;
            _text.Append(_inherited);
            _pending.Add(Delta(0, _inherited, time.GetUtcNow()));
        }
    }

    public void Say(string piece)
    {
        lock (_lock) Append(_wire.Take(piece));
    }

    /// <summary>No more text comes: what was held back of the last piece is said.</summary>
    public void EndText()
    {
        lock (_lock) Append(_wire.End());
    }

    public void Rewind(int length, string reason)
    {
        lock (_lock)
        {
            _wire.End();
            _text.Length = Math.Min(_text.Length, length);
            _pending.Add(Rewound(length, reason, time.GetUtcNow()));
        }
    }

    public void SayAgain(int length, string reason)
    {
        var now = time.GetUtcNow();
        lock (_lock)
        {
            _pending.Add(Rewound(length, reason, now));
            if (_text.Length > length) _pending.Add(Delta(length, _text.ToString(length, _text.Length - length), now));
        }
    }

    /// <summary>Adds an event that is not text, behind all text so far.</summary>
    public void Add(SessionEvent e)
    {
        lock (_lock) Queue(e);
    }

    /// <summary>The id by which readers know a call of a tool: a provider may give one again in a later answer.</summary>
    public string NameCall(string given)
    {
        lock (_lock)
        {
            var name = given;
            for (var i = 2; _said.Exists(e => e.Tool?.CallId == name); i++) name = string.Create(CultureInfo.InvariantCulture, $"{given}-{i}");
            return name;
        }
    }

    /// <summary>Shows those of the suggestions that no reader was shown.</summary>
    public void Show(IEnumerable<ReadySuggestion> suggestions)
    {
        lock (_lock)
        {
            foreach (var suggestion in suggestions.Where(one => !_shown.Contains(one.SuggestionId)))
                Queue(SessionEvent.SuggestionReady(turn.SessionId, turn.TurnId, time.GetUtcNow(), suggestion));
        }
    }

    /// <summary>These are in the log: an owner before this one said them.</summary>
    public void NoteHeld(IReadOnlyList<SessionEvent> held)
    {
        lock (_lock)
        {
            foreach (var e in SeenByAll(held)) NoteShown(e);
        }
    }

    /// <summary>Numbers what comes in another term, from its beginning.</summary>
    public void BeginTerm(ClaimedAnew claimed)
    {
        lock (_lock)
        {
            _own.Add(_term);
            (_claimed, _term, _index) = (claimed, claimed.Term, 0);
        }
    }

    /// <summary>Puts in the place of all that is not acknowledged the whole text, and what of the rest a reader may lack. Whatever the log has, a reader may have
    /// seen what it lost: so never from the middle. <c>turn.started</c> keeps its number: where the log has lost it, readers get it from the database. A tool's
    /// start is said again unless its finish was seen, too. A suggestion that may have been passed over is left to the end, which knows how it stands by then. What is
    /// said again is said as it stood when this term was claimed: what was decided or renamed since has a later one.</summary>
    public void SayAnew(IReadOnlyList<SessionEvent> held)
    {
        var now = time.GetUtcNow();
        lock (_lock)
        {
            var seen = SeenByAll(held).Select(Identity).ToHashSet();
            var there = held.Where(e => e.Type == SessionEventTypes.SuggestionReady).Select(Identity).ToHashSet();
            var finished = _said.Where(e => e.Type == SessionEventTypes.ToolFinished && seen.Contains(Identity(e))).Select(e => e.Tool!.CallId).ToHashSet();
            var again = _said.Where(e => e.Type == SessionEventTypes.ToolStarted
                ? !finished.Contains(e.Tool!.CallId)
                : !seen.Contains(Identity(e)) && !there.Contains(Identity(e))).Select(AsItStands).ToList();
            _batch.Clear();
            _pending.Clear();
            _pending.Add(Rewound(0, RewindReasons.Resync, now));
            if (_text.Length > 0) _pending.Add(Delta(0, _text.ToString(), now));
            _pending.AddRange(again);
            _shown.Clear();
            foreach (var e in SeenByAll(held).Concat(again)) NoteShown(e);
        }
    }

    /// <summary>All that is not acknowledged, numbered: what was numbered before keeps its number, so that a repeat is known as one.</summary>
    public (Writer Writer, List<SessionEvent> Events) TakeBatch()
    {
        lock (_lock)
        {
            var before = _index - _batch.Count;
            foreach (var e in _pending) _batch.Add(e with { Sequence = Sequence.Of(_term, ++_index) });
            _pending.Clear();
            return (new Writer(_term, before), [.. _batch]);
        }
    }

    /// <summary>The first <paramref name="count"/> of the batch are in the log.</summary>
    public void Acknowledge(int count)
    {
        lock (_lock) _batch.RemoveRange(0, count);
    }

    /// <summary>What no reader can have passed over of what the log holds. An event of another's term that is not there, a reader may have been told by the database, and
    /// what came into the log after that, under an older number, it does not get to see.</summary>
    private IEnumerable<SessionEvent> SeenByAll(IReadOnlyList<SessionEvent> held)
    {
        var terms = held.Select(e => Sequence.TermOf(e.Sequence)).ToHashSet();
        var from = _term;
        while (terms.Contains(from - 1) || _own.Contains(from - 1)) from--;
        return held.Where(e => Sequence.TermOf(e.Sequence) >= from);
    }

    private SessionEvent AsItStands(SessionEvent e) => e switch
    {
        { Session: not null } when _claimed is { Session: var session } => e with { Session = session },
        { Type: SessionEventTypes.SuggestionReady, Suggestion.SuggestionId: var id } when _claimed?.Suggestions.FirstOrDefault(one => one.SuggestionId == id) is { } kept =>
            e with { Suggestion = kept.Shown },
        _ => e,
    };

    private static (string Type, DateTimeOffset At, string? Call, Guid? Suggestion) Identity(SessionEvent e) =>
        (e.Type, e.At, e.Tool?.CallId, e.Suggestion?.SuggestionId);

    private SessionEvent Rewound(int length, string reason, DateTimeOffset at) => SessionEvent.TextRewound(turn.SessionId, turn.TurnId, at, length, reason);

    private SessionEvent Delta(int offset, string text, DateTimeOffset at) => SessionEvent.TextDelta(turn.SessionId, turn.TurnId, at, offset, text);

    private void Queue(SessionEvent e)
    {
        _pending.Add(e);
        if (e.Type != SessionEventTypes.SuggestionDraft) _said.Add(e);
        NoteShown(e);
    }

    private void NoteShown(SessionEvent e)
    {
        if (e is { Type: SessionEventTypes.SuggestionReady, Suggestion: { } suggestion }) _shown.Add(suggestion.SuggestionId);
    }

    private void Append(string text)
    {
        if (text.Length == 0) return;
        var offset = _text.Length;
        if (offset == 0) FirstTextAt ??= time.GetUtcNow();
        _text.Append(text);
        if (_pending.Count > 0 && _pending[^1] is { Type: SessionEventTypes.TextDelta } last)
            _pending[^1] = last with { Text = last.Text + text };
        else
            _pending.Add(Delta(offset, text, time.GetUtcNow()));
    }
}
