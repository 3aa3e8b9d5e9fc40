using Constellation.Realtime.Engine.Database;
using Npgsql;

namespace Constellation.Realtime.Engine.Tests.Database;

/// <summary>PostgreSQL behind a transaction pooler, as hosted databases offer it.</summary>
public sealed class PooledTestDatabase : TestDatabase
{
    private PgBouncer? _pooler;

    internal string ConnectionString { get; private set; } = "";

    private protected override async Task<IDatabase> MakeAsync()
    {
        var (server, name) = (await PostgresServer.SharedAsync(), $"test_{Some.Id():n}");
        await using (var direct = NpgsqlDataSource.Create(server.ConnectionString("postgres")))
        await using (var create = direct.CreateCommand($"CREATE DATABASE {name}"))
            await create.ExecuteNonQueryAsync();
        _pooler = await PgBouncer.StartAsync(server);
        ConnectionString = _pooler.ConnectionString(name);
        return PostgresTestDatabase.Open(ConnectionString);
    }

    protected override async Task RemoveAsync()
    {
        if (_pooler is not null) await _pooler.DisposeAsync();
    }
}
