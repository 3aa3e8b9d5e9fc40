using Constellation.Realtime.Contracts;
using Constellation.Realtime.Engine.EventLog;

namespace Constellation.Realtime.Engine.Tests.EventLog;

/// <summary>A log that fails where a test says so: before the call is carried out, or after it, so that only its answer is lost.</summary>
internal sealed class FaultyEventLog(IEventLog log) : IEventLog
{
    public enum Fault
    {
        None,
        Refused,
        AnswerLost,
    }

    /// <summary>What happens to the next call that writes.</summary>
    public Func<Fault> Next { get; set; } = () => Fault.None;

    public bool IsAway { get; set; }

    public async ValueTask<IReadOnlyList<SessionEvent>> SealAsync(
        Guid sessionId, long term, IReadOnlyList<SessionEvent> events, CancellationToken cancellationToken)
    {
        var fault = Before();
        var held = await log.SealAsync(sessionId, term, events, cancellationToken);
        After(fault);
        return held;
    }

    public async ValueTask AppendAsync(Guid sessionId, Writer writer, IReadOnlyList<SessionEvent> events, CancellationToken cancellationToken)
    {
        var fault = Before();
        await log.AppendAsync(sessionId, writer, events, cancellationToken);
        After(fault);
    }

    public ValueTask<LogPage> ReadAsync(Guid sessionId, long after, CancellationToken cancellationToken) =>
        IsAway ? throw Unavailable() : log.ReadAsync(sessionId, after, cancellationToken);

    public ValueTask WaitAsync(Guid sessionId, long after, CancellationToken cancellationToken) =>
        IsAway ? throw Unavailable() : log.WaitAsync(sessionId, after, cancellationToken);

    private Fault Before()
    {
        var fault = IsAway ? Fault.Refused : Next();
        return fault == Fault.Refused ? throw Unavailable() : fault;
    }

    private static void After(Fault fault)
    {
        if (fault == Fault.AnswerLost) throw Unavailable();
    }

    private static LogUnavailableException Unavailable() => new("The test says so.");
}
