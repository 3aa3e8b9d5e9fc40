using Constellation.Realtime.Contracts;
using Microsoft.AspNetCore.SignalR.Client;

namespace Constellation.Realtime.Hub.Tests.Docs;

internal static class Asking
{
    /// <summary>Asks in a new session, prints the reply as it comes, and returns it.</summary>
    public static async Task<string> AskAsync(Uri hub, string accessToken, string question)
    {
        await using var connection = new HubConnectionBuilder()
            .WithUrl(new Uri(hub, "/hubs/chat"), options => options.AccessTokenProvider = () => Task.FromResult<string?>(accessToken))
            .Build();
        await connection.StartAsync();

        var session = await connection.InvokeAsync<Session>("StartSession", new StartSession());
        var message = new SendMessage
        {
            SessionId = session.SessionId,
            ClientMessageId = Guid.CreateVersion7(TimeProvider.System.GetUtcNow()),
            Text = question,
        };

        var reply = new ReplyFold();
        await foreach (var e in connection.StreamAsync<SessionEvent>("StreamReply", message))
        {
            reply.Apply(e);
            if (e.Type == SessionEventTypes.TextDelta) Console.Write(e.Text);
            if (e.Type == SessionEventTypes.SuggestionReady) Console.WriteLine($"\n{e.Suggestion!.Title}: {e.Suggestion.Payload}");
        }

        return reply.Text;
    }
}
