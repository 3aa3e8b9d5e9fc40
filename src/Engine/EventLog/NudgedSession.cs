using System.Globalization;
using Constellation.Realtime.Engine.Redis;
using StackExchange.Redis;

namespace Constellation.Realtime.Engine.EventLog;

/// <summary>One session's subscription: who is there, and the last number that is known to be in the log, so that a reader who has it need not ask.</summary>
internal sealed class NudgedSession(RedisConnection redis, string channel, TimeProvider time)
{
    private const long Unknown = long.MaxValue;

    private readonly Lock _lock = new();
    private readonly TaskCompletionSource _closed = Signal();
    private TaskCompletionSource _next = Signal();
    private Task<RedisChannel>? _subscribed;
    private long _last = Unknown;
    private int _nudges;
    private int _places;
    private long _leftAt;
    private bool _isClosing;

    /// <summary>What was known at one moment.</summary>
    /// <param name="Last">Nothing above it is in the log, or what is was nudged for later.</param>
    /// <param name="Next">Completes with the first nudge after that moment.</param>
    public readonly record struct Knowledge(long Last, int Nudges, Task Next);

    /// <summary>Completes once the subscription is given up; then a new one can be had.</summary>
    public Task Closed => _closed.Task;

    public bool TryEnter()
    {
        lock (_lock)
        {
            if (_isClosing) return false;
            _places++;
            return true;
        }
    }

    public void Leave()
    {
        lock (_lock)
        {
            _places--;
            _leftAt = time.GetTimestamp();
        }
    }

    /// <summary>Completes once nudges come; what failed is tried again by the next one who asks.</summary>
    public Task SubscribedAsync()
    {
        lock (_lock) return _subscribed is null or { IsCompleted: true, IsCompletedSuccessfully: false } ? _subscribed = SubscribeAsync() : _subscribed;
    }

    public Knowledge Known()
    {
        lock (_lock) return new Knowledge(_last, _nudges, _next.Task);
    }

    /// <summary>Notes that the log, asked after <paramref name="then"/>, held nothing above <paramref name="after"/>.</summary>
    public void Learn(Knowledge then, long after)
    {
        lock (_lock)
        {
            if (then.Nudges == _nudges) _last = after;
        }
    }

    /// <summary>Nudges may have been lost: whoever waits looks for itself.</summary>
    public void Doubt() => Ring(Unknown);

    /// <summary>True where nobody was here for so long; from then on nobody enters, and it must be closed.</summary>
    public bool TryClose(TimeSpan idle)
    {
        lock (_lock)
        {
            if (_isClosing || _places > 0 || time.GetElapsedTime(_leftAt) < idle) return false;
            return _isClosing = true;
        }
    }

    public async Task UnsubscribeAsync()
    {
        try
        {
            if (_subscribed is not { } subscribed) return;
            var subscriber = (await redis.GetAsync()).GetSubscriber();
            await subscriber.UnsubscribeAsync(await subscribed, OnMessage).InTimeAsync(subscriber);
        }
        catch (Exception exception) when (RedisErrors.MeansAway(exception, CancellationToken.None))
        {
            // It was never made, or has gone with the connection.
        }
    }

    public void SetClosed() => _closed.TrySetResult();

    private async Task<RedisChannel> SubscribeAsync()
    {
        var name = await redis.IsClusterAsync() ? RedisChannel.Sharded(channel) : RedisChannel.Literal(channel);
        var subscriber = (await redis.GetAsync()).GetSubscriber();
        try
        {
            await subscriber.SubscribeAsync(name, OnMessage).InTimeAsync(subscriber);
            return name;
        }
        catch
        {
            // The client would go on trying by itself.
            await subscriber.UnsubscribeAsync(name, OnMessage, CommandFlags.FireAndForget);
            throw;
        }
    }

    private void OnMessage(RedisChannel name, RedisValue message)
    {
        var id = ((string?)message)?.Split('-');
        Ring(id is [var term, var index] ? Sequence.Of(long.Parse(term, CultureInfo.InvariantCulture), long.Parse(index, CultureInfo.InvariantCulture)) : Unknown);
    }

    private void Ring(long last)
    {
        TaskCompletionSource rung;
        lock (_lock)
        {
            _last = Math.Max(_last, last);
            _nudges++;
            (rung, _next) = (_next, Signal());
        }

        rung.TrySetResult();
    }

    private static TaskCompletionSource Signal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
