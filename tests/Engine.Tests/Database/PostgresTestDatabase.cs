using Constellation.Realtime.Engine.Database;

namespace Constellation.Realtime.Engine.Tests.Database;

public sealed class PostgresTestDatabase : TestDatabase
{
    internal string ConnectionString { get; private set; } = "";

    private protected override async Task<IDatabase> MakeAsync()
    {
        ConnectionString = (await PostgresServer.SharedAsync()).ConnectionString($"test_{Some.Id():n}");
        return Open(ConnectionString);
    }

    protected override Task RemoveAsync() => Task.CompletedTask;

    internal static PostgresDatabase Open(string connectionString, TimeSpan? patience = null, TimeSpan? deadAfter = null) => new(
        PostgresConnections.Open(connectionString), deadAfter ?? TimeSpan.FromSeconds(3), patience ?? TimeSpan.FromSeconds(30), TimeProvider.System);
}
