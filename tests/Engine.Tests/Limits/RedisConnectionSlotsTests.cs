using Constellation.Realtime.Engine.Limits;
using Constellation.Realtime.Engine.Redis;
using Constellation.Realtime.Engine.Tests.Redis;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Constellation.Realtime.Engine.Tests.Limits;

public sealed class RedisConnectionSlotsTests : ConnectionSlotsSpec, IAsyncLifetime
{
    private readonly string _prefix = Guid.CreateVersion7().ToString("N");
    private RedisConnection _connection = null!;
    private RedisConnectionSlots _slots = null!;

    private protected override IConnectionSlots Slots => _slots;

    public async Task InitializeAsync()
    {
        _connection = new RedisConnection((await RedisServer.SharedAsync()).PatientConnectionString, NullLogger<RedisConnection>.Instance);
        _slots = Node();
    }

    public async Task DisposeAsync()
    {
        _slots.Dispose();
        await _connection.DisposeAsync();
    }

    [Fact]
    public async Task Connections_on_all_nodes_count_together()
    {
        var user = Guid.CreateVersion7();
        using var other = Node();
        for (var i = 0; i < Most; i++) Assert.True(await (i % 2 == 0 ? _slots : other).TryOpenAsync(user, Guid.CreateVersion7(), default));

        Assert.False(await other.TryOpenAsync(user, Guid.CreateVersion7(), default));
        Assert.False(await _slots.TryOpenAsync(user, Guid.CreateVersion7(), default));
    }

    [Fact]
    public async Task What_a_killed_node_had_open_frees_itself()
    {
        var user = Guid.CreateVersion7();
        using var killed = Node();
        for (var i = 0; i < Most; i++) await killed.TryOpenAsync(user, Guid.CreateVersion7(), default);
        var database = (await _connection.GetAsync()).GetDatabase();
        foreach (var entry in await database.SortedSetRangeByScoreWithScoresAsync(KeyOf(user)))
            await database.SortedSetAddAsync(KeyOf(user), entry.Element, entry.Score - RedisConnectionSlots.Lease.TotalMilliseconds);

        Assert.True(await _slots.TryOpenAsync(user, Guid.CreateVersion7(), default));
    }

    [Fact]
    public async Task The_count_has_an_end_of_its_own()
    {
        var user = Guid.CreateVersion7();

        await _slots.TryOpenAsync(user, Guid.CreateVersion7(), default);

        Assert.NotNull(await (await _connection.GetAsync()).GetDatabase().KeyTimeToLiveAsync(KeyOf(user)));
    }

    private string KeyOf(Guid user) => $"{_prefix}:connections:{{{user}}}";

    private RedisConnectionSlots Node() => new(
        _connection,
        Options.Create(new RedisOptions { Prefix = _prefix }),
        Options.Create(new LimitOptions { ConnectionsPerUser = Most }),
        TimeProvider.System,
        NullLogger<RedisConnectionSlots>.Instance);
}
