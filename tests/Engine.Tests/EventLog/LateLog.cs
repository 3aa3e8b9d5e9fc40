using Constellation.Realtime.Contracts;
using Constellation.Realtime.Engine.EventLog;

namespace Constellation.Realtime.Engine.Tests.EventLog;

/// <summary>A log that is gone when it is first read, and there again at once.</summary>
internal sealed class LateLog(IEventLog log) : IEventLog
{
    private int _reads;

    public ValueTask<IReadOnlyList<SessionEvent>> SealAsync(
        Guid sessionId, long term, IReadOnlyList<SessionEvent> events, CancellationToken cancellationToken) =>
        log.SealAsync(sessionId, term, events, cancellationToken);

    public ValueTask AppendAsync(Guid sessionId, Writer writer, IReadOnlyList<SessionEvent> events, CancellationToken cancellationToken) =>
        log.AppendAsync(sessionId, writer, events, cancellationToken);

    public ValueTask<LogPage> ReadAsync(Guid sessionId, long after, CancellationToken cancellationToken) =>
        Interlocked.Increment(ref _reads) == 1 ? ValueTask.FromResult(LogPage.Gone) : log.ReadAsync(sessionId, after, cancellationToken);

    public ValueTask WaitAsync(Guid sessionId, long after, CancellationToken cancellationToken) => log.WaitAsync(sessionId, after, cancellationToken);
}
