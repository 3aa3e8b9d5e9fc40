using System.Collections.Concurrent;
using Constellation.Realtime.Engine.Redis;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Constellation.Realtime.Engine.EventLog;

/// <summary>
/// Wakes who waits at a session: one subscription for each session that somebody on this node waits at, however many they are. It is given up some time
/// after the last one has left, for a reader comes back with every event.
/// </summary>
internal sealed class RedisNudges(RedisConnection redis, IOptions<RedisOptions> options, TimeProvider time) : BackgroundService
{
    /// <summary>How long a subscription is kept that nobody uses.</summary>
    internal static readonly TimeSpan Linger = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<Guid, NudgedSession> _sessions = new();
    private readonly string _prefix = options.Value.Prefix;

    /// <summary>A place at the session, subscribed.</summary>
    public async ValueTask<NudgedSession> EnterAsync(Guid sessionId, CancellationToken cancellationToken)
    {
        while (true)
        {
            var session = _sessions.GetOrAdd(sessionId, Open);
            if (!session.TryEnter())
            {
                await session.Closed.WaitAsync(cancellationToken);
                continue;
            }

            try
            {
                await session.SubscribedAsync().WaitAsync(cancellationToken);
                return session;
            }
            catch
            {
                session.Leave();
                throw;
            }
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        redis.Changed += DoubtAll;
        try
        {
            using var timer = new PeriodicTimer(Linger / 2, time);
            while (await timer.WaitForNextTickAsync(stoppingToken))
                await Task.WhenAll(_sessions.Where(pair => pair.Value.TryClose(Linger)).Select(pair => CloseAsync(pair.Key, pair.Value)));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The connection goes with the node, and the subscriptions with it.
        }
        finally
        {
            redis.Changed -= DoubtAll;
        }
    }

    private NudgedSession Open(Guid sessionId) => new(redis, new RedisLogNames(_prefix, sessionId).Channel, time);

    private async Task CloseAsync(Guid sessionId, NudgedSession session)
    {
        try
        {
            await session.UnsubscribeAsync();
        }
        finally
        {
            _sessions.TryRemove(new(sessionId, session));
            session.SetClosed();
        }
    }

    private void DoubtAll()
    {
        foreach (var session in _sessions.Values) session.Doubt();
    }
}
