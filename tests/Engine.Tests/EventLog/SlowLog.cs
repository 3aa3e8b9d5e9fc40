using Constellation.Realtime.Contracts;
using Constellation.Realtime.Engine.EventLog;

namespace Constellation.Realtime.Engine.Tests.EventLog;

/// <summary>A log whose appends take as long as a test says, whoever gives them up.</summary>
internal sealed class SlowLog(IEventLog log) : IEventLog
{
    public TaskCompletionSource Begun { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public TaskCompletionSource MayEnd { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ValueTask<IReadOnlyList<SessionEvent>> SealAsync(
        Guid sessionId, long term, IReadOnlyList<SessionEvent> events, CancellationToken cancellationToken) =>
        log.SealAsync(sessionId, term, events, cancellationToken);

    public async ValueTask AppendAsync(Guid sessionId, Writer writer, IReadOnlyList<SessionEvent> events, CancellationToken cancellationToken)
    {
        Begun.TrySetResult();
        await MayEnd.Task;
        await log.AppendAsync(sessionId, writer, events, CancellationToken.None);
    }

    public ValueTask<LogPage> ReadAsync(Guid sessionId, long after, CancellationToken cancellationToken) => log.ReadAsync(sessionId, after, cancellationToken);

    public ValueTask WaitAsync(Guid sessionId, long after, CancellationToken cancellationToken) => log.WaitAsync(sessionId, after, cancellationToken);
}
