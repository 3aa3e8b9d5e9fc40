namespace Constellation.Realtime.BrokenHub.Crashing;

/// <summary>The steps between two effects at which a node can be made to kill itself, by name. Each name is the name of a file in a folder of its own: a node that
/// comes to a point whose file is there takes the file away and dies.</summary>
internal static class CrashPoints
{
    public const string SessionStored = "a conversation is stored, who began it has no answer";
    public const string BeforeAcceptance = "a message came, nothing is stored";
    public const string AcceptanceCommitted = "a message is committed, the copies in Redis do not know";
    public const string Accepted = "a message is stored, nothing is in the log";
    public const string Begun = "turn.started is in the log, the model is not asked";
    public const string TextDue = "text has come, it is not in the log";
    public const string TextLogged = "text is in the log, its writer does not know";
    public const string ToolStarted = "tool.started is in the log, its writer does not know";
    public const string ToolFinished = "tool.finished is in the log, its writer does not know";
    public const string CandidateRefused = "suggestion.invalid is in the log, the model does not know";
    public const string CheckpointDue = "a checkpoint is due, it is not stored";
    public const string Checkpointed = "a checkpoint is stored, its writer does not know";
    public const string CancelAsked = "a cancellation is stored, the owner is not told";
    public const string EndDue = "the reply is whole, its end is not stored";
    public const string EndCommitted = "a turn's end is committed, the copies in Redis do not know";
    public const string EndStored = "the end is stored, the terminal event is not in the log";
    public const string EndLogged = "the terminal event is in the log, nothing else was done";
    public const string TakeoverDue = "an orphan is found, it is not claimed";
    public const string TakenOver = "a takeover's term is raised, the log is not sealed";
    public const string TakeoverSealed = "a takeover has sealed the log, it has said nothing";
    public const string TakeoverSaid = "a takeover has said the inherited text, nothing new";
    public const string ClaimedAnew = "a claim anew has raised the term, the log is not sealed";
    public const string SealedAnew = "a claim anew has sealed the log, it has said nothing";
    public const string SaidAnew = "a claim anew has said the whole text, nothing new";
    public const string DrainTold = "a draining node has said that it is one, its turns go on";
    public const string HandoverDue = "a draining node has written all, it has handed nothing over";
    public const string HandedOver = "a draining node has handed a turn over, it is still there";
    public const string LeaveDue = "a draining node has no turn left, it has not left";
    public const string Left = "a draining node has left, it is still there";
    public const string HandoverClaimed = "a turn that was handed over is claimed, the log is not sealed";
    public const string HandoverSealed = "a turn that was handed over has a sealed log, nothing is said";
    public const string SuggestionDue = "a suggestion has passed, it is not stored";
    public const string SuggestionStored = "a suggestion is stored, it is not in the log";
    public const string SuggestionLogged = "suggestion.ready is in the log, nobody was told";
    public const string DecisionCommitted = "a decision is committed, the copies in Redis do not know";
    public const string DecisionStored = "a decision is stored, suggestion.changed is not in the log";
    public const string DecisionLogged = "suggestion.changed is in the log, who decided has no answer";
    public const string ApplicationClaimed = "an application is claimed, its API is not asked what it has";
    public const string SendingNoted = "that a suggestion is sent is noted, it is not sent";
    public const string ApiAnswered = "an API has taken a suggestion, nobody noted it";
    public const string OutcomeDue = "how an application ended is known, it is not stored";
    public const string OutcomeCommitted = "how an application ended is committed, the copies in Redis do not know";
    public const string OutcomeStored = "how an application ended is stored, suggestion.changed is not in the log";
    public const string OutcomeLogged = "an application's suggestion.changed is in the log, nothing else was done";
    public const string TitleCommitted = "a title is committed, the copies in Redis do not know";
    public const string TitleStored = "a title is stored, session.updated is not in the log";
    public const string TitleLogged = "session.updated is in the log, who renamed has no answer";
    public const string EndingBegun = "a session's end is begun, its turn is not waited for";
    public const string EndingFound = "an end that was begun is found, it is not gone on with";
    public const string SessionEndDue = "a session's turn was waited for, the end is not stored";
    public const string SessionEndCommitted = "a session's end is committed, the copies in Redis do not know";
    public const string SessionEndStored = "a session's end is stored, session.ended is not in the log";
    public const string FoundEndStored = "an end that was found is stored, session.ended is not in the log";
    public const string SessionEndLogged = "session.ended is in the log, who ended it has no answer";

    /// <summary>All of them, and what has to be done to a node in the middle of a reply for one to come there.</summary>
    public static readonly IReadOnlyList<(string Name, Provocation By)> All =
    [
        (SessionStored, Provocation.None),
        (BeforeAcceptance, Provocation.None),
        (AcceptanceCommitted, Provocation.None),
        (Accepted, Provocation.None),
        (Begun, Provocation.None),
        (TextDue, Provocation.None),
        (TextLogged, Provocation.None),
        (ToolStarted, Provocation.None),
        (ToolFinished, Provocation.None),
        (CandidateRefused, Provocation.None),
        (CheckpointDue, Provocation.None),
        (Checkpointed, Provocation.None),
        (CancelAsked, Provocation.None),
        (EndDue, Provocation.None),
        (EndCommitted, Provocation.None),
        (EndStored, Provocation.None),
        (EndLogged, Provocation.None),
        (TakeoverDue, Provocation.Kill),
        (TakenOver, Provocation.Kill),
        (TakeoverSealed, Provocation.Kill),
        (TakeoverSaid, Provocation.Kill),
        (ClaimedAnew, Provocation.None),
        (SealedAnew, Provocation.None),
        (SaidAnew, Provocation.None),
        (DrainTold, Provocation.Terminate),
        (HandoverDue, Provocation.Terminate),
        (HandedOver, Provocation.Terminate),
        (LeaveDue, Provocation.Terminate),
        (Left, Provocation.Terminate),
        (HandoverClaimed, Provocation.Terminate),
        (HandoverSealed, Provocation.Terminate),
        (SuggestionDue, Provocation.None),
        (SuggestionStored, Provocation.None),
        (SuggestionLogged, Provocation.None),
        (DecisionCommitted, Provocation.None),
        (DecisionStored, Provocation.None),
        (DecisionLogged, Provocation.None),
        (ApplicationClaimed, Provocation.None),
        (SendingNoted, Provocation.None),
        (ApiAnswered, Provocation.None),
        (OutcomeDue, Provocation.None),
        (OutcomeCommitted, Provocation.None),
        (OutcomeStored, Provocation.None),
        (OutcomeLogged, Provocation.None),
        (TitleCommitted, Provocation.None),
        (TitleStored, Provocation.None),
        (TitleLogged, Provocation.None),
        (EndingBegun, Provocation.None),
        (EndingFound, Provocation.DieEnding),
        (SessionEndDue, Provocation.None),
        (SessionEndCommitted, Provocation.None),
        (SessionEndStored, Provocation.None),
        (FoundEndStored, Provocation.DieEnding),
        (SessionEndLogged, Provocation.None),
    ];
}

/// <summary>What brings a node to a point.</summary>
internal enum Provocation
{
    /// <summary>Conversations alone.</summary>
    None,

    /// <summary>Another node is killed.</summary>
    Kill,

    /// <summary>A node is asked to stop.</summary>
    Terminate,

    /// <summary>Another node dies with a session's end begun.</summary>
    DieEnding,
}
