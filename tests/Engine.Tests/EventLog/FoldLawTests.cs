using Constellation.Realtime.Engine.Tests.Database;

namespace Constellation.Realtime.Engine.Tests.EventLog;

public sealed class MemoryFoldLawTests(SqliteTestDatabase database) : FoldLawSpec(database)
{
    private protected override Task<TestLog> StartLogAsync(TimeProvider time) => TestLog.InMemoryAsync(time);
}

public sealed class RedisFoldLawTests(SqliteTestDatabase database) : FoldLawSpec(database)
{
    private protected override Task<TestLog> StartLogAsync(TimeProvider time) => TestLog.InRedisAsync();
}
