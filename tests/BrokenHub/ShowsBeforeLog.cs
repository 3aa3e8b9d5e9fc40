using System.Collections.Concurrent;
using Constellation.Realtime.Contracts;
using Constellation.Realtime.Engine.EventLog;

namespace Constellation.Realtime.BrokenHub;

/// <summary>Without "log before show": readers on the owner's node see text that is not in the log yet.</summary>
internal sealed class ShowsBeforeLog(RedisEventLog log) : IEventLog
{
    private static readonly TimeSpan Gap = TimeSpan.FromMilliseconds(200);

    private readonly ConcurrentDictionary<Guid, Shown> _shown = new();

    public ValueTask<IReadOnlyList<SessionEvent>> SealAsync(
        Guid sessionId, long term, IReadOnlyList<SessionEvent> events, CancellationToken cancellationToken) =>
        log.SealAsync(sessionId, term, events, cancellationToken);

    public async ValueTask AppendAsync(Guid sessionId, Writer writer, IReadOnlyList<SessionEvent> events, CancellationToken cancellationToken)
    {
        Of(sessionId).Add(events);
        await Task.Delay(Gap, cancellationToken);
        await log.AppendAsync(sessionId, writer, events, cancellationToken);
    }

    public async ValueTask<LogPage> ReadAsync(Guid sessionId, long after, CancellationToken cancellationToken)
    {
        var page = await log.ReadAsync(sessionId, after, cancellationToken);
        var last = page.Events.Count > 0 ? page.Events[^1].Sequence : after;
        return page.Floor is null ? page : page with { Events = [.. page.Events, .. Of(sessionId).Above(last)] };
    }

    public async ValueTask WaitAsync(Guid sessionId, long after, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var logged = log.WaitAsync(sessionId, after, either.Token).AsTask();
        await (await Task.WhenAny(logged, Of(sessionId).NextAfter(after)));
        await either.CancelAsync();
    }

    private Shown Of(Guid sessionId) => _shown.GetOrAdd(sessionId, _ => new Shown());

    private sealed class Shown
    {
        private readonly Lock _lock = new();
        private readonly List<SessionEvent> _events = [];
        private TaskCompletionSource _next = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Add(IReadOnlyList<SessionEvent> events)
        {
            TaskCompletionSource next;
            lock (_lock)
            {
                foreach (var e in events)
                {
                    if (_events.Count == 0 || e.Sequence > _events[^1].Sequence) _events.Add(e);
                }

                (next, _next) = (_next, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
            }

            next.SetResult();
        }

        public List<SessionEvent> Above(long sequence)
        {
            lock (_lock) return [.. _events.Where(e => e.Sequence > sequence)];
        }

        public Task NextAfter(long sequence)
        {
            lock (_lock) return _events.Count > 0 && _events[^1].Sequence > sequence ? Task.CompletedTask : _next.Task;
        }
    }
}
