using Constellation.Realtime.Contracts;
using Constellation.Realtime.Engine;
using Constellation.Realtime.Engine.Database;
using Constellation.Realtime.Engine.EventLog;
using Constellation.Realtime.Engine.Sessions;
using Constellation.Realtime.Engine.Turns;

namespace Constellation.Realtime.Simulation.Stores;

/// <summary>One session in a database that decides as the real one does: each method is one transaction.</summary>
internal sealed class SimulatedDatabase(Mutation mutation)
{
    private readonly List<TurnRow> _turns = [];
    private readonly Dictionary<Guid, SessionEvent> _terminals = [];
    private readonly List<Suggestion> _suggestions = [];
    private readonly List<SessionEvent> _outside = [];
    private readonly List<(long Position, Message Message)> _messages = [];

    public required SessionRow Session { get; init; }

    public IReadOnlyList<TurnRow> Turns => _turns;

    public IReadOnlyList<SessionEvent> Outside => _outside;

    /// <summary>Oldest first.</summary>
    public IEnumerable<Message> Messages => _messages.OrderBy(message => message.Position).Select(message => message.Message);

    /// <summary>In the order in which they were made.</summary>
    public IReadOnlyList<Suggestion> Suggestions => _suggestions;

    public bool HasLiveTurn => _turns.Exists(turn => turn.Status == TurnStatus.Running);

    public Turn? Find(Guid turnId) => Row(turnId)?.ToTurn();

    /// <summary>The suggestion as a database would keep it.</summary>
    public static ReadySuggestion Ready(Suggestion suggestion) =>
        ReadySuggestion.Kept(SuggestionRow.Of(suggestion, suggestion.SessionId!.Value, suggestion.TurnId!.Value, 1, DateTimeOffset.UnixEpoch));

    public IEnumerable<Suggestion> SuggestionsOf(Guid turnId) =>
        mutation == Mutation.StoredIsForgotten ? [] : _suggestions.Where(suggestion => suggestion.TurnId == turnId);

    public Acceptance Accept(NewTurn turn)
    {
        if (mutation != Mutation.AcceptedTwice && _turns.Find(t => t.ClientMessageId == turn.ClientMessageId) is { } known)
        {
            var isOwn = known.TurnId == turn.TurnId && known.Node == turn.Node && known.Term == known.StartTerm && known.Status == TurnStatus.Running;
            return new Acceptance.Accepted(known.ToTurn(), Session.ToSession(), isOwn, isOwn && known.StartTerm == 1 && Session.Title == turn.Title);
        }

        if (!Session.TakesMessages) return new Acceptance.Refused(ErrorCodes.SessionEnded);
        if (Session.ActiveTurnId is not null) return new Acceptance.Refused(ErrorCodes.SessionBusy);
        var isTitled = Session.Title is null;
        Session.Title ??= turn.Title;
        Session.ActiveTurnId = turn.TurnId;
        Session.LastActive = turn.At;
        Session.LastSequence = Sequence.Of(Session.TakeTerm(), 1);
        var row = new TurnRow
        {
            TurnId = turn.TurnId,
            SessionId = turn.SessionId,
            UserId = turn.UserId,
            ClientMessageId = turn.ClientMessageId,
            UserMessageId = turn.UserMessageId,
            UserMessage = new MessageRow
            {
                MessageId = turn.UserMessageId,
                SessionId = turn.SessionId,
                TurnId = turn.TurnId,
                Position = Session.Term,
                Sender = Sender.User,
                Content = turn.Text,
                Timestamp = turn.At,
            },
            ReplyId = turn.ReplyId,
            StartedAt = turn.At,
            StartTerm = Session.Term,
            Term = Session.Term,
            Node = turn.Node,
        };
        _turns.Add(row);
        _messages.Add((Session.Term, row.UserMessage.ToMessage()));
        return new Acceptance.Accepted(row.ToTurn(), Session.ToSession(), IsNew: true, isTitled);
    }

    public Turn? TakeOver(Guid turnId, long term, Guid node, bool handedOver)
    {
        if (Row(turnId) is not { Status: TurnStatus.Running } turn) return null;
        var isRepeated = turn.Node == node && turn.ClaimedFrom == term && !turn.ClaimedAnew;
        if (turn.Term != term && !isRepeated) return null;
        if (!isRepeated && !handedOver) turn.FruitlessClaims++;
        turn.Node = node;
        turn.InheritedLength = turn.Text.Length;
        Claim(turn, term, anew: false);
        return turn.ToTurn();
    }

    public ClaimedAnew? ClaimAnew(Guid turnId, long term)
    {
        if (Row(turnId) is not { Status: TurnStatus.Running } turn) return null;
        var isRepeated = turn.ClaimedFrom == term && turn.ClaimedAnew;
        if (turn.Term != term && !isRepeated) return null;
        Claim(turn, term, anew: true);
        return new ClaimedAnew(turn.Term, Session.ToSession(), [.. SuggestionsOf(turnId).Select(Ready)]);
    }

    public Checkpoint Checkpoint(Guid turnId, long term, string text)
    {
        var turn = Row(turnId);
        if (turn is not { Status: TurnStatus.Running } || turn.Term != term || Session.Term != term) return new(false, turn is { CancelRequested: true });
        turn.Text = text;
        if (text.Length > turn.InheritedLength) turn.FruitlessClaims = 0;
        return new(true, turn.CancelRequested);
    }

    public bool HandOver(Guid turnId, long term, string text)
    {
        if (Row(turnId) is not { Status: TurnStatus.Running } turn || turn.Term != term) return false;
        if (Session.Term == term)
        {
            if (text.Length > turn.InheritedLength) turn.FruitlessClaims = 0;
            turn.Text = text;
        }

        turn.Node = Node.Nobody;
        return true;
    }

    public Turn? RequestCancel(Guid turnId)
    {
        if (Row(turnId) is { Status: TurnStatus.Running } turn) turn.CancelRequested = true;
        return Find(turnId);
    }

    public EndedTurn? End(TurnEnd end)
    {
        var compares = mutation != Mutation.EndWithoutCompare;
        if (Row(end.TurnId) is not { } turn || compares && turn.Term != end.Term) return null;
        if (compares && turn.EndTerm is { } endTerm) return new EndedTurn(endTerm, _terminals[end.TurnId], Session.ToSession(), [.. SuggestionsOf(end.TurnId).Select(Ready)]);
        if (compares && mutation != Mutation.EndIgnoresSession && Session.Term != end.Term) return null;

        var reply = new Message
        {
            MessageId = turn.ReplyId,
            SessionId = turn.SessionId,
            TurnId = turn.TurnId,
            Sender = Sender.Assistant,
            Content = end.Text,
            Timestamp = end.At,
            Status = end.Status == TurnStatus.Completed ? MessageStatus.Complete : end.Status == TurnStatus.Failed ? MessageStatus.Failed : MessageStatus.Partial,
        };
        var number = Sequence.Of(Session.TakeTerm(), Sequence.TerminalIndex);
        var terminal = end.Status switch
        {
            TurnStatus.Completed => SessionEvent.TurnCompleted(end.SessionId, end.TurnId, end.At, reply, end.Usage!, number),
            TurnStatus.Cancelled => SessionEvent.TurnCancelled(end.SessionId, end.TurnId, end.At, reply, number),
            _ => SessionEvent.TurnFailed(end.SessionId, end.TurnId, end.At, reply, end.Error!, number),
        };
        turn.Status = end.Status;
        turn.EndTerm = Session.Term;
        turn.Terminal = StoredJson.Write(terminal);
        turn.Text = "";
        _terminals[end.TurnId] = terminal;
        Session.ActiveTurnId = null;
        Session.LastActive = end.At;
        Session.LastSequence = number;
        _messages.RemoveAll(message => message.Message.MessageId == reply.MessageId);
        _messages.Add((Session.Term, reply));
        return new EndedTurn(Session.Term, terminal, Session.ToSession(), [.. SuggestionsOf(end.TurnId).Select(Ready)]);
    }

    /// <summary>Running turns of these owners.</summary>
    public IReadOnlyList<Turn> Running(Func<Guid, bool> isOwner) =>
        [.. _turns.Where(turn => turn.Status == TurnStatus.Running && isOwner(turn.Node)).Select(turn => turn.ToTurn())];

    public bool StoreSuggestion(Suggestion suggestion, long term)
    {
        if (Row(suggestion.TurnId!.Value) is not { Status: TurnStatus.Running } turn || turn.Term != term) return false;
        if (!_suggestions.Exists(one => one.SuggestionId == suggestion.SuggestionId)) _suggestions.Add(suggestion);
        return true;
    }

    public DecisionResult Decide(DecideSuggestion decision, DateTimeOffset at)
    {
        if (!Session.TakesMessages) return new DecisionResult.Refused(ErrorCodes.SessionEnded);
        var i = _suggestions.FindIndex(suggestion => suggestion.SuggestionId == decision.SuggestionId);
        if (i < 0) return new DecisionResult.Refused(ErrorCodes.NotFound);
        var status = decision.Decision == Decision.Accepted ? SuggestionStatus.Accepted : SuggestionStatus.Rejected;
        if (_suggestions[i].Status == status) return new DecisionResult.Same(_suggestions[i]);
        if (_suggestions[i].Status != SuggestionStatus.Ready) return new DecisionResult.Refused(ErrorCodes.Conflict);
        _suggestions[i] = _suggestions[i] with { Status = status };
        var changed = SessionEvent.SuggestionChanged(Session.SessionId, at, _suggestions[i], Session.TakeSequence());
        _outside.Add(changed);
        return new DecisionResult.Decided(_suggestions[i], changed);
    }

    public Session BeginEnding()
    {
        if (!Session.TakesMessages) return Session.ToSession();
        Session.IsEnding = true;
        foreach (var turn in _turns.Where(turn => turn.Status == TurnStatus.Running)) turn.CancelRequested = true;
        return Session.ToSession();
    }

    public SessionEvent? EndSession(DateTimeOffset at)
    {
        if (Session.ActiveTurnId is not null) return null;
        if (Session.Status == SessionStatus.Ended) return _outside[^1];
        if (!Session.IsEnding) return null;
        var ended = SessionEvent.SessionEnded(Session.SessionId, at, Session.TakeSequence());
        Session.Status = SessionStatus.Ended;
        _outside.Add(ended);
        return ended;
    }

    public Milestones Milestones(long after, int limit)
    {
        var ends = mutation == Mutation.NoEndFromDatabase ? [] : _terminals.Values.SelectMany(Ended);
        var outside = mutation == Mutation.NoOutsideFromDatabase ? _outside.Where(e => e.Type == SessionEventTypes.SessionEnded) : _outside;
        var events = _turns.Select(Started).Concat(ends).Concat(outside).Where(e => e.Sequence > after).OrderBy(e => e.Sequence).ToList();
        return events.Count > limit ? new(Session.Term, events[..limit], IsComplete: false) : new(Session.Term, events, IsComplete: true);
    }

    private static SessionEvent Started(TurnRow turn) => SessionEvent.TurnStarted(
        turn.SessionId, turn.TurnId, turn.StartedAt, turn.ReplyId, turn.UserMessage.ToMessage(), Sequence.Of(turn.StartTerm, 1));

    private static IEnumerable<SessionEvent> Ended(SessionEvent terminal)
    {
        var (sessionId, turnId, term) = (terminal.SessionId, terminal.TurnId!.Value, Sequence.TermOf(terminal.Sequence));
        yield return SessionEvent.TextRewound(sessionId, turnId, terminal.At, 0, RewindReasons.Resync, Sequence.Of(term, 1));
        yield return SessionEvent.TextDelta(sessionId, turnId, terminal.At, 0, terminal.Message!.Content, Sequence.Of(term, 2));
        yield return terminal;
    }

    private TurnRow? Row(Guid turnId) => _turns.Find(turn => turn.TurnId == turnId);

    private void Claim(TurnRow turn, long from, bool anew)
    {
        turn.Term = mutation == Mutation.TermsAreKept && anew ? turn.Term : Session.TakeTerm();
        turn.ClaimedFrom = from;
        turn.ClaimedAnew = anew;
    }
}
