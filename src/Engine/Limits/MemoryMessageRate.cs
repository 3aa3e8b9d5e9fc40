using System.Collections.Concurrent;
using Microsoft.Extensions.Options;

namespace Constellation.Realtime.Engine.Limits;

/// <summary>The rate of a process that serves alone. Who has not sent anything for a minute is forgotten.</summary>
internal sealed class MemoryMessageRate(IOptions<LimitOptions> options, TimeProvider time) : IMessageRate
{
    private const int SweepEvery = 1024;

    private readonly ConcurrentDictionary<Guid, DateTimeOffset> _due = new();
    private readonly int _perMinute = options.Value.MessagesPerMinute;
    private int _taken;

    public ValueTask<TimeSpan?> TryTakeAsync(Guid userId, CancellationToken cancellationToken)
    {
        TimeSpan? wait = null;
        var now = time.GetUtcNow();
        _due.AddOrUpdate(userId, _ => Take(DateTimeOffset.MinValue), (_, due) => Take(due));
        if (Interlocked.Increment(ref _taken) % SweepEvery == 0) Sweep(now);
        return ValueTask.FromResult(wait);

        DateTimeOffset Take(DateTimeOffset due)
        {
            (var next, wait) = MessagePace.Take(due, now, _perMinute);
            return next;
        }
    }

    public ValueTask GiveBackAsync(Guid userId, CancellationToken cancellationToken)
    {
        _due.AddOrUpdate(userId, DateTimeOffset.MinValue, (_, due) => due - MessagePace.Interval(_perMinute));
        return ValueTask.CompletedTask;
    }

    private void Sweep(DateTimeOffset now)
    {
        foreach (var entry in _due.Where(entry => entry.Value < now)) _due.TryRemove(entry);
    }
}
