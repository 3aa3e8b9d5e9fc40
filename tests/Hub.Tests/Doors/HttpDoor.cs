using System.Globalization;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Constellation.Realtime.Contracts;
using Constellation.Realtime.Hub.Rest;
using Constellation.Realtime.Hub.Wire;

namespace Constellation.Realtime.Hub.Tests.Doors;

/// <summary>REST, whose events are Server-Sent Events.</summary>
internal abstract class HttpDoor(Uri address, Guid userId) : Door(address, userId)
{
    private readonly CancellationTokenSource _gone = new();

    internal override async IAsyncEnumerable<SessionEvent> ReadTurnAsync(
        TurnRef turn, long after, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var e in WatchAsync(turn.SessionId, after, cancellationToken))
        {
            if (e.TurnId != turn.TurnId) continue;
            yield return e;
            if (e.EndsTurn) yield break;
        }
    }

    internal override async IAsyncEnumerable<SessionEvent> WatchAsync(
        Guid sessionId, long after, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var answer = await Rest.SendAsync(HttpMethod.Get, $"/llm/chat/{sessionId}/events/?after={after}");
        await foreach (var e in EventsAsync(answer, cancellationToken)) yield return e;
    }

    internal override async Task CancelAsync(Guid sessionId, Guid turnId)
    {
        using var answer = await Rest.SendAsync(HttpMethod.Post, $"/llm/chat/{sessionId}/turns/{turnId}/cancel/");
        await RestCalls.CheckAsync(answer);
        Assert.Equal(202, (int)answer.StatusCode);
    }

    internal override async Task EndAsync(Guid sessionId) =>
        Assert.Equal(
            new ChatEnded(sessionId, SessionStatus.Ended), await Rest.SendAsync<ChatEnded>(HttpMethod.Delete, $"/llm/chat/{sessionId}/"));

    internal override Task<Suggestion> DecideAsync(Guid sessionId, Guid suggestionId, Decision decision, string? comment = null, JsonElement? payload = null) =>
        Rest.SendAsync<Suggestion>(
            HttpMethod.Post, $"/llm/chat/{sessionId}/suggestions/{suggestionId}/decision/", new DecisionBody { Decision = decision, Comment = comment, Payload = payload });

    internal override async Task RateAsync(Guid sessionId, Guid messageId, Rating rating, string? comment = null)
    {
        using var answer = await Rest.SendAsync(
            HttpMethod.Post, $"/llm/chat/{sessionId}/messages/{messageId}/feedback/", new FeedbackBody { Rating = rating, Comment = comment });
        await RestCalls.CheckAsync(answer);
        Assert.Equal(204, (int)answer.StatusCode);
    }

    /// <summary>The call that asks: of a new session, or of this one.</summary>
    private protected (string Path, object Body) Question(string text, Guid? sessionId, Guid? clientMessageId) => sessionId is { } id
        ? ($"/llm/chat/{id}/message/", new SendChat { UserMessage = text, ClientMessageId = clientMessageId })
        : ("/llm/chat/", new StartChat { UserId = UserId, InitialMessage = text, ClientMessageId = clientMessageId });

    public override async ValueTask DisposeAsync()
    {
        await _gone.CancelAsync();
        await base.DisposeAsync();
    }

    private protected async IAsyncEnumerable<SessionEvent> EventsAsync(
        HttpResponseMessage answer, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await RestCalls.CheckAsync(answer);
        Assert.Equal("text/event-stream", answer.Content.Headers.ContentType?.MediaType);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _gone.Token);
        patience.CancelAfter(Patience);
        var parser = SseParser.Create(
            await answer.Content.ReadAsStreamAsync(patience.Token), (_, data) => JsonSerializer.Deserialize<SessionEvent>(data, WireJson.Rest)!);
        await foreach (var item in parser.EnumerateAsync(patience.Token))
        {
            Assert.Equal(item.Data.Type, item.EventType);
            Assert.Equal(item.Data.Sequence.ToString(CultureInfo.InvariantCulture), item.EventId);
            yield return item.Data;
        }
    }
}
