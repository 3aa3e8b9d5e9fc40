using Constellation.Realtime.Engine.EventLog;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Constellation.Realtime.Engine.Tests.EventLog;

public sealed class MemoryEventLogTests : EventLogSpec, IDisposable
{
    private readonly FakeTimeProvider _time = new(SomeEvents.Time);
    private readonly MemoryEventLog _log;

    public MemoryEventLogTests() => _log = new MemoryEventLog(Options.Create(new LogOptions { Retention = Retention }), _time);

    private protected override IEventLog Log => _log;

    public void Dispose() => _log.Dispose();

    protected override Task PassAsync(TimeSpan time)
    {
        _time.Advance(time);
        return Task.CompletedTask;
    }

    protected override Task LoseAsync(Guid sessionId)
    {
        _log.Lose(sessionId);
        return Task.CompletedTask;
    }

    [Fact]
    public async Task A_log_in_which_nothing_is_left_is_let_go_of()
    {
        var session = SomeEvents.Id();
        await _log.SealAsync(session, 1, [Constellation.Realtime.Contracts.SessionEvent.SessionEnded(session, SomeEvents.Time, Sequence.Of(1, 1))], default);

        _time.Advance(Retention * 2);

        Assert.Null((await _log.ReadAsync(session, 0, default)).Floor);
    }
}
