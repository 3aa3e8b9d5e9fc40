using System.Collections.Concurrent;
using Constellation.Realtime.Contracts;
using Constellation.Realtime.Engine.EventLog;
using Constellation.Realtime.Engine.Tests.EventLog;
using Constellation.Realtime.Simulation.Stores;

namespace Constellation.Realtime.Simulation.Specs;

/// <summary>The simulated log does what every log has to do.</summary>
public sealed class SimulatedLogTests : EventLogSpec
{
    private readonly Logs _log = new();

    private protected override IEventLog Log => _log;

    protected override Task PassAsync(TimeSpan time)
    {
        _log.Pass(time);
        return Task.CompletedTask;
    }

    protected override Task LoseAsync(Guid sessionId)
    {
        _log.Of(sessionId).LoseAllAfter(0);
        return Task.CompletedTask;
    }

    /// <summary>Many sessions' logs, each call carried out and answered at once.</summary>
    private sealed class Logs : IEventLog
    {
        private readonly ConcurrentDictionary<Guid, SimulatedLog> _logs = new();
        private readonly Dictionary<(Guid Session, long Sequence), TimeSpan> _came = [];
        private readonly Lock _lock = new();
        private TimeSpan _now;

        public void Pass(TimeSpan time) => _now += time;

        public SimulatedLog Of(Guid sessionId) => _logs.GetOrAdd(sessionId, id => new SimulatedLog(id, Mutation.None));

        public async ValueTask<IReadOnlyList<SessionEvent>> SealAsync(Guid sessionId, long term, IReadOnlyList<SessionEvent> events, CancellationToken cancellationToken)
        {
            await Task.CompletedTask;
            lock (_lock)
            {
                var held = Of(sessionId).Seal(term, events);
                Note(sessionId, events);
                return held;
            }
        }

        public async ValueTask AppendAsync(Guid sessionId, Writer writer, IReadOnlyList<SessionEvent> events, CancellationToken cancellationToken)
        {
            await Task.CompletedTask;
            lock (_lock)
            {
                Of(sessionId).Append(writer, events);
                Note(sessionId, events);
            }
        }

        public ValueTask<LogPage> ReadAsync(Guid sessionId, long after, CancellationToken cancellationToken)
        {
            lock (_lock) return ValueTask.FromResult(Of(sessionId).Read(after));
        }

        public ValueTask WaitAsync(Guid sessionId, long after, CancellationToken cancellationToken)
        {
            lock (_lock) return new ValueTask(Of(sessionId).NextAfter(after).WaitAsync(cancellationToken));
        }

        private void Note(Guid sessionId, IReadOnlyList<SessionEvent> events)
        {
            foreach (var e in events) _came.TryAdd((sessionId, e.Sequence), _now);
            Of(sessionId).Trim(e => _came[(sessionId, e.Sequence)] + Retention <= _now);
        }
    }
}
