using Constellation.Realtime.Contracts;

namespace Constellation.Realtime.Hub.Tests.Doors;

/// <summary>REST for a caller who wants the events of the turn that it asks for.</summary>
internal sealed class SseDoor(Uri address, Guid userId) : HttpDoor(address, userId)
{
    internal override Task<Asked> AskAsync(string text, Guid? sessionId = null, Guid? clientMessageId = null) =>
        Reading.BeginAsync(AskedEventsAsync(text, sessionId, clientMessageId));

    private async IAsyncEnumerable<SessionEvent> AskedEventsAsync(string text, Guid? sessionId, Guid? clientMessageId)
    {
        var (path, body) = Question(text, sessionId, clientMessageId);
        using var answer = await Rest.SendAsync(HttpMethod.Post, path, body, streamed: true);
        await foreach (var e in EventsAsync(answer)) yield return e;
    }
}
