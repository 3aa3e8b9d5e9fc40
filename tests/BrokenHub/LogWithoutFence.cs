using Constellation.Realtime.Contracts;
using Constellation.Realtime.Engine;
using Constellation.Realtime.Engine.EventLog;
using Constellation.Realtime.Engine.Redis;
using Microsoft.Extensions.Options;

namespace Constellation.Realtime.BrokenHub;

/// <summary>Without the fence: who owned a turn before adds its text behind the new owner's.</summary>
internal sealed class LogWithoutFence(RedisEventLog log, RedisConnection redis, IOptions<RedisOptions> options) : IEventLog
{
    public ValueTask<IReadOnlyList<SessionEvent>> SealAsync(
        Guid sessionId, long term, IReadOnlyList<SessionEvent> events, CancellationToken cancellationToken) =>
        log.SealAsync(sessionId, term, events, cancellationToken);

    public async ValueTask AppendAsync(Guid sessionId, Writer writer, IReadOnlyList<SessionEvent> events, CancellationToken cancellationToken)
    {
        try
        {
            await log.AppendAsync(sessionId, writer, events, cancellationToken);
        }
        catch (FencedException)
        {
            await AddAllTheSameAsync(sessionId, events);
        }
    }

    public ValueTask<LogPage> ReadAsync(Guid sessionId, long after, CancellationToken cancellationToken) => log.ReadAsync(sessionId, after, cancellationToken);

    public ValueTask WaitAsync(Guid sessionId, long after, CancellationToken cancellationToken) => log.WaitAsync(sessionId, after, cancellationToken);

    private async Task AddAllTheSameAsync(Guid sessionId, IReadOnlyList<SessionEvent> events)
    {
        var names = new RedisLogNames(options.Value.Prefix, sessionId);
        var database = (await redis.GetAsync()).GetDatabase();
        foreach (var e in events)
        {
            var term = (long)await database.HashGetAsync(names.Meta, "term");
            var index = await database.HashIncrementAsync(names.Meta, "index");
            await database.StreamAddAsync(names.Events, "e", StoredJson.Write(e with { Sequence = Sequence.Of(term, index) }), $"{term}-{index}");
        }
    }
}
