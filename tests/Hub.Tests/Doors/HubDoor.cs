using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Constellation.Realtime.Contracts;
using Constellation.Realtime.Hub.Tests.Wire;
using Constellation.Realtime.Hub.Wire;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;

namespace Constellation.Realtime.Hub.Tests.Doors;

/// <summary>SignalR, with either protocol.</summary>
internal sealed class HubDoor : Door
{
    private readonly HubConnection _connection;
    private readonly ConcurrentQueue<Announcement> _announced = new();

    private HubDoor(bool messagePack, Uri address, Guid userId) : base(address, userId)
    {
        var builder = new HubConnectionBuilder().WithUrl(new Uri(address, WireSetup.HubPath), options =>
        {
            options.Headers["Authorization"] = $"Bearer {Tokens.For(userId)}";
            options.Transports = HttpTransportType.WebSockets;
            options.SkipNegotiation = true;
        });
        _connection = messagePack
            ? builder.AddMessagePackProtocol(options => options.SerializerOptions = WireMessagePack.Options).Build()
            : builder.AddJsonProtocol(options => options.PayloadSerializerOptions = WireJson.HubClient).Build();
        On<Session>(nameof(IChatReceiver.SessionChanged));
        On<Guid>(nameof(IChatReceiver.SessionEnded));
        On<Suggestion>(nameof(IChatReceiver.SuggestionReady));
        On<Notice>(nameof(IChatReceiver.Notice));
    }

    /// <summary>What was pushed so far.</summary>
    internal IReadOnlyCollection<Announcement> Announced => _announced;

    internal static async Task<HubDoor> ConnectAsync(bool messagePack, Uri address, Guid userId)
    {
        var door = new HubDoor(messagePack, address, userId);
        await door._connection.StartAsync();
        return door;
    }

    internal Task<Session> StartSessionAsync(string? title = null) => CallAsync<Session>(nameof(IChatHub.StartSession), new StartSession { Title = title });

    internal Task<Session> RenameAsync(Guid sessionId, string title) =>
        CallAsync<Session>(nameof(IChatHub.RenameSession), new RenameSession { SessionId = sessionId, Title = title });

    internal Task<TurnRef> SendAsync(Guid sessionId, string text, Guid? clientMessageId = null) =>
        CallAsync<TurnRef>(nameof(IChatHub.SendMessage), Message(sessionId, text, clientMessageId));

    internal Task<TurnRef> RegenerateAsync(TurnRef turn, Guid? clientMessageId = null) =>
        CallAsync<TurnRef>(nameof(IChatHub.Regenerate), turn.SessionId, turn.TurnId, clientMessageId ?? Guid.NewGuid());

    internal override async Task<Asked> AskAsync(string text, Guid? sessionId = null, Guid? clientMessageId = null)
    {
        var session = sessionId ?? (await StartSessionAsync()).SessionId;
        return await Reading.BeginAsync(StreamAsync(nameof(IChatHub.StreamReply), default, Message(session, text, clientMessageId)));
    }

    internal override IAsyncEnumerable<SessionEvent> ReadTurnAsync(TurnRef turn, long after, CancellationToken cancellationToken = default) =>
        StreamAsync(nameof(IChatHub.ResumeReply), cancellationToken, turn.SessionId, turn.TurnId, after);

    internal override IAsyncEnumerable<SessionEvent> WatchAsync(Guid sessionId, long after, CancellationToken cancellationToken = default) =>
        StreamAsync(nameof(IChatHub.Watch), cancellationToken, sessionId, after);

    internal override Task CancelAsync(Guid sessionId, Guid turnId) => CallAsync<object?>(nameof(IChatHub.CancelTurn), sessionId, turnId);

    internal override Task EndAsync(Guid sessionId) => CallAsync<object?>(nameof(IChatHub.EndSession), sessionId);

    internal override Task<Suggestion> DecideAsync(Guid sessionId, Guid suggestionId, Decision decision, string? comment = null, JsonElement? payload = null) => CallAsync<Suggestion>(
        nameof(IChatHub.DecideSuggestion),
        new DecideSuggestion { SessionId = sessionId, SuggestionId = suggestionId, Decision = decision, Comment = comment, Payload = payload });

    internal override Task RateAsync(Guid sessionId, Guid messageId, Rating rating, string? comment = null) => CallAsync<object?>(
        nameof(IChatHub.GiveFeedback), new GiveFeedback { SessionId = sessionId, MessageId = messageId, Rating = rating, Comment = comment });

    /// <summary>The first announcement that is so, once it is there.</summary>
    internal async Task<Announcement> AnnouncementAsync(Func<Announcement, bool> matches)
    {
        Announcement? found = null;
        await Wait.UntilAsync(() => (found = _announced.FirstOrDefault(matches)) is not null);
        return found!;
    }

    public override async ValueTask DisposeAsync()
    {
        await _connection.DisposeAsync();
        await base.DisposeAsync();
    }

    private static SendMessage Message(Guid sessionId, string text, Guid? clientMessageId) =>
        new() { SessionId = sessionId, ClientMessageId = clientMessageId ?? Guid.NewGuid(), Text = text };

    private void On<T>(string method) => _connection.On<T>(method, what => _announced.Enqueue(new Announcement(method, what!)));

    private async Task<T> CallAsync<T>(string method, params object?[] arguments)
    {
        try
        {
            return await _connection.InvokeCoreAsync<T>(method, arguments).WaitAsync(Patience);
        }
        catch (HubException exception)
        {
            throw RefusedCallException.Of(exception.Message);
        }
    }

    private async IAsyncEnumerable<SessionEvent> StreamAsync(
        string method, [EnumeratorCancellation] CancellationToken cancellationToken, params object?[] arguments)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        await using var reader = _connection.StreamAsyncCore<SessionEvent>(method, arguments, patience.Token).GetAsyncEnumerator(patience.Token);
        while (true)
        {
            try
            {
                if (!await reader.MoveNextAsync()) yield break;
            }
            catch (HubException exception)
            {
                throw RefusedCallException.Of(exception.Message);
            }

            yield return reader.Current;
        }
    }
}

/// <summary>Something that the service pushed.</summary>
/// <param name="Name">The method of <see cref="IChatReceiver"/>.</param>
internal sealed record Announcement(string Name, object What);
