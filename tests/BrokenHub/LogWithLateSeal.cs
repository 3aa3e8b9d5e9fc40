using Constellation.Realtime.Contracts;
using Constellation.Realtime.Engine.EventLog;

namespace Constellation.Realtime.BrokenHub;

/// <summary>Without the seal: who claims reads first and installs its term later, so that the owner before it can add something in between.</summary>
internal sealed class LogWithLateSeal(RedisEventLog log) : IEventLog
{
    private static readonly TimeSpan Gap = TimeSpan.FromMilliseconds(1500);

    public async ValueTask<IReadOnlyList<SessionEvent>> SealAsync(
        Guid sessionId, long term, IReadOnlyList<SessionEvent> events, CancellationToken cancellationToken)
    {
        var before = await log.ReadAsync(sessionId, 0, cancellationToken);
        if (events.Count > 0 || before.Events.Count == 0) return await log.SealAsync(sessionId, term, events, cancellationToken);

        await Task.Delay(Gap, cancellationToken);
        await log.SealAsync(sessionId, term, events, cancellationToken);
        return [.. before.Events.Where(e => Sequence.TermOf(e.Sequence) < term)];
    }

    public ValueTask AppendAsync(Guid sessionId, Writer writer, IReadOnlyList<SessionEvent> events, CancellationToken cancellationToken) =>
        log.AppendAsync(sessionId, writer, events, cancellationToken);

    public ValueTask<LogPage> ReadAsync(Guid sessionId, long after, CancellationToken cancellationToken) => log.ReadAsync(sessionId, after, cancellationToken);

    public ValueTask WaitAsync(Guid sessionId, long after, CancellationToken cancellationToken) => log.WaitAsync(sessionId, after, cancellationToken);
}
