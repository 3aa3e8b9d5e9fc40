using System.Collections.Concurrent;
using Constellation.Realtime.Contracts;
using Constellation.Realtime.Engine.Turns;
using Microsoft.AspNetCore.SignalR;

namespace Constellation.Realtime.Hub.Lifetime;

/// <summary>This node's own connections: what concerns one node must not be said over the backplane, which reaches them all.</summary>
internal sealed partial class OpenConnections(Node node, TimeProvider time, ILogger<OpenConnections> logger) : IHubFilter
{
    /// <summary>Clients come back at different moments up to this one, so that the other nodes do not get all of them at once.</summary>
    public static readonly TimeSpan MostRetryAfter = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, IChatReceiver> _open = new(StringComparer.Ordinal);
    private readonly TaskCompletionSource _noneLeft = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>How many there are.</summary>
    public int Count => _open.Count;

    public async Task OnConnectedAsync(HubLifetimeContext context, Func<HubLifetimeContext, Task> next)
    {
        await next(context);
        if (context.Hub is not Hub<IChatReceiver> hub) return;
        _open[context.Context.ConnectionId] = hub.Clients.Caller;
        if (node.IsDraining) await TellAsync(hub.Clients.Caller);
    }

    public Task OnDisconnectedAsync(HubLifetimeContext context, Exception? exception, Func<HubLifetimeContext, Exception?, Task> next)
    {
        _open.TryRemove(context.Context.ConnectionId, out _);
        if (node.IsDraining && _open.IsEmpty) _noneLeft.TrySetResult();
        return next(context, exception);
    }

    /// <summary>Tells all of them that this node is about to stop.</summary>
    public Task TellOfDrainAsync() => Task.WhenAll(_open.Values.Select(TellAsync));

    /// <summary>Completes once all have left, or when the time is over. The node drains already.</summary>
    public async Task WaitUntilNoneAsync(TimeSpan limit, CancellationToken hastened)
    {
        if (_open.IsEmpty) return;
        try
        {
            await _noneLeft.Task.WaitAsync(limit, time, hastened);
        }
        catch (Exception exception) when (exception is TimeoutException or OperationCanceledException)
        {
            // Those who are still there are cut off, and read on elsewhere from their cursors.
        }
    }

    // A client that reads nothing blocks the send, and must not hold up the others.
    private async Task TellAsync(IChatReceiver receiver)
    {
        try
        {
            var notice = new Notice
            {
                Code = Notice.Draining,
                Message = "This node is about to stop: reconnect.",
                RetryAfterMs = Random.Shared.Next((int)MostRetryAfter.TotalMilliseconds),
            };
            await receiver.Notice(notice).WaitAsync(Patience, time);
        }
        catch (Exception exception)
        {
            Log.NotTold(logger, exception.Message);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Debug, "A connection could not be told that this node stops: {Reason}")]
        internal static partial void NotTold(ILogger logger, string reason);
    }
}
