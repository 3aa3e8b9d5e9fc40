using Constellation.Realtime.Contracts;
using Constellation.Realtime.Engine.Redis;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Constellation.Realtime.Engine.EventLog;

/// <summary>
/// The event log of all nodes together: a stream for each session, written by one script a call. A call that failed may have been carried out, at once or
/// later: every one of them is safe to repeat, and an old one is fenced by its term.
/// </summary>
internal sealed class RedisEventLog(RedisConnection redis, RedisNudges nudges, IOptions<RedisOptions> options, IOptions<LogOptions> log) : IEventLog
{
    /// <summary>How many events one call reads, so that a long backlog does not hold up Redis.</summary>
    internal const int Page = 1000;

    /// <summary>How much longer than the finished turns' events the rest lives: the fence, the tombstone, and a live turn that says nothing.</summary>
    internal static readonly TimeSpan Keep = TimeSpan.FromDays(1);

    private const int Head = 6;
    private const int Width = 4;

    private static readonly RedisScript Append = Script("EventLog.RedisAdd.lua", "EventLog.RedisAppend.lua");
    private static readonly RedisScript Seal = Script("EventLog.RedisAdd.lua", "EventLog.RedisSeal.lua");
    private static readonly RedisScript Read = Script("EventLog.RedisRead.lua");

    private readonly string _prefix = options.Value.Prefix;
    private readonly long _retention = (long)log.Value.Retention.TotalMilliseconds;

    public async ValueTask<IReadOnlyList<SessionEvent>> SealAsync(
        Guid sessionId, long term, IReadOnlyList<SessionEvent> events, CancellationToken cancellationToken)
    {
        var answer = (RedisValue[])(await WriteAsync(Seal, sessionId, new Writer(term, 0), events, cancellationToken))!;
        return answer[0] == "fenced" ? throw new FencedException(sessionId, term) : Events(answer);
    }

    public async ValueTask AppendAsync(Guid sessionId, Writer writer, IReadOnlyList<SessionEvent> events, CancellationToken cancellationToken)
    {
        var answer = (string?)await WriteAsync(Append, sessionId, writer, events, cancellationToken);
        if (answer == "fenced") throw new FencedException(sessionId, writer.Term);
        if (answer == "lost") throw new LogLostException(sessionId, writer.Term);
    }

    public async ValueTask<LogPage> ReadAsync(Guid sessionId, long after, CancellationToken cancellationToken)
    {
        var page = await ReadPageAsync(sessionId, after, cancellationToken);
        if (page.Events.Count < Page) return page;

        var events = page.Events.ToList();
        while (true)
        {
            var more = await ReadPageAsync(sessionId, events[^1].Sequence, cancellationToken);
            // Trimmed or lost in between: what comes next does not follow.
            if (more.Floor is null || more.Floor > events[^1].Sequence) break;
            events.AddRange(more.Events);
            if (more.Events.Count < Page) break;
        }

        return page with { Events = events };
    }

    public async ValueTask WaitAsync(Guid sessionId, long after, CancellationToken cancellationToken)
    {
        try
        {
            var session = await nudges.EnterAsync(sessionId, cancellationToken);
            try
            {
                await WaitAsync(session, sessionId, after, cancellationToken);
            }
            finally
            {
                session.Leave();
            }
        }
        catch (Exception exception) when (RedisErrors.MeansAway(exception, cancellationToken))
        {
            throw Unavailable(exception);
        }
    }

    /// <summary>Subscribed first, then looked, then waited: what comes in between is nudged for. Not looked where no nudge told of anything new.</summary>
    private async Task WaitAsync(NudgedSession session, Guid sessionId, long after, CancellationToken cancellationToken)
    {
        var known = session.Known();
        if (known.Last > after)
        {
            if (await HoldsAsync(sessionId, after, cancellationToken)) return;
            session.Learn(known, after);
        }

        await known.Next.WaitAsync(cancellationToken);
    }

    private async Task<LogPage> ReadPageAsync(Guid sessionId, long after, CancellationToken cancellationToken)
    {
        var names = new RedisLogNames(_prefix, sessionId);
        try
        {
            var answer = (RedisValue[])(await RunAsync(Read, [names.Meta, names.Events], [Id(after), Page], cancellationToken))!;
            return answer.Length == 0 ? LogPage.Gone : new LogPage(Events(answer), (long)answer[0]);
        }
        catch (Exception exception) when (RedisErrors.MeansAway(exception, cancellationToken))
        {
            throw Unavailable(exception);
        }
    }

    private async Task<bool> HoldsAsync(Guid sessionId, long after, CancellationToken cancellationToken)
    {
        var names = new RedisLogNames(_prefix, sessionId);
        var database = (await redis.GetAsync()).GetDatabase();
        return await database.StreamRangeAsync(names.Events, "(" + Id(after), "+", count: 1).InTimeAsync(database, cancellationToken) is { Length: > 0 };
    }

    private async Task<RedisResult> WriteAsync(
        RedisScript script, Guid sessionId, Writer writer, IReadOnlyList<SessionEvent> events, CancellationToken cancellationToken)
    {
        var names = new RedisLogNames(_prefix, sessionId);
        var arguments = new RedisValue[Head + Width * events.Count];
        arguments[0] = writer.Term;
        arguments[1] = writer.Index;
        arguments[2] = names.Channel;
        arguments[4] = _retention;
        arguments[5] = _retention + (long)Keep.TotalMilliseconds;
        for (var (i, at) = (0, Head); i < events.Count; i++, at += Width)
        {
            arguments[at] = Sequence.TermOf(events[i].Sequence);
            arguments[at + 1] = Sequence.IndexOf(events[i].Sequence);
            arguments[at + 2] = Kind(events[i]);
            arguments[at + 3] = StoredJson.WriteUtf8(events[i]);
        }

        try
        {
            arguments[3] = await redis.IsClusterAsync() ? "SPUBLISH" : "PUBLISH";
            return await RunAsync(script, [names.Meta, names.Events, names.Ends], arguments, cancellationToken);
        }
        catch (Exception exception) when (RedisErrors.MeansAway(exception, cancellationToken))
        {
            throw Unavailable(exception);
        }
    }

    private async Task<RedisResult> RunAsync(RedisScript script, RedisKey[] keys, RedisValue[] arguments, CancellationToken cancellationToken) =>
        await script.RunAsync((await redis.GetAsync()).GetDatabase(), keys, arguments).WaitAsync(cancellationToken);

    /// <summary>What the scripts need to know about an event to tell a live turn from what may be trimmed.</summary>
    private static string Kind(SessionEvent e) =>
        e.Type == SessionEventTypes.SessionEnded ? "closed" : e.EndsTurn ? "end" : e.TurnId is null ? "outside" : "turn";

    private static RedisScript Script(params ReadOnlySpan<string> files) => RedisScript.Load(typeof(RedisEventLog).Assembly, files);

    private static string Id(long sequence) => $"{Sequence.TermOf(sequence)}-{Sequence.IndexOf(sequence)}";

    /// <summary>The events of an answer; its first value is something else.</summary>
    private static SessionEvent[] Events(RedisValue[] answer) =>
        [.. answer.Skip(1).Select(json => StoredJson.Read<SessionEvent>(((ReadOnlyMemory<byte>)json).Span))];

    private static LogUnavailableException Unavailable(Exception exception) => new("Redis did not do it, or did not say so in time.", exception);
}
