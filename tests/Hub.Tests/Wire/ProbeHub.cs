using System.Text.Json;
using Constellation.Realtime.Contracts;
using Constellation.Realtime.Engine;
using Constellation.Realtime.Hub.Auth;
using Microsoft.AspNetCore.SignalR;

namespace Constellation.Realtime.Hub.Tests.Wire;

/// <summary>Answers what the text of the call asks for.</summary>
internal sealed class ProbeHub(TimeProvider time) : Hub<IChatReceiver>, IChatHub
{
    internal const string Secret = "Host=db;Password=hunter2";

    public async Task<Session> StartSession(StartSession request)
    {
        if (request.Title == "refuse") throw new RefusedException(ErrorCodes.RateLimited, "Not {now}.") { RetryAfter = TimeSpan.FromMilliseconds(1500.2) };
        if (request.Title == "break") throw new InvalidOperationException(Secret);
        if (request.Title == "announce") await Clients.User(Context.User.ToCaller().UserId.ToString("D")).SuggestionReady(Samples.Suggestion);
        return Samples.Session with { Title = request.Title ?? "none", UserId = Context.User.ToCaller().UserId, CreatedAt = time.GetUtcNow() };
    }

    public Task<TurnRef> SendMessage(SendMessage request) => Task.FromResult(new TurnRef
    {
        SessionId = request.SessionId,
        TurnId = request.ClientMessageId,
        MessageId = request.ClientMessageId,
        After = request.Text.Length,
    });

    public async Task<IAsyncEnumerable<SessionEvent>> StreamReply(SendMessage request, CancellationToken cancellationToken)
    {
        if (request.Text == "refuse") throw new RefusedException(ErrorCodes.SessionBusy, "A turn is running.");
        if (request.Text == "hold") await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
        return Events(request.Text, cancellationToken);
    }

    public Task<IAsyncEnumerable<SessionEvent>> ResumeReply(Guid sessionId, Guid turnId, long after, CancellationToken cancellationToken) =>
        Task.FromResult(Samples.Delta(after + 1).ToAsync());

    public Task<IAsyncEnumerable<SessionEvent>> Watch(Guid sessionId, long after, CancellationToken cancellationToken) =>
        Task.FromResult(Events("wait", cancellationToken));

    public Task CancelTurn(Guid sessionId, Guid turnId) => Task.CompletedTask;

    public Task<TurnRef> Regenerate(Guid sessionId, Guid turnId, Guid clientMessageId) =>
        Task.FromResult(new TurnRef { SessionId = sessionId, TurnId = turnId, MessageId = clientMessageId, After = 0 });

    public Task<Session> RenameSession(RenameSession request) => Task.FromResult(Samples.Session with { Title = request.Title });

    public Task EndSession(Guid sessionId) => Task.CompletedTask;

    public Task<Suggestion> DecideSuggestion(DecideSuggestion request) => Task.FromResult(Samples.Suggestion with
    {
        SuggestionId = request.SuggestionId,
        Payload = request.Payload ?? Samples.Suggestion.Payload,
        Status = request.Decision == Decision.Accepted ? SuggestionStatus.Accepted : SuggestionStatus.Rejected,
    });

    public Task GiveFeedback(GiveFeedback request) => Task.CompletedTask;

    private static async IAsyncEnumerable<SessionEvent> Events(
        string wish, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        yield return Samples.Delta(1);
        if (wish == "refuse later") throw new RefusedException(ErrorCodes.Unavailable, "The store is away.");
        if (wish == "break later") throw new InvalidOperationException(Secret);
        if (wish == "wait") await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
        yield return Samples.Ready;
        yield return Samples.Completed;
    }
}

internal static class Samples
{
    internal const string Payload =
        """{"z":1,"a":[true,false,null,"ä€😀\"\n"],"Snake_Case":{"camelCase":-5,"empty":{}},"real":0.1,"whole":1.0,"big":18446744073709551615,"small":-9223372036854775808}""";

    private static readonly DateTimeOffset At = new(2026, 3, 1, 12, 30, 15, 250, TimeSpan.FromHours(2));

    internal static Guid Id { get; } = Guid.Parse("0198f2a0-0000-7000-8000-0000000000aa");

    internal static Session Session { get; } = new()
    {
        SessionId = Id,
        UserId = Id,
        Title = "t",
        CreatedAt = At,
        LastActive = At,
        Status = SessionStatus.Active,
        LastSequence = 9007199254740991,
    };

    internal static Suggestion Suggestion { get; } = new()
    {
        SuggestionId = Id,
        Target = "pipeline",
        Payload = JsonElement.Parse(Payload),
        Status = SuggestionStatus.Ready,
        Warnings = [new Finding { Pointer = "/a", Code = "c", Message = "m" }],
        Graph = new Graph { Blocks = [], Edges = [new GraphEdge { SourceBlockId = Id, TargetBlockId = Id, EdgeType = "primary" }] },
    };

    internal static SessionEvent Ready { get; } = new() { Sequence = 2, SessionId = Id, TurnId = Id, Type = SessionEventTypes.SuggestionReady, At = At, Suggestion = Suggestion };

    internal static SessionEvent Completed { get; } = new()
    {
        Sequence = 3,
        SessionId = Id,
        TurnId = Id,
        Type = SessionEventTypes.TurnCompleted,
        At = At,
        Message = new Message
        {
            MessageId = Id,
            SessionId = Id,
            TurnId = Id,
            Sender = Sender.Assistant,
            Content = " ä😀 ",
            Timestamp = At,
            Status = MessageStatus.Complete,
            Feedback = Rating.Up,
        },
        Usage = new Usage { InputTokens = 1, OutputTokens = 2, Provider = "planner", Model = "m" },
    };

    internal static SessionEvent Delta(long sequence) =>
        new() { Sequence = sequence, SessionId = Id, TurnId = Id, Type = SessionEventTypes.TextDelta, At = At, Offset = 0, Text = "ä😀" };

    internal static async IAsyncEnumerable<SessionEvent> ToAsync(this SessionEvent single)
    {
        await Task.CompletedTask;
        yield return single;
    }
}
