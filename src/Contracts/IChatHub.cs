namespace Constellation.Realtime.Contracts;

/// <summary>What a client may call on <c>/hubs/chat</c>. A refused call fails with an error whose message ends with one line of JSON:
/// <c>{"code","message","retryAfterMs"?,"errors"?}</c>, the code one of <see cref="ErrorCodes"/>.</summary>
public interface IChatHub
{
    /// <summary>A new session owned by the caller.</summary>
    Task<Session> StartSession(StartSession request);

    /// <summary>Stores the message, starts the turn, returns at once. The same <c>clientMessageId</c> again returns the same turn and starts nothing.</summary>
    Task<TurnRef> SendMessage(SendMessage request);

    /// <summary><see cref="SendMessage"/>, then that turn's events; ends after the terminal event. Leaving the stream does not stop the turn.</summary>
    Task<IAsyncEnumerable<SessionEvent>> StreamReply(SendMessage request, CancellationToken cancellationToken);

    /// <summary>That turn's events above <paramref name="after"/>; ends after the terminal event. What the log no longer holds is told from history.</summary>
    Task<IAsyncEnumerable<SessionEvent>> ResumeReply(Guid sessionId, Guid turnId, long after, CancellationToken cancellationToken);

    /// <summary>Every event of the session above <paramref name="after"/>, past then live; ends when the session ends.</summary>
    Task<IAsyncEnumerable<SessionEvent>> Watch(Guid sessionId, long after, CancellationToken cancellationToken);

    /// <summary>Stops the turn, wherever it runs; what was said is kept. Of a finished turn it does nothing.</summary>
    Task CancelTurn(Guid sessionId, Guid turnId);

    /// <summary>A new turn with a new reply to the user message of <paramref name="turnId"/>, the session's last turn.</summary>
    Task<TurnRef> Regenerate(Guid sessionId, Guid turnId, Guid clientMessageId);

    /// <summary>Gives the session another title.</summary>
    Task<Session> RenameSession(RenameSession request);

    /// <summary>Ends the session: a live turn is cancelled, watchers get <c>session.ended</c>.</summary>
    Task EndSession(Guid sessionId);

    /// <summary>Accepts or rejects a suggestion; the first decision wins.</summary>
    Task<Suggestion> DecideSuggestion(DecideSuggestion request);

    /// <summary>Rates a reply; the last rating stands.</summary>
    Task GiveFeedback(GiveFeedback request);
}
