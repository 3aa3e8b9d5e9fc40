using Constellation.Realtime.Contracts;
using Constellation.Realtime.Engine.Sessions;

namespace Constellation.Realtime.Engine.Turns;

/// <summary>
/// What was accepted, who owns a turn and how it ended: each method is one transaction of the database. Every term comes from here, and none twice.
/// Every method may throw <see cref="StoreUnavailableException"/>; each is safe to call again after it.
/// </summary>
internal interface ITurnStore
{
    /// <summary>The turn that this client message id of <paramref name="userId"/> started, or null. Where <paramref name="sessionId"/> is null, the one that started a session
    /// together with its first message.</summary>
    Task<Turn?> FindAcceptedAsync(Guid userId, Guid? sessionId, Guid clientMessageId, CancellationToken cancellationToken);

    /// <summary>When the user's turns since <paramref name="since"/> were accepted, oldest first; at most the newest <paramref name="limit"/>.</summary>
    Task<IReadOnlyList<DateTimeOffset>> ReadStartsAsync(Guid userId, DateTimeOffset since, int limit, CancellationToken cancellationToken);

    /// <summary>The turn, or null where this session has none such.</summary>
    Task<Turn?> FindAsync(Guid sessionId, Guid turnId, CancellationToken cancellationToken);

    /// <summary>Stores the message and the turn, running, owned by <see cref="NewTurn.Node"/>, in a new term. Of two with the same client message id one is
    /// stored and both get it; of two sessions' turns at once only one is live.</summary>
    Task<Acceptance> AcceptAsync(NewTurn turn, CancellationToken cancellationToken);

    /// <summary>Gives a running turn that still has <paramref name="term"/> to another node (or the same one started again), in a new term. Null where it
    /// has another term by now or is over. <see cref="Turn.FruitlessClaims"/> counts up, unless <paramref name="handedOver"/>; a later checkpoint with
    /// longer text than this claim inherited sets it back to 0. The same claim again, whose answer was lost, is still this node's and takes another term.</summary>
    Task<Turn?> TakeOverAsync(Guid turnId, long term, Guid node, bool handedOver, CancellationToken cancellationToken);

    /// <summary>A new term for the owner of a running turn, who holds <paramref name="term"/>: it was fenced by an event outside the turn, or the log lost
    /// what it had written. Null where it is not the owner any more, or the turn is over. The same claim again, whose answer was lost, takes another
    /// term.</summary>
    Task<ClaimedAnew?> ClaimAnewAsync(Guid turnId, long term, CancellationToken cancellationToken);

    /// <summary>Stores the text so far, if <paramref name="term"/> is the turn's and the session's newest.</summary>
    Task<Checkpoint> CheckpointAsync(Guid turnId, long term, string text, CancellationToken cancellationToken);

    /// <summary>Leaves a running turn to whoever comes first, if <paramref name="term"/> is the turn's; with the text so far, if it is the session's newest too.
    /// False where it is not this owner's any more.</summary>
    Task<bool> HandOverAsync(Guid turnId, long term, string text, CancellationToken cancellationToken);

    /// <summary>Remembers that the user wants it stopped, and returns the turn as it is then (ended ones unchanged), or null where the session has none such.</summary>
    Task<Turn?> RequestCancelAsync(Guid sessionId, Guid turnId, CancellationToken cancellationToken);

    /// <summary>Ends the turn, if <see cref="TurnEnd.Term"/> is the turn's and the session's newest: takes a term, stores the reply as a message and the
    /// terminal event, frees the session. The same end again returns what the first one stored. Null where it was refused: nothing was changed.</summary>
    Task<EndedTurn?> EndAsync(TurnEnd end, CancellationToken cancellationToken);

    /// <summary>Running turns whose owner is another node than <paramref name="node"/> and is dead, or handed them over, oldest first; those that somebody is
    /// claiming at this moment may be left out.</summary>
    Task<IReadOnlyList<Turn>> FindOrphansAsync(Guid node, int limit, CancellationToken cancellationToken);

    /// <summary>Running turns whose owner handed them over, oldest first.</summary>
    Task<IReadOnlyList<Turn>> FindHandedOverAsync(int limit, CancellationToken cancellationToken);

    /// <summary>Running turns that <paramref name="node"/> owns, oldest first. One that it does not run is its own all the same: the answer to its acceptance
    /// or claim was lost. Claimed anew by its <see cref="Turn.Term"/>, it can be run.</summary>
    Task<IReadOnlyList<Turn>> FindOwnedAsync(Guid node, int limit, CancellationToken cancellationToken);
}

/// <summary>A turn to be accepted. All ids are made by the caller, so that the same acceptance can be tried again.</summary>
internal sealed record NewTurn
{
    public required Guid UserId { get; init; }

    public required Guid SessionId { get; init; }

    public required Guid ClientMessageId { get; init; }

    public required Guid TurnId { get; init; }

    public required Guid UserMessageId { get; init; }

    public required Guid ReplyId { get; init; }

    public required string Text { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>The owner-to-be.</summary>
    public required Guid Node { get; init; }

    /// <summary>The title that the session gets if it has none yet.</summary>
    public required string Title { get; init; }

    /// <summary>Whether the session itself is made by this acceptance; then <see cref="ClientMessageId"/> is unique for the user.</summary>
    public bool StartsSession { get; init; }

    /// <summary>How many turns of the user may run at once, this one included; beyond it <see cref="ErrorCodes.RateLimited"/>.</summary>
    public int ConcurrentTurns { get; init; } = int.MaxValue;

    /// <summary>The turn whose user message is to be answered again: the session's last one. Its reply becomes superseded; <see cref="Text"/> and
    /// <see cref="UserMessageId"/> are not used.</summary>
    public Guid? Regenerates { get; init; }
}

/// <summary>What became of an acceptance.</summary>
internal abstract record Acceptance
{
    private Acceptance()
    {
    }

    /// <summary>It is stored.</summary>
    /// <param name="Turn">The turn, new or (where <paramref name="IsNew"/> is false) the one that this client message id had started before.</param>
    /// <param name="Session">The session as it is after it.</param>
    /// <param name="IsNew">Whether its caller has to run it: this call started it, or an earlier one with the same <see cref="NewTurn.TurnId"/> whose answer
    /// was lost did.</param>
    /// <param name="IsTitled">Whether the session got its title by it.</param>
    internal sealed record Accepted(Turn Turn, Session Session, bool IsNew, bool IsTitled) : Acceptance;

    /// <summary>It is not: <see cref="ErrorCodes.NotFound"/> (session, or turn to regenerate), <see cref="ErrorCodes.SessionEnded"/>,
    /// <see cref="ErrorCodes.SessionBusy"/>, <see cref="ErrorCodes.Conflict"/> (not the session's last turn), <see cref="ErrorCodes.RateLimited"/>, checked in this order.</summary>
    internal sealed record Refused(string Code) : Acceptance;
}

/// <summary>What became of a checkpoint.</summary>
/// <param name="IsStored">False where the term is not the newest any more: claim anew, or stop.</param>
/// <param name="CancelRequested">Whether the user wants the turn stopped.</param>
internal readonly record struct Checkpoint(bool IsStored, bool CancelRequested);

/// <summary>How a turn is to end.</summary>
internal sealed record TurnEnd
{
    public required Guid SessionId { get; init; }

    public required Guid TurnId { get; init; }

    /// <summary>The owner's term.</summary>
    public required long Term { get; init; }

    /// <summary><see cref="TurnStatus.Completed"/> stores a complete message, <see cref="TurnStatus.Cancelled"/> a partial one,
    /// <see cref="TurnStatus.Failed"/> a failed one.</summary>
    public required TurnStatus Status { get; init; }

    /// <summary>The whole reply.</summary>
    public required string Text { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>For a completed turn.</summary>
    public Usage? Usage { get; init; }

    /// <summary>For a failed turn.</summary>
    public TurnError? Error { get; init; }
}

/// <summary>A claim anew, and what else stands then: whatever is decided or renamed later has a later term.</summary>
/// <param name="Term">The new one.</param>
/// <param name="Session">With the title that it has.</param>
/// <param name="Suggestions">The turn's, oldest first.</param>
internal sealed record ClaimedAnew(long Term, Session Session, IReadOnlyList<ReadySuggestion> Suggestions);

/// <summary>An ended turn.</summary>
/// <param name="EndTerm">The term that the end took.</param>
/// <param name="Terminal">The terminal event, index 3 of that term.</param>
/// <param name="Session">The session as it is after it.</param>
/// <param name="Suggestions">What the user may decide on, in the order in which it was made: after the end there comes no more.</param>
internal sealed record EndedTurn(long EndTerm, SessionEvent Terminal, Session Session, IReadOnlyList<ReadySuggestion> Suggestions);
