using Constellation.Realtime.Engine.Database;

namespace Constellation.Realtime.Engine.Tests.Database;

public sealed class PostgresTestDatabase : TestDatabase
{
    internal string ConnectionString { get; private set; } = "";

    private protected override async Task<IDatabase> MakeAsync()
    {
        ConnectionString = (await PostgresServer.SharedAsync()).ConnectionString($"test_{Guid.NewGuid():n}");
        return Open(ConnectionString);
    }

    protected override Task RemoveAsync() => Task.CompletedTask;

    internal static PostgresDatabase Open(string connectionString, TimeSpan? patience = null, TimeSpan? deadAfter = null)
    {
        var given = patience ?? TimeSpan.FromSeconds(30);
        return new PostgresDatabase(PostgresConnections.Open(connectionString, given), deadAfter ?? TimeSpan.FromSeconds(3), given, TimeProvider.System);
    }
}
