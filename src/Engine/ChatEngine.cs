using Constellation.Realtime.Contracts;
using Constellation.Realtime.Engine.Applying;
using Constellation.Realtime.Engine.EventLog;
using Constellation.Realtime.Engine.Feedback;
using Constellation.Realtime.Engine.Limits;
using Constellation.Realtime.Engine.Prompting;
using Constellation.Realtime.Engine.Sessions;
using Constellation.Realtime.Engine.Suggestions;
using Constellation.Realtime.Engine.Suggestions.Registry;
using Constellation.Realtime.Engine.Turns;
using Microsoft.Extensions.Options;

namespace Constellation.Realtime.Engine;

/// <summary>
/// The door: what a user does with their sessions, for every face. The face knows who is calling; here it is decided whether they may. Each method answers, or throws
/// <see cref="RefusedException"/> and has kept nothing. Targets have doors of their own, <see cref="SchemaDesk"/> and <see cref="Registering"/>, and so has what
/// administrators learn: <see cref="FeedbackDesk"/>, <see cref="SentPrompts"/>.
/// </summary>
internal sealed class ChatEngine(
    ITurnStore turns,
    IHistory history,
    Tail tail,
    TurnStarter starter,
    TurnQueue queue,
    SessionEnding ending,
    OutsideEvents outside,
    SessionSearch search,
    Transcripts transcripts,
    Deciding deciding,
    IAnnouncer announcer,
    IOptions<LimitOptions> limits,
    TimeProvider time)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>A new session owned by the caller.</summary>
    public Task<Session> StartSessionAsync(Caller caller, StartSession request, CancellationToken cancellationToken) => UseCase.AnswerAsync(async () =>
    {
        TextRules.CheckTitle(request.Title);
        var now = time.GetUtcNow();
        var session = await history.StartSessionAsync(caller.UserId, Guid.CreateVersion7(now), request.Title, now, cancellationToken);
        await announcer.ToUser(caller.UserId).SessionChanged(session);
        return session;
    });

    /// <summary>Stores the message and starts the turn; known client message ids get the turn that they started.</summary>
    public Task<TurnRef> SendMessageAsync(Caller caller, SendMessage request, CancellationToken cancellationToken) => UseCase.AnswerAsync(async () =>
    {
        await FindAsync(caller, request.SessionId, cancellationToken);
        if (await turns.FindAcceptedAsync(caller.UserId, request.SessionId, request.ClientMessageId, cancellationToken) is { } known) return known.Ref;

        TextRules.CheckMessage(request.Text, limits.Value);
        return await starter.AcceptAsync(caller, request.SessionId, request.ClientMessageId, new NewMessage(request.Text));
    });

    /// <summary>The same together with a new session for it; the client message id is unique for the user.</summary>
    public Task<TurnRef> StartWithMessageAsync(Caller caller, Guid? clientMessageId, string text, CancellationToken cancellationToken) => UseCase.AnswerAsync(async () =>
    {
        if (clientMessageId is { } id && await turns.FindAcceptedAsync(caller.UserId, null, id, cancellationToken) is { } known) return known.Ref;

        TextRules.CheckMessage(text, limits.Value);
        var now = time.GetUtcNow();
        return await starter.AcceptAsync(
            caller, Guid.CreateVersion7(now), clientMessageId ?? Guid.CreateVersion7(now), new NewMessage(text) { StartsSession = true });
    });

    /// <summary>A new turn for the user message of the session's last turn.</summary>
    public Task<TurnRef> RegenerateAsync(Caller caller, Guid sessionId, Guid turnId, Guid clientMessageId, CancellationToken cancellationToken) =>
        UseCase.AnswerAsync(async () =>
        {
            await FindAsync(caller, sessionId, cancellationToken);
            if (await turns.FindAcceptedAsync(caller.UserId, sessionId, clientMessageId, cancellationToken) is { } known) return known.Ref;

            return await starter.AcceptAsync(caller, sessionId, clientMessageId, new NewMessage("") { Regenerates = turnId });
        });

    /// <summary>That turn's events above <paramref name="after"/>, ending with the terminal one.</summary>
    public Task<IAsyncEnumerable<SessionEvent>> ReadTurnAsync(
        Caller caller, Guid sessionId, Guid turnId, long after, CancellationToken cancellationToken) => UseCase.AnswerAsync(async () =>
    {
        var session = await FindAsync(caller, sessionId, cancellationToken);
        CheckCursor(after);
        var turn = await turns.FindAsync(sessionId, turnId, cancellationToken) ?? throw RefusedException.NotFound("turn in this session");
        if (IsBehind(turn, after)) return AsyncEnumerable.Empty<SessionEvent>();

        var events = tail.ReadTurnAsync(sessionId, turnId, Math.Max(after, turn.After), cancellationToken);
        return Sequence.TermOf(after) <= Math.Max(turn.Term, Sequence.TermOf(session.LastSequence))
            ? events
            : CursorAhead.ReadAsync(events, async leaving => await turns.FindAsync(sessionId, turnId, leaving) is not { } now || IsBehind(now, after), time, cancellationToken);
    });

    /// <summary>The events of a turn whose message was just accepted. It asks for nothing that could fail now, and waits for stores that are away: whoever was told that
    /// nothing was accepted would send the message again.</summary>
    public IAsyncEnumerable<SessionEvent> ReadAccepted(TurnRef turn, CancellationToken cancellationToken) =>
        tail.ReadTurnAsync(turn.SessionId, turn.TurnId, turn.After, cancellationToken);

    /// <summary>Every event of the session above <paramref name="after"/>, past then live, ending with <c>session.ended</c>.</summary>
    public Task<IAsyncEnumerable<SessionEvent>> WatchAsync(Caller caller, Guid sessionId, long after, CancellationToken cancellationToken) =>
        UseCase.AnswerAsync(async () =>
        {
            var session = await FindAsync(caller, sessionId, cancellationToken);
            CheckCursor(after);
            if (IsBehind(session, after)) return AsyncEnumerable.Empty<SessionEvent>();

            var events = tail.WatchAsync(sessionId, after, cancellationToken);
            return Sequence.TermOf(after) <= Sequence.TermOf(session.LastSequence)
                ? events
                : CursorAhead.ReadAsync(
                    events, async leaving => await history.FindSessionAsync(caller.UserId, sessionId, leaving) is not { } now || IsBehind(now, after), time, cancellationToken);
        });

    /// <summary>Stops the turn, wherever it runs; of a finished one it does nothing.</summary>
    public Task CancelTurnAsync(Caller caller, Guid sessionId, Guid turnId, CancellationToken cancellationToken) => UseCase.AnswerAsync(async () =>
    {
        await FindAsync(caller, sessionId, cancellationToken);
        if (await turns.RequestCancelAsync(sessionId, turnId, CancellationToken.None) is null) throw RefusedException.NotFound("turn in this session");
        queue.Stop(turnId);
        return true;
    });

    /// <summary>Ends the session; completes once a live turn's terminal event and <c>session.ended</c> can be read. Again: the same.</summary>
    public Task EndSessionAsync(Caller caller, Guid sessionId, CancellationToken cancellationToken) => UseCase.AnswerAsync(async () =>
    {
        await FindAsync(caller, sessionId, cancellationToken);
        await ending.FinishAsync(caller.UserId, sessionId, CancellationToken.None);
        return true;
    });

    /// <summary>Gives the session another title.</summary>
    public Task<Session> RenameSessionAsync(Caller caller, RenameSession request, CancellationToken cancellationToken) => UseCase.AnswerAsync(async () =>
    {
        await FindAsync(caller, request.SessionId, cancellationToken);
        TextRules.CheckTitle(request.Title);
        switch (await history.RenameAsync(caller.UserId, request.SessionId, request.Title, instead: null, time.GetUtcNow(), CancellationToken.None))
        {
            case RenameResult.Renamed renamed:
                await outside.AppendAsync(renamed.Updated, CancellationToken.None);
                await announcer.ToUser(caller.UserId).SessionChanged(renamed.Session);
                return renamed.Session;
            case RenameResult.Same same:
                return same.Session;
            case RenameResult.Refused { Code: ErrorCodes.SessionEnded }:
                throw new RefusedException(ErrorCodes.SessionEnded, "This session has ended and keeps its title.");
            default:
                throw RefusedException.NotFound("session");
        }
    });

    /// <summary>The first decision wins; the same again changes nothing, and tells where it stands. What is accepted is applied afterwards, where an API is configured.</summary>
    public Task<Suggestion> DecideSuggestionAsync(Caller caller, DecideSuggestion request, CancellationToken cancellationToken) => UseCase.AnswerAsync(async () =>
    {
        var session = await FindAsync(caller, request.SessionId, cancellationToken);
        return await deciding.DecideAsync(caller, session, request, cancellationToken);
    });

    /// <summary>A pipeline that was suggested, as a run for the pipeline runner, where that could execute it. Nothing is kept.</summary>
    public Task<CheckedSuggestion> ToDagsterJobAsync(Caller caller, Guid sessionId, Guid suggestionId, CancellationToken cancellationToken) => UseCase.AnswerAsync(async () =>
    {
        await FindAsync(caller, sessionId, cancellationToken);
        return await deciding.ConvertAsync(sessionId, suggestionId, cancellationToken);
    });

    /// <summary>Rates a reply; the last rating stands.</summary>
    public Task GiveFeedbackAsync(Caller caller, GiveFeedback request, CancellationToken cancellationToken) => UseCase.AnswerAsync(async () =>
    {
        await FindAsync(caller, request.SessionId, cancellationToken);
        await FindReplyAsync(request.SessionId, request.MessageId, cancellationToken);
        TextRules.CheckComment(request.Comment);
        return await history.GiveFeedbackAsync(caller.UserId, request, time.GetUtcNow(), CancellationToken.None)
            ? true
            : throw NoSuchReply();
    });

    /// <summary>Refuses with <c>not_found</c> what a call names and the caller does not have. For a face whose call can't be read beyond its address: what is not there
    /// comes before what is wrong.</summary>
    /// <param name="suggestionId">Of that session; null where the call names none.</param>
    /// <param name="messageId">Of a reply in that session; null where the call names none.</param>
    public Task CheckAddressAsync(Caller caller, Guid sessionId, Guid? suggestionId, Guid? messageId, CancellationToken cancellationToken) => UseCase.AnswerAsync(async () =>
    {
        await FindAsync(caller, sessionId, cancellationToken);
        if (suggestionId is { } suggestion) await deciding.FindAsync(sessionId, suggestion, cancellationToken);
        if (messageId is { } message) await FindReplyAsync(sessionId, message, cancellationToken);
        return true;
    });

    /// <summary>The session.</summary>
    public Task<Session> FindSessionAsync(Caller caller, Guid sessionId, CancellationToken cancellationToken) =>
        UseCase.AnswerAsync(() => FindAsync(caller, sessionId, cancellationToken));

    /// <summary>The caller's active sessions, latest activity first.</summary>
    public Task<Page<Session>> ListSessionsAsync(Caller caller, int limit, PageCursor? before, CancellationToken cancellationToken) =>
        UseCase.AnswerAsync(() => history.ListActiveAsync(caller.UserId, limit, before, cancellationToken));

    /// <summary>The caller's active sessions in which all words of the query occur, latest activity first.</summary>
    public Task<Page<SessionHit>> SearchSessionsAsync(Caller caller, string? query, int limit, PageCursor? before, CancellationToken cancellationToken) =>
        UseCase.AnswerAsync(() =>
        {
            TextRules.CheckQuery(query);
            return search.FindAsync(caller.UserId, query!, limit, before, cancellationToken);
        });

    /// <summary>The session with all its messages, to be written out; also an ended one.</summary>
    public Task<Transcript> ExportSessionAsync(Caller caller, Guid sessionId, CancellationToken cancellationToken) => UseCase.AnswerAsync(async () =>
        new Transcript(await FindAsync(caller, sessionId, cancellationToken), transcripts.ReadAsync(sessionId, cancellationToken)));

    /// <summary>The newest messages below the cursor, oldest first.</summary>
    public Task<Page<Message>> ReadHistoryAsync(Caller caller, Guid sessionId, int limit, PageCursor? before, CancellationToken cancellationToken) =>
        UseCase.AnswerAsync(async () =>
        {
            await FindAsync(caller, sessionId, cancellationToken);
            return await history.ReadMessagesAsync(sessionId, limit, before, cancellationToken);
        });

    /// <summary>The accepted turn's end, once it is there, with what was suggested and the session after it: the fold of the stream that other readers see. Stores that
    /// are away are waited for, as by <see cref="ReadAccepted"/>.</summary>
    public async Task<Reply> ReadReplyAsync(Caller caller, TurnRef turn, CancellationToken cancellationToken)
    {
        SessionEvent? last = null;
        await foreach (var e in ReadAccepted(turn, cancellationToken)) last = e;
        while (true)
        {
            try
            {
                var suggestions = await history.ReadSuggestionsAsync(turn.SessionId, turn.TurnId, int.MaxValue, cancellationToken);
                return new Reply(last!, await FindAsync(caller, turn.SessionId, cancellationToken), suggestions);
            }
            catch (StoreUnavailableException)
            {
                await Task.Delay(Pause, time, cancellationToken);
            }
        }
    }

    private async Task<Session> FindAsync(Caller caller, Guid sessionId, CancellationToken cancellationToken) =>
        await history.FindSessionAsync(caller.UserId, sessionId, cancellationToken) ?? throw RefusedException.NotFound("session");

    private async Task FindReplyAsync(Guid sessionId, Guid messageId, CancellationToken cancellationToken)
    {
        if (!await transcripts.HasReplyAsync(sessionId, messageId, cancellationToken)) throw NoSuchReply();
    }

    private static RefusedException NoSuchReply() => RefusedException.NotFound("reply in this session");

    private static bool IsBehind(Turn turn, long cursor) => turn.Terminal is { } terminal && terminal.Sequence <= cursor;

    private static bool IsBehind(Session session, long cursor) => session.Status == SessionStatus.Ended && session.LastSequence <= cursor;

    private static void CheckCursor(long after)
    {
        if (after is < 0 or > Sequence.Max) throw RefusedException.Invalid($"A cursor is a number from 0 to {Sequence.Max}.");
    }
}

/// <summary>A turn's end, for callers who want one answer.</summary>
/// <param name="Terminal">The terminal event.</param>
/// <param name="Session">The session after it.</param>
/// <param name="Suggestions">What the turn suggested and had checked.</param>
internal sealed record Reply(SessionEvent Terminal, Session Session, IReadOnlyList<Suggestion> Suggestions);
