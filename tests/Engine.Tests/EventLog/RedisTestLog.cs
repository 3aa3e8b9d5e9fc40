using Constellation.Realtime.Engine.EventLog;
using Constellation.Realtime.Engine.Redis;
using Constellation.Realtime.Engine.Tests.Redis;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Constellation.Realtime.Engine.Tests.EventLog;

/// <summary>One node's log in a real Redis, and what a test may do to it behind its back.</summary>
internal sealed class RedisTestLog : IAsyncDisposable
{
    // Time passes for what Redis keeps: marks and lifetimes grow older.
    private const string Age = """
        local function text(number) return string.format('%.0f', number) end
        for _, key in ipairs(KEYS) do
            if redis.call('TYPE', key).ok == 'list' then
                for i, mark in ipairs(redis.call('LRANGE', key, 0, -1)) do
                    local at, id = string.match(mark, '^(%d+) (.*)$')
                    redis.call('LSET', key, i - 1, text(at - ARGV[1]) .. ' ' .. id)
                end
            end
            local left = redis.call('PTTL', key)
            if left >= 0 then redis.call('PEXPIRE', key, text(math.max(0, left - ARGV[1]))) end
        end
        """;

    private readonly RedisConnection _connection;
    private readonly string _prefix;

    private RedisTestLog(RedisServer server, RedisConnection connection, string prefix, TimeSpan retention, TimeProvider time)
    {
        (Server, _connection, _prefix) = (server, connection, prefix);
        var options = Options.Create(new RedisOptions { Prefix = prefix });
        Nudges = new RedisNudges(connection, options, time);
        Log = new RedisEventLog(connection, Nudges, options, Options.Create(new LogOptions { Retention = retention }));
    }

    public RedisServer Server { get; }

    public RedisNudges Nudges { get; }

    public RedisEventLog Log { get; }

    public static async Task<RedisTestLog> StartAsync(
        RedisServer server, TimeSpan retention, string? prefix = null, TimeProvider? time = null, string? connectionString = null)
    {
        var connection = new RedisConnection(connectionString ?? server.PatientConnectionString, NullLogger<RedisConnection>.Instance);
        var log = new RedisTestLog(server, connection, prefix ?? SomeEvents.Id().ToString("N"), retention, time ?? TimeProvider.System);
        await connection.StartAsync(default);
        await log.Nudges.StartAsync(default);
        return log;
    }

    /// <summary>Another node at the same log.</summary>
    public Task<RedisTestLog> OtherNodeAsync() => StartAsync(Server, TimeSpan.FromMinutes(5), _prefix);

    public async Task<IDatabase> RedisAsync() => (await _connection.GetAsync()).GetDatabase();

    public async Task<IServer> AdminAsync() => (await _connection.GetAsync()).GetServers().Single();

    public async Task PassAsync(TimeSpan time)
    {
        foreach (var session in (await KeysAsync()).GroupBy(key => key.ToString()[..key.ToString().LastIndexOf(':')]))
            await (await RedisAsync()).ScriptEvaluateAsync(Age, [.. session], [(long)time.TotalMilliseconds]);
    }

    public async Task LoseAsync(Guid sessionId)
    {
        foreach (var key in await KeysAsync())
        {
            if (key.ToString().Contains(sessionId.ToString(), StringComparison.Ordinal)) await (await RedisAsync()).KeyDeleteAsync(key);
        }
    }

    public async Task<IReadOnlyList<RedisKey>> KeysAsync()
    {
        var keys = new List<RedisKey>();
        await foreach (var key in (await AdminAsync()).KeysAsync(pattern: _prefix + "*")) keys.Add(key);
        return keys;
    }

    public async Task<long> SubscribersAsync(Guid sessionId) =>
        await (await AdminAsync()).SubscriptionSubscriberCountAsync(RedisChannel.Literal(new RedisLogNames(_prefix, sessionId).Channel));

    public async ValueTask DisposeAsync()
    {
        await Nudges.StopAsync(default);
        Nudges.Dispose();
        await _connection.DisposeAsync();
    }
}
