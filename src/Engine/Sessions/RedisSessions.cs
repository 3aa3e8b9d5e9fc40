using Constellation.Realtime.Contracts;
using Constellation.Realtime.Engine.Redis;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Constellation.Realtime.Engine.Sessions;

/// <summary>
/// What every node needs at once, kept in Redis as copies of what the database holds: sessions, and each user's newest active ones. A copy that is not there is
/// made from the database; whoever changes a session drops its copy before and after, so that none outlives a change, even where the node dies in between. Only a
/// node that is cut off from Redis leaves old copies behind, and these for <see cref="Lifetime"/> at most. After Redis itself was away, none is served for as
/// long: it may have come back with copies of what has changed meanwhile.
/// </summary>
internal sealed class RedisSessions
{
    /// <summary>How long a copy is kept.</summary>
    internal static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(10);

    /// <summary>How long a transaction of the database may take, at most, until copies are made again though nobody said that it is over.</summary>
    private static readonly TimeSpan Change = TimeSpan.FromSeconds(3);

    /// <summary>How long Redis is waited for: longer, and the database alone is faster.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(250);

    private static readonly RedisValue[] CopyAndGeneration = ["copy", "generation"];
    private static readonly RedisScript KeepCopy = RedisScript.Load(typeof(RedisScript).Assembly, "Sessions.RedisSessionsKeep.lua");
    private static readonly RedisScript DropCopy = RedisScript.Load(typeof(RedisScript).Assembly, "Sessions.RedisSessionsChange.lua");

    private readonly RedisConnection _redis;
    private readonly string _prefix;
    private readonly TimeProvider _time;
    private long _doubtedAt;

    public RedisSessions(RedisConnection redis, IOptions<RedisOptions> options, TimeProvider time)
    {
        (_redis, _prefix, _time) = (redis, options.Value.Prefix, time);
        _redis.Changed += () => Volatile.Write(ref _doubtedAt, time.GetTimestamp());
    }

    /// <summary>The session, from its copy or else from <paramref name="read"/>.</summary>
    public Task<Session?> FindAsync(Guid sessionId, Func<Task<Session?>> read) => ReadAsync(SessionKey(sessionId), read);

    /// <summary>The first page of the user's active sessions, from its copy or else from <paramref name="read"/>.</summary>
    public async Task<Page<Session>> ListActiveAsync(Guid userId, Func<Task<Page<Session>>> read) => (await ReadAsync(ListKey(userId), async () => await read()))!;

    /// <summary>Does <paramref name="change"/>, which may change the session.</summary>
    public async Task<T> ChangeAsync<T>(Guid sessionId, Func<Task<T>> change)
    {
        var id = Guid.CreateVersion7(_time.GetUtcNow());
        await DropAsync(SessionKey(sessionId), id, Change);

        // Where it throws, whether it was done may not be known: until its time is over no copy is made.
        var changed = await change();
        await DropAsync(SessionKey(sessionId), id, TimeSpan.Zero);
        return changed;
    }

    /// <summary>Something in the user's list has changed.</summary>
    public Task DropListAsync(Guid userId) => DropAsync(ListKey(userId), Guid.Empty, TimeSpan.Zero);

    private async Task<T?> ReadAsync<T>(RedisKey key, Func<Task<T?>> read)
        where T : class
    {
        if (IsDoubtful()) return await read();

        var known = await AskAsync(async database => await database.HashGetAsync(key, CopyAndGeneration));
        if (known is [{ IsNull: false } copy, _]) return StoredJson.Read<T>((string)copy!);

        var value = await read();
        if (known is not null && value is not null)
            await AskAsync(database => KeepCopy.RunAsync(database, [key], [known[1].IsNull ? "" : known[1], StoredJson.Write(value), Milliseconds(Lifetime)]));
        return value;
    }

    private Task<RedisResult?> DropAsync(RedisKey key, Guid change, TimeSpan holds) => AskAsync(database => DropCopy.RunAsync(
        database, [key], [change.ToString("N"), Guid.CreateVersion7(_time.GetUtcNow()).ToString("N"), Milliseconds(holds), Milliseconds(Lifetime)]));

    /// <summary>Null where Redis does not answer: the database does.</summary>
    private async Task<T?> AskAsync<T>(Func<IDatabaseAsync, Task<T>> ask)
        where T : class
    {
        try
        {
            return await ask((await _redis.GetAsync()).GetDatabase()).WaitAsync(Patience, _time);
        }
        catch (Exception exception) when (exception is TimeoutException || RedisErrors.MeansAway(exception, CancellationToken.None))
        {
            return null;
        }
    }

    private bool IsDoubtful() => Volatile.Read(ref _doubtedAt) is var doubted and > 0 && _time.GetElapsedTime(doubted) < Lifetime;

    private RedisKey SessionKey(Guid sessionId) => $"{_prefix}:session:{{{sessionId}}}";

    private RedisKey ListKey(Guid userId) => $"{_prefix}:active:{{{userId}}}";

    private static RedisValue Milliseconds(TimeSpan span) => (long)span.TotalMilliseconds;
}
