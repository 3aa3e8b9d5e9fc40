using Constellation.Realtime.Contracts;
using Constellation.Realtime.Engine.EventLog;

namespace Constellation.Realtime.Engine.Tests.EventLog;

/// <summary>A log whose nudges are all lost.</summary>
internal sealed class DeafLog(IEventLog log) : IEventLog
{
    public TaskCompletionSource Waited { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ValueTask<IReadOnlyList<SessionEvent>> SealAsync(
        Guid sessionId, long term, IReadOnlyList<SessionEvent> events, CancellationToken cancellationToken) =>
        log.SealAsync(sessionId, term, events, cancellationToken);

    public ValueTask AppendAsync(Guid sessionId, Writer writer, IReadOnlyList<SessionEvent> events, CancellationToken cancellationToken) =>
        log.AppendAsync(sessionId, writer, events, cancellationToken);

    public ValueTask<LogPage> ReadAsync(Guid sessionId, long after, CancellationToken cancellationToken) => log.ReadAsync(sessionId, after, cancellationToken);

    public async ValueTask WaitAsync(Guid sessionId, long after, CancellationToken cancellationToken)
    {
        Waited.TrySetResult();
        await Task.Delay(Timeout.Infinite, cancellationToken);
    }
}
