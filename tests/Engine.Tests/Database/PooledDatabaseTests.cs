using Constellation.Realtime.Engine.Database;
using Constellation.Realtime.Engine.Turns;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Constellation.Realtime.Engine.Tests.Database;

public sealed class PooledDatabaseTests(PooledTestDatabase database) : IClassFixture<PooledTestDatabase>
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task A_node_finds_out_by_itself_that_it_can_hold_no_lock_and_lives_by_its_heartbeat()
    {
        await using var one = Open();
        await using var two = Open();

        foreach (var nodes in new[] { one, two, one, two })
        {
            await nodes.LookAsync(None);
            await nodes.BeatAsync(None);
        }

        var rows = await database.Database.ReadAsync(context => ((PostgresStoreContext)context).Nodes.ToListAsync(), None);
        Assert.Equal([false, false], rows.Select(row => row.HoldsLock));
        Assert.True(await one.HasOthersAsync(None));
    }

    [Fact]
    public async Task Nodes_that_start_at_once_behind_the_pooler_migrate_one_after_the_other()
    {
        var server = await PostgresServer.SharedAsync();
        var name = $"test_{Some.Id():n}";
        await using (var direct = NpgsqlDataSource.Create(server.ConnectionString("postgres")))
        await using (var create = direct.CreateCommand($"CREATE DATABASE {name}"))
            await create.ExecuteNonQueryAsync();
        var nodes = Enumerable.Range(0, 10).Select(_ => PostgresTestDatabase.Open(database.ConnectionString.Replace(DatabaseOf(database.ConnectionString), name, StringComparison.Ordinal))).ToList();

        await Task.WhenAll(nodes.Select(node => Task.Run(() => node.OpenAsync(None))));

        foreach (var node in nodes)
        {
            Assert.IsType<Acceptance.Accepted>(await new DatabaseTurnStore(node).AcceptAsync(Some.Start(Some.Id()), None));
            await node.DisposeAsync();
        }
    }

    [Fact]
    public async Task Nothing_that_a_transaction_sets_is_left_to_whoever_gets_its_connection_next()
    {
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => new DatabaseTurnStore(database.Database).AcceptAsync(Some.Start(Some.Id()) with { ConcurrentTurns = 4 }, None)));

        await using var next = NpgsqlDataSource.Create(database.ConnectionString + ";No Reset On Close=true");
        await using var ask = next.CreateCommand(
            """
            SELECT current_setting('statement_timeout'), current_setting('idle_in_transaction_session_timeout'),
                (SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))
            """);
        await using var settings = await ask.ExecuteReaderAsync();

        Assert.True(await settings.ReadAsync());
        Assert.Equal(("0", "0", 0L), (settings.GetString(0), settings.GetString(1), settings.GetInt64(2)));
    }

    private static string DatabaseOf(string connection) => new NpgsqlConnectionStringBuilder(connection).Database!;

    private PostgresNodes Open() => new(
        PostgresConnections.OpenFew(database.ConnectionString),
        PostgresConnections.OpenUnpooled(database.ConnectionString),
        new Node(TimeProvider.System),
        new NodeOptions(),
        TimeProvider.System);
}
