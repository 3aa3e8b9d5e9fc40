using System.Text.Json;
using Constellation.Realtime.Contracts;
using Constellation.Realtime.Hub.Wire;

namespace Constellation.Realtime.Hub.Tests.Doors;

/// <summary>REST for a caller who waits for the one answer.</summary>
internal sealed class RestDoor(Uri address, Guid userId) : HttpDoor(address, userId)
{
    internal override async Task<Asked> AskAsync(string text, Guid? sessionId = null, Guid? clientMessageId = null)
    {
        var id = clientMessageId ?? Guid.NewGuid();
        var before = (await Rest.ListAsync()).Select(session => session.ActiveTurnId).ToHashSet();
        var answer = AnswerAsync(text, sessionId, id);
        TurnRef? turn = null;
        await Wait.UntilAsync(async () =>
        {
            if (answer.IsCompleted) return true;
            var running = (await Rest.ListAsync()).Find(session => session.ActiveTurnId is not null && !before.Contains(session.ActiveTurnId));
            if (running is not null) turn = Of(running.SessionId, running.ActiveTurnId!.Value);
            return turn is not null;
        });
        if (turn is not null) return new Asked(turn, answer);
        var ended = await answer;
        return new Asked(Of(ended.SessionId, ended.TurnId), answer);
    }

    private static TurnRef Of(Guid sessionId, Guid turnId) => new() { SessionId = sessionId, TurnId = turnId, MessageId = default, After = 0 };

    private async Task<Answered> AnswerAsync(string text, Guid? sessionId, Guid clientMessageId)
    {
        var (path, body) = Question(text, sessionId, clientMessageId);
        using var answer = await Rest.SendAsync(HttpMethod.Post, path, body);
        var said = JsonElement.Parse(await answer.Content.ReadAsStringAsync());
        if (!said.TryGetProperty("turn_id", out var turnId)) await RestCalls.CheckAsync(answer);

        var turn = Of(said.GetProperty("session_id", "updated_session").GetGuid(), turnId.GetGuid());
        using var again = await Rest.SendAsync(HttpMethod.Post, path, body, streamed: true);
        var events = await EventsAsync(again).ToEndAsync();
        if (!answer.IsSuccessStatusCode)
        {
            var code = said.GetProperty("code").GetString()!;
            Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
            Assert.Equal(ErrorCodes.Statuses[code], (int)answer.StatusCode);
            return new Answered
            {
                TurnId = turn.TurnId,
                SessionId = turn.SessionId,
                Ending = SessionEventTypes.TurnFailed,
                Text = said.GetProperty("partial").GetString()!,
                Code = code,
                Events = events,
            };
        }

        Assert.Equal(sessionId is null ? 201 : 200, (int)answer.StatusCode);
        return new Answered
        {
            TurnId = turn.TurnId,
            SessionId = turn.SessionId,
            Ending = said.TryGetProperty("status", out var status) && status.GetString() == "partial"
                ? SessionEventTypes.TurnCancelled
                : SessionEventTypes.TurnCompleted,
            Text = said.GetProperty("message", "response_message").GetString()!,
            MessageId = said.GetProperty("message_id").GetGuid(),
            Suggestions = said.GetProperty("suggestions").Deserialize<List<Suggestion>>(WireJson.Rest)!,
            Events = events,
        };
    }
}

file static class Members
{
    /// <summary>The one of two that is there.</summary>
    internal static JsonElement GetProperty(this JsonElement element, string one, string other) =>
        element.TryGetProperty(one, out var found) ? found : element.GetProperty(other);
}
