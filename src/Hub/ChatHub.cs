using Constellation.Realtime.Contracts;
using Constellation.Realtime.Engine;
using Constellation.Realtime.Hub.Auth;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.SignalR;

namespace Constellation.Realtime.Hub;

/// <summary>SignalR's face. A streaming method returns a task of a stream: a refusal is thrown before the stream begins, where the filter can give it its code.</summary>
[Authorize]
internal sealed class ChatHub(ChatEngine engine) : Hub<IChatReceiver>, IChatHub
{
    private Caller Caller => Context.User.ToCaller();

    public Task<Session> StartSession(StartSession request) => engine.StartSessionAsync(Caller, request, Context.ConnectionAborted);

    public Task<TurnRef> SendMessage(SendMessage request) => engine.SendMessageAsync(Caller, request, Context.ConnectionAborted);

    public async Task<IAsyncEnumerable<SessionEvent>> StreamReply(SendMessage request, CancellationToken cancellationToken)
    {
        var turn = await engine.SendMessageAsync(Caller, request, cancellationToken);
        return engine.ReadAccepted(turn, cancellationToken);
    }

    public Task<IAsyncEnumerable<SessionEvent>> ResumeReply(Guid sessionId, Guid turnId, long after, CancellationToken cancellationToken) =>
        engine.ReadTurnAsync(Caller, sessionId, turnId, after, cancellationToken);

    public Task<IAsyncEnumerable<SessionEvent>> Watch(Guid sessionId, long after, CancellationToken cancellationToken) =>
        engine.WatchAsync(Caller, sessionId, after, cancellationToken);

    public Task CancelTurn(Guid sessionId, Guid turnId) => engine.CancelTurnAsync(Caller, sessionId, turnId, Context.ConnectionAborted);

    public Task<TurnRef> Regenerate(Guid sessionId, Guid turnId, Guid clientMessageId) =>
        engine.RegenerateAsync(Caller, sessionId, turnId, clientMessageId, Context.ConnectionAborted);

    public Task<Session> RenameSession(RenameSession request) => engine.RenameSessionAsync(Caller, request, Context.ConnectionAborted);

    public Task EndSession(Guid sessionId) => engine.EndSessionAsync(Caller, sessionId, Context.ConnectionAborted);

    public Task<Suggestion> DecideSuggestion(DecideSuggestion request) => engine.DecideSuggestionAsync(Caller, request, Context.ConnectionAborted);

    public Task GiveFeedback(GiveFeedback request) => engine.GiveFeedbackAsync(Caller, request, Context.ConnectionAborted);
}
