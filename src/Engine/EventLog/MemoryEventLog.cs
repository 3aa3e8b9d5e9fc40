using System.Collections.Concurrent;
using Constellation.Realtime.Contracts;
using Microsoft.Extensions.Options;

namespace Constellation.Realtime.Engine.EventLog;

/// <summary>The event log of a process that serves alone. Each session's log obeys the rules of <see cref="MemorySessionLog"/>.</summary>
internal sealed class MemoryEventLog(IOptions<LogOptions> options, TimeProvider time) : IEventLog, IDisposable
{
    private readonly ConcurrentDictionary<Guid, MemorySessionLog> _logs = new();
    private readonly TimeSpan _retention = options.Value.Retention;
    private readonly Lock _sweeping = new();
    private ITimer? _sweep;

    public ValueTask<IReadOnlyList<SessionEvent>> SealAsync(
        Guid sessionId, long term, IReadOnlyList<SessionEvent> events, CancellationToken cancellationToken)
    {
        StartSweeping();
        while (true)
        {
            var log = _logs.GetOrAdd(sessionId, id => new MemorySessionLog(id, _retention));
            if (log.Seal(term, events, time.GetUtcNow()) is { } held) return ValueTask.FromResult(held);
        }
    }

    public ValueTask AppendAsync(Guid sessionId, Writer writer, IReadOnlyList<SessionEvent> events, CancellationToken cancellationToken)
    {
        if (!_logs.TryGetValue(sessionId, out var log)) throw new LogLostException(sessionId, writer.Term);
        log.Append(writer, events, time.GetUtcNow());
        return ValueTask.CompletedTask;
    }

    public ValueTask<LogPage> ReadAsync(Guid sessionId, long after, CancellationToken cancellationToken) =>
        ValueTask.FromResult(_logs.TryGetValue(sessionId, out var log) ? log.Read(after, time.GetUtcNow()) : LogPage.Gone);

    public async ValueTask WaitAsync(Guid sessionId, long after, CancellationToken cancellationToken)
    {
        while (true)
        {
            var log = _logs.GetOrAdd(sessionId, id => new MemorySessionLog(id, _retention));
            if (log.NextAfter(after) is not { } next) continue;
            await next.WaitAsync(cancellationToken);
            return;
        }
    }

    /// <summary>Forgets a session's log, as a store that loses its memory would.</summary>
    internal void Lose(Guid sessionId)
    {
        if (_logs.TryRemove(sessionId, out var log)) log.Retire();
    }

    public void Dispose() => _sweep?.Dispose();

    private void StartSweeping()
    {
        lock (_sweeping) _sweep ??= time.CreateTimer(_ => Sweep(), null, _retention, _retention / 4);
    }

    /// <summary>Lets go of what nobody may need: a log is removed once it is empty and nobody waits at it.</summary>
    private void Sweep()
    {
        foreach (var (id, log) in _logs)
        {
            if (log.TryRetire(time.GetUtcNow())) _logs.TryRemove(new(id, log));
        }
    }
}
