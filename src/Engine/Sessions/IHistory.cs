using Constellation.Realtime.Contracts;
using Constellation.Realtime.Engine.Applying;
using Constellation.Realtime.Engine.Suggestions;
using Constellation.Realtime.Engine.Turns;

namespace Constellation.Realtime.Engine.Sessions;

/// <summary>
/// Everything durable that is not the course of a turn: sessions, messages, suggestions, feedback, and the events outside turns. Each method is one
/// transaction. Every method may throw <see cref="StoreUnavailableException"/>; each is safe to call again after it.
/// </summary>
internal interface IHistory
{
    /// <summary>Stores a new session. Without a title it shows <c>New session</c> until its first message gives it one.</summary>
    Task<Session> StartSessionAsync(Guid userId, Guid sessionId, string? title, DateTimeOffset at, CancellationToken cancellationToken);

    /// <summary>The session, or null; also null when it is somebody else's, so that a caller can't tell the two apart.</summary>
    Task<Session?> FindSessionAsync(Guid userId, Guid sessionId, CancellationToken cancellationToken);

    /// <summary>The user's active sessions, latest activity first, below the cursor of the page before.</summary>
    Task<Page<Session>> ListActiveAsync(Guid userId, int limit, PageCursor? before, CancellationToken cancellationToken);

    /// <summary>The newest <paramref name="limit"/> messages below the cursor, oldest first.</summary>
    Task<Page<Message>> ReadMessagesAsync(Guid sessionId, int limit, PageCursor? before, CancellationToken cancellationToken);

    /// <summary>The session's newest messages with its state, read at one moment; null where there is no such session.</summary>
    Task<SessionState?> ReadStateAsync(Guid sessionId, int messages, CancellationToken cancellationToken);

    /// <summary>What the database can tell of the log above <paramref name="after"/>, oldest first: <c>turn.started</c> of every turn, the end of every ended
    /// turn as its three events (<c>text.rewound { 0 }</c>, one delta with the whole text, even an empty one, the terminal event; of an end
    /// whose first ones are at or below the cursor only the rest), and the events outside turns. At most <paramref name="limit"/> of them.</summary>
    Task<Milestones> ReadMilestonesAsync(Guid sessionId, long after, int limit, CancellationToken cancellationToken);

    /// <summary>Stores a suggestion that is ready, if <paramref name="term"/> is its running turn's; false where it is not. The same again changes nothing.</summary>
    Task<bool> StoreSuggestionAsync(ReadySuggestion suggestion, long term, DateTimeOffset at, CancellationToken cancellationToken);

    /// <summary>What this turn's owners have stored, in the order in which it was made.</summary>
    Task<IReadOnlyList<ReadySuggestion>> ReadReadyAsync(Guid sessionId, Guid turnId, CancellationToken cancellationToken);

    /// <summary>The session's suggestions, in the order in which they were made; of one turn only, where <paramref name="turnId"/> is given. At most the newest
    /// <paramref name="limit"/>.</summary>
    Task<IReadOnlyList<Suggestion>> ReadSuggestionsAsync(Guid sessionId, Guid? turnId, int limit, CancellationToken cancellationToken);

    /// <summary>The suggestion, or null where this session has none of this id.</summary>
    Task<Suggestion?> FindSuggestionAsync(Guid sessionId, Guid suggestionId, CancellationToken cancellationToken);

    /// <summary>The first decision wins, and takes a term of its own for <c>suggestion.changed</c>. A session whose end was begun takes none.</summary>
    /// <param name="edited">What takes the suggestion's place where its user edited it; null: it is decided on as it was suggested.</param>
    /// <param name="applies">Whether an API is there that an accepted one goes to: then that it is to be applied is stored with the decision.</param>
    Task<DecisionResult> DecideAsync(
        Guid userId, DecideSuggestion decision, CheckedSuggestion? edited, bool applies, DateTimeOffset at, CancellationToken cancellationToken);

    /// <summary>Stores how the application of a suggestion ended, if the claim that it was made under is the newest, with a term of its own for
    /// <c>suggestion.changed</c>. An ended session gets no event any more.</summary>
    Task<SettleResult> SettleAsync(Settlement settlement, DateTimeOffset at, CancellationToken cancellationToken);

    /// <summary>Stores what the user thinks of a reply; the last rating stands. False where this session has no such reply (a user's message is none).</summary>
    Task<bool> GiveFeedbackAsync(Guid userId, GiveFeedback feedback, DateTimeOffset at, CancellationToken cancellationToken);

    /// <summary>Gives the session another title, which takes a term of its own for <c>session.updated</c>; where <paramref name="instead"/> is given, only if that is
    /// the one it has, and no turn is live.</summary>
    Task<RenameResult> RenameAsync(Guid userId, Guid sessionId, string title, string? instead, DateTimeOffset at, CancellationToken cancellationToken);

    /// <summary>From now on the session takes no message; its live turn, if any, is asked to cancel. Returns null where there is no such session of the user's,
    /// else the session as it is then, with <see cref="Session.ActiveTurnId"/> of a turn to wait for. Of an ended session it changes nothing.</summary>
    Task<Session?> BeginEndingAsync(Guid userId, Guid sessionId, CancellationToken cancellationToken);

    /// <summary>Ends a session that <see cref="BeginEndingAsync"/> was called for and that has no live turn: takes its last term for <c>session.ended</c>, index 1.
    /// Returns that event; of an ended session the one it has; null while a turn is live.</summary>
    Task<SessionEvent?> EndSessionAsync(Guid userId, Guid sessionId, DateTimeOffset at, CancellationToken cancellationToken);

    /// <summary>Sessions whose end began and was not finished (their node died in between).</summary>
    Task<IReadOnlyList<Session>> FindEndingAsync(int limit, CancellationToken cancellationToken);
}

/// <summary>Where a page of a list ends; opaque to callers of the faces.</summary>
/// <param name="Key">What the list is ordered by: a position, or a time in ticks.</param>
/// <param name="Id">Decides between equal keys.</param>
internal readonly record struct PageCursor(long Key, Guid Id);

/// <summary>One page of a list.</summary>
/// <param name="Items">In the list's order.</param>
/// <param name="Next">Where the next page begins; null on the last one.</param>
internal sealed record Page<T>(IReadOnlyList<T> Items, PageCursor? Next);

/// <summary>A session at one moment.</summary>
/// <param name="Session">With the sequence of the last event that the database knows.</param>
/// <param name="Messages">The newest ones, oldest first; the reply of a live turn is not among them.</param>
/// <param name="Term">The newest term that was taken.</param>
/// <param name="IsEnded">Whether <c>session.ended</c> was decided; its number is then <see cref="Session.LastSequence"/>.</param>
internal sealed record SessionState(Session Session, IReadOnlyList<Message> Messages, long Term, bool IsEnded);

/// <summary>What the database can tell of the log.</summary>
/// <param name="Term">The session's newest term when this was read: the answer is good only for entries of terms up to it.</param>
/// <param name="Events">Oldest first.</param>
/// <param name="IsComplete">Whether these are all of them; else all up to the last one's number.</param>
internal sealed record Milestones(long Term, IReadOnlyList<SessionEvent> Events, bool IsComplete);

/// <summary>What became of a decision.</summary>
internal abstract record DecisionResult
{
    private DecisionResult()
    {
    }

    /// <summary>It counts: the suggestion as it is now, and the event that says so, index 1 of a term of its own.</summary>
    internal sealed record Decided(Suggestion Suggestion, SessionEvent Changed) : DecisionResult;

    /// <summary>It had been decided so before; nothing changed.</summary>
    internal sealed record Same(Suggestion Suggestion) : DecisionResult;

    /// <summary>It does not count: <see cref="ErrorCodes.NotFound"/>, <see cref="ErrorCodes.SessionEnded"/> or <see cref="ErrorCodes.Conflict"/>, in this order.</summary>
    internal sealed record Refused(string Code) : DecisionResult;
}

/// <summary>What became of a new title.</summary>
internal abstract record RenameResult
{
    private RenameResult()
    {
    }

    /// <summary>The session has it, and this event says so, index 1 of a term of its own.</summary>
    internal sealed record Renamed(Session Session, SessionEvent Updated) : RenameResult;

    /// <summary>It had it before; nothing changed.</summary>
    internal sealed record Same(Session Session) : RenameResult;

    /// <summary>It keeps its own: <see cref="ErrorCodes.NotFound"/>, <see cref="ErrorCodes.SessionEnded"/>, <see cref="ErrorCodes.Conflict"/> (it has another one than
    /// was to be replaced) or <see cref="ErrorCodes.SessionBusy"/>, in this order.</summary>
    internal sealed record Refused(string Code) : RenameResult;
}

/// <summary>What became of a settlement.</summary>
/// <param name="IsOurs">Whether it stands; false: another node has the application.</param>
/// <param name="Changed">The event that says so, index 1 of a term of its own; null where there is none to append: the session has ended, or it was stored before.</param>
internal sealed record SettleResult(bool IsOurs, SessionEvent? Changed)
{
    public static readonly SettleResult Lost = new(IsOurs: false, Changed: null);
}
