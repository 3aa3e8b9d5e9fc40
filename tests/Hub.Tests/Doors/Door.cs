using System.Net.Http.Headers;
using System.Text.Json;
using Constellation.Realtime.Contracts;
using Constellation.Realtime.Hub.Tests.Wire;

namespace Constellation.Realtime.Hub.Tests.Doors;

/// <summary>A client of one user, by one of the ways that the service offers. Where a way lacks a call, it takes the nearest one.</summary>
internal abstract class Door : IAsyncDisposable
{
    /// <summary>After this a test that waits has failed.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(45);

    private protected Door(Uri address, Guid userId)
    {
        (Address, UserId) = (address, userId);
        Http = new HttpClient { BaseAddress = address, Timeout = Patience };
        Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Tokens.For(userId));
        Rest = new RestCalls(Http);
    }

    internal Guid UserId { get; }

    /// <summary>REST of the same user: history and lists are had nowhere else.</summary>
    internal RestCalls Rest { get; }

    private protected Uri Address { get; }

    private protected HttpClient Http { get; }

    internal static async Task<Door> OpenAsync(DoorKind kind, Uri address, Guid userId) => kind switch
    {
        DoorKind.Rest => new RestDoor(address, userId),
        DoorKind.ServerSentEvents => new SseDoor(address, userId),
        _ => await HubDoor.ConnectAsync(kind == DoorKind.SignalRMessagePack, address, userId),
    };

    /// <summary>Sends a message, into a new session where none is given. Completes once the turn runs.</summary>
    internal abstract Task<Asked> AskAsync(string text, Guid? sessionId = null, Guid? clientMessageId = null);

    /// <summary>The turn's events above the cursor, to its end.</summary>
    internal abstract IAsyncEnumerable<SessionEvent> ReadTurnAsync(TurnRef turn, long after, CancellationToken cancellationToken = default);

    /// <summary>The session's events above the cursor, to its end.</summary>
    internal abstract IAsyncEnumerable<SessionEvent> WatchAsync(Guid sessionId, long after, CancellationToken cancellationToken = default);

    internal abstract Task CancelAsync(Guid sessionId, Guid turnId);

    internal abstract Task EndAsync(Guid sessionId);

    internal abstract Task<Suggestion> DecideAsync(Guid sessionId, Guid suggestionId, Decision decision, string? comment = null, JsonElement? payload = null);

    internal abstract Task RateAsync(Guid sessionId, Guid messageId, Rating rating, string? comment = null);

    /// <summary>Asks and waits for the end.</summary>
    internal async Task<Answered> AskToEndAsync(string text, Guid? sessionId = null, Guid? clientMessageId = null) =>
        await (await AskAsync(text, sessionId, clientMessageId)).Answer;

    /// <summary>Leaves in the midst of whatever is under way, without a word.</summary>
    public virtual ValueTask DisposeAsync()
    {
        Http.Dispose();
        return ValueTask.CompletedTask;
    }
}
