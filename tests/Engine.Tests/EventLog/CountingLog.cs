using Constellation.Realtime.Contracts;
using Constellation.Realtime.Engine.EventLog;

namespace Constellation.Realtime.Engine.Tests.EventLog;

/// <summary>Counts how often a log is read and waited at.</summary>
internal sealed class CountingLog(IEventLog log) : IEventLog
{
    private int _reads;
    private int _waits;

    public int Reads => Volatile.Read(ref _reads);

    public int Waits => Volatile.Read(ref _waits);

    public ValueTask<IReadOnlyList<SessionEvent>> SealAsync(
        Guid sessionId, long term, IReadOnlyList<SessionEvent> events, CancellationToken cancellationToken) =>
        log.SealAsync(sessionId, term, events, cancellationToken);

    public ValueTask AppendAsync(Guid sessionId, Writer writer, IReadOnlyList<SessionEvent> events, CancellationToken cancellationToken) =>
        log.AppendAsync(sessionId, writer, events, cancellationToken);

    public ValueTask<LogPage> ReadAsync(Guid sessionId, long after, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _reads);
        return log.ReadAsync(sessionId, after, cancellationToken);
    }

    public ValueTask WaitAsync(Guid sessionId, long after, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _waits);
        return log.WaitAsync(sessionId, after, cancellationToken);
    }
}
