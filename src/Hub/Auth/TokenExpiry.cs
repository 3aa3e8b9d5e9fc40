using System.Collections.Concurrent;
using Constellation.Realtime.Contracts;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.SignalR;

namespace Constellation.Realtime.Hub.Auth;

/// <summary>Tells each connection 60 s before its token ends; SignalR closes it at the end (<c>CloseOnAuthenticationExpiration</c>).</summary>
internal sealed partial class TokenExpiry(TimeProvider time, ILogger<TokenExpiry> logger) : BackgroundService, IHubFilter
{
    private static readonly TimeSpan Ahead = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<string, Connection> _connections = new(StringComparer.Ordinal);

    public async Task OnConnectedAsync(HubLifetimeContext context, Func<HubLifetimeContext, Task> next)
    {
        await next(context);
        var result = context.Context.GetHttpContext()?.Features.Get<IAuthenticateResultFeature>()?.AuthenticateResult;
        if (result?.Properties?.ExpiresUtc is { } expiresAt && context.Hub is Hub<IChatReceiver> hub)
            _connections[context.Context.ConnectionId] = new Connection(hub.Clients.Caller, expiresAt - Ahead);
    }

    public Task OnDisconnectedAsync(HubLifetimeContext context, Exception? exception, Func<HubLifetimeContext, Exception?, Task> next)
    {
        _connections.TryRemove(context.Context.ConnectionId, out _);
        return next(context, exception);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Tick, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            var now = time.GetUtcNow();
            await Task.WhenAll(_connections
                .Where(entry => entry.Value.DueAt <= now && _connections.TryRemove(entry))
                .Select(entry => TellAsync(entry.Value.Receiver, stoppingToken)));
        }
    }

    // A client that reads nothing blocks the send, and must not keep the others' notices back.
    private async Task TellAsync(IChatReceiver receiver, CancellationToken cancellationToken)
    {
        try
        {
            var notice = new Notice { Code = Notice.TokenExpiring, Message = "Your token ends in a minute: reconnect with a new one." };
            await receiver.Notice(notice).WaitAsync(Patience, time, cancellationToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            Log.NotTold(logger, exception.Message);
        }
    }

    private sealed record Connection(IChatReceiver Receiver, DateTimeOffset DueAt);

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Debug, "A connection could not be told that its token ends: {Reason}")]
        internal static partial void NotTold(ILogger logger, string reason);
    }
}
