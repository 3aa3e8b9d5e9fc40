using Constellation.Realtime.Engine.Database;
using Constellation.Realtime.Engine.Redis;
using Constellation.Realtime.Engine.Sessions;
using Constellation.Realtime.Engine.Tests.Database;
using Constellation.Realtime.Engine.Tests.Redis;
using Constellation.Realtime.Engine.Turns;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Constellation.Realtime.Engine.Tests.Sessions;

/// <summary>A database whose sessions are copied to a Redis, and the same seen from another node.</summary>
public sealed class CopiedTestDatabase : TestDatabase
{
    private readonly SqliteTestDatabase _original = new();
    private readonly string _prefix = Guid.CreateVersion7().ToString("N");
    private RedisConnection _connection = null!;
    private RedisSessions _copies = null!;

    internal override ITurnStore Turns => new CopiedTurnStore(new DatabaseTurnStore(Database), _copies);

    internal override IHistory History => new CopiedHistory(new DatabaseHistory(Database), _copies);

    internal RedisSessions Copies => _copies;

    internal RedisSessions CopiesOver(RedisConnection connection) =>
        new(connection, Options.Create(new RedisOptions { Prefix = _prefix }), TimeProvider.System);

    internal async Task<int> ForgetAsync()
    {
        var redis = await _connection.GetAsync();
        var keys = redis.GetServers().Single().Keys(pattern: _prefix + ":*").ToArray();
        await redis.GetDatabase().KeyDeleteAsync(keys);
        return keys.Length;
    }

    internal async Task<IReadOnlyList<TimeSpan?>> LifetimesAsync()
    {
        var redis = await _connection.GetAsync();
        return [.. redis.GetServers().Single().Keys(pattern: _prefix + ":*").Select(key => redis.GetDatabase().KeyTimeToLive(key))];
    }

    private protected override async Task<IDatabase> MakeAsync()
    {
        _connection = new RedisConnection((await RedisServer.SharedAsync()).PatientConnectionString, NullLogger<RedisConnection>.Instance);
        await _connection.StartAsync(default);
        _copies = CopiesOver(_connection);
        await _original.InitializeAsync();
        return _original.Database;
    }

    protected override async Task RemoveAsync()
    {
        await _connection.DisposeAsync();
        await _original.DisposeAsync();
    }
}
