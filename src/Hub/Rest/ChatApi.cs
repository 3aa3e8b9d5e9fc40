using Constellation.Realtime.Contracts;
using Constellation.Realtime.Engine;
using Constellation.Realtime.Hub.Auth;
using Constellation.Realtime.Hub.Lifetime;
using Constellation.Realtime.Hub.Wire;

namespace Constellation.Realtime.Hub.Rest;

/// <summary>REST's face: the same engine for callers without a hub connection.</summary>
internal static class ChatApi
{
    public static void MapChatApi(this IEndpointRouteBuilder app)
    {
        var chat = app.MapGroup("/llm/chat").RequireAuthorization().WithTags("Chat").TellOwnersFirst().TellContentTypeLast();
        chat.MapPost("/", StartAsync).WithSummary("Starts a session with its first message; answers once the reply is complete.")
            .Produces<ChatStarted>(StatusCodes.Status201Created);
        chat.MapPost("/{sessionId:guid}/message/", SendAsync).WithSummary("Sends a message; answers once the reply is complete.")
            .Produces<ChatAnswered>();
        chat.MapGet("/sessions/", ListAsync).WithSummary("The caller's active sessions, latest activity first.").Produces<IReadOnlyList<Session>>();
        chat.MapGet("/search/", SearchAsync).WithSummary("The caller's active sessions in which all words of the query occur, latest activity first.")
            .Produces<IReadOnlyList<SessionHit>>();
        chat.MapGet("/{sessionId:guid}/", FindAsync).WithSummary("The session.").Produces<Session>();
        chat.MapPatch("/{sessionId:guid}/", RenameAsync).WithSummary("Gives the session another title.").Produces<Session>();
        chat.MapDelete("/{sessionId:guid}/", EndAsync).WithSummary("Ends the session.").Produces<ChatEnded>();
        chat.MapGet("/{sessionId:guid}/history/", HistoryAsync).WithSummary("The newest messages, oldest first.").Produces<IReadOnlyList<Message>>();
        chat.MapGet("/{sessionId:guid}/events/", EventsAsync).WithSummary("The session's events as Server-Sent Events, past then live.")
            .Produces(StatusCodes.Status200OK, contentType: "text/event-stream");
        chat.MapGet("/{sessionId:guid}/export/", ExportAsync).WithSummary("The whole session as a file, in Markdown or JSON.")
            .Produces(StatusCodes.Status200OK, contentType: "text/markdown").Produces(StatusCodes.Status200OK, contentType: "application/json");
        chat.MapPost("/{sessionId:guid}/turns/{turnId:guid}/cancel/", CancelAsync).WithSummary("Stops a turn; what was said is kept.")
            .Produces(StatusCodes.Status202Accepted);
        chat.MapPost("/{sessionId:guid}/suggestions/{suggestionId:guid}/decision/", DecideAsync).WithSummary("Accepts or rejects a suggestion.")
            .Produces<Suggestion>();
        chat.MapGet("/{sessionId:guid}/suggestions/{suggestionId:guid}/dagster_job/", ConvertAsync).WithSummary("A suggested pipeline as a run for the pipeline runner.")
            .Produces<DagsterJobBody>();
        chat.MapPost("/{sessionId:guid}/messages/{messageId:guid}/feedback/", RateAsync).WithSummary("Rates a reply.")
            .Produces(StatusCodes.Status204NoContent);
    }

    private static async Task<IResult> StartAsync(StartChat body, ChatEngine engine, WaitingCallers callers, HttpContext context)
    {
        var caller = context.User.ToCaller();
        if (body.UserId != caller.UserId) throw new RefusedException(ErrorCodes.Forbidden, "user_id must be the caller's own.");

        var turn = await engine.StartWithMessageAsync(caller, body.ClientMessageId, body.InitialMessage, context.RequestAborted);
        return await AnswerAsync(turn, engine, callers, context, (reply, message) => Results.Created(
            $"/llm/chat/{turn.SessionId}/",
            new ChatStarted(turn.SessionId, message.Content, message.MessageId, turn.TurnId, reply.Suggestions, PartialOf(reply))));
    }

    private static async Task<IResult> SendAsync(Guid sessionId, SendChat body, ChatEngine engine, WaitingCallers callers, TimeProvider time, HttpContext context)
    {
        var request = new SendMessage
        {
            SessionId = sessionId,
            ClientMessageId = body.ClientMessageId ?? Guid.CreateVersion7(time.GetUtcNow()),
            Text = body.UserMessage,
        };
        var turn = await engine.SendMessageAsync(context.User.ToCaller(), request, context.RequestAborted);
        return await AnswerAsync(turn, engine, callers, context, (reply, message) => Results.Ok(
            new ChatAnswered(message.Content, sessionId, message.MessageId, turn.TurnId, reply.Session, reply.Suggestions, PartialOf(reply))));
    }

    /// <summary>The accepted turn's events, where they are wanted; else one answer, once it has ended.</summary>
    private static async Task<IResult> AnswerAsync(
        TurnRef turn, ChatEngine engine, WaitingCallers callers, HttpContext context, Func<Reply, Message, IResult> whole)
    {
        if (ServerSentEvents.AreWanted(context.Request)) return new ServerSentEvents(engine.ReadAccepted(turn, context.RequestAborted));

        var reply = await callers.WaitAsync(leaving => engine.ReadReplyAsync(context.User.ToCaller(), turn, leaving), context.RequestAborted);
        if (reply is null) return new TurnElsewhere(turn);
        return reply.Terminal.Error is { } error ? FailedTurn.Of(error, reply.Terminal) : whole(reply, reply.Terminal.Message!);
    }

    private static async Task<IResult> ListAsync(ChatEngine engine, HttpContext context)
    {
        const string List = "s";
        var paging = Paging.Of(context.Request, List);
        var page = await engine.ListSessionsAsync(context.User.ToCaller(), paging.Limit, paging.Before, context.RequestAborted);
        paging.Link(context.Response, List, page);
        return Results.Ok(page.Items);
    }

    private static async Task<IResult> SearchAsync(ChatEngine engine, HttpContext context)
    {
        const string List = "q";
        var (paging, query) = (Paging.Of(context.Request, List), context.Request.Query["query"]);
        var page = await engine.SearchSessionsAsync(context.User.ToCaller(), query is [{ } one] ? one : null, paging.Limit, paging.Before, context.RequestAborted);
        paging.Link(context.Response, List, page, ("query", query));
        return Results.Ok(page.Items);
    }

    private static async Task<IResult> RenameAsync(Guid sessionId, TitleBody body, ChatEngine engine, HttpContext context) =>
        Results.Ok(await engine.RenameSessionAsync(
            context.User.ToCaller(), new RenameSession { SessionId = sessionId, Title = body.Title }, context.RequestAborted));

    private static async Task<IResult> ExportAsync(Guid sessionId, ChatEngine engine, HttpContext context)
    {
        var transcript = await engine.ExportSessionAsync(context.User.ToCaller(), sessionId, context.RequestAborted);
        return new ExportedSession(transcript, ExportedSession.IsMarkdown(context.Request));
    }

    private static async Task<IResult> HistoryAsync(Guid sessionId, ChatEngine engine, HttpContext context)
    {
        var list = $"m{sessionId:N}";
        await engine.FindSessionAsync(context.User.ToCaller(), sessionId, context.RequestAborted);
        var paging = Paging.Of(context.Request, list);
        var page = await engine.ReadHistoryAsync(context.User.ToCaller(), sessionId, paging.Limit, paging.Before, context.RequestAborted);
        paging.Link(context.Response, list, page);
        return Results.Ok(page.Items);
    }

    private static async Task<IResult> FindAsync(Guid sessionId, ChatEngine engine, HttpContext context) =>
        Results.Ok(await engine.FindSessionAsync(context.User.ToCaller(), sessionId, context.RequestAborted));

    private static async Task<IResult> EndAsync(Guid sessionId, ChatEngine engine, HttpContext context)
    {
        await engine.EndSessionAsync(context.User.ToCaller(), sessionId, context.RequestAborted);
        return Results.Ok(new ChatEnded(sessionId, SessionStatus.Ended));
    }

    private static async Task<IResult> EventsAsync(Guid sessionId, ChatEngine engine, HttpContext context)
    {
        await engine.FindSessionAsync(context.User.ToCaller(), sessionId, context.RequestAborted);
        var after = ServerSentEvents.CursorOf(context.Request);
        return new ServerSentEvents(await engine.WatchAsync(context.User.ToCaller(), sessionId, after, context.RequestAborted));
    }

    private static async Task<IResult> CancelAsync(Guid sessionId, Guid turnId, ChatEngine engine, HttpContext context)
    {
        await engine.CancelTurnAsync(context.User.ToCaller(), sessionId, turnId, context.RequestAborted);
        return Results.Accepted();
    }

    private static async Task<IResult> DecideAsync(Guid sessionId, Guid suggestionId, DecisionBody body, ChatEngine engine, HttpContext context) =>
        Results.Ok(await engine.DecideSuggestionAsync(
            context.User.ToCaller(),
            new DecideSuggestion { SessionId = sessionId, SuggestionId = suggestionId, Decision = body.Decision, Comment = body.Comment, Payload = body.Payload },
            context.RequestAborted));

    private static async Task<IResult> ConvertAsync(Guid sessionId, Guid suggestionId, ChatEngine engine, HttpContext context) =>
        Results.Ok(DagsterJobBody.Of(await engine.ToDagsterJobAsync(context.User.ToCaller(), sessionId, suggestionId, context.RequestAborted)));

    private static async Task<IResult> RateAsync(Guid sessionId, Guid messageId, FeedbackBody body, ChatEngine engine, HttpContext context)
    {
        await engine.GiveFeedbackAsync(
            context.User.ToCaller(),
            new GiveFeedback { SessionId = sessionId, MessageId = messageId, Rating = body.Rating, Comment = body.Comment },
            context.RequestAborted);
        return Results.NoContent();
    }

    private static MessageStatus? PartialOf(Reply reply) =>
        reply.Terminal.Type == SessionEventTypes.TurnCancelled ? MessageStatus.Partial : null;
}
