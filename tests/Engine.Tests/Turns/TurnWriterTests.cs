using Constellation.Realtime.Engine.Tests.Database;
using Constellation.Realtime.Engine.Tests.EventLog;

namespace Constellation.Realtime.Engine.Tests.Turns;

public sealed class MemoryTurnWriterTests(SqliteTestDatabase database) : TurnWriterSpec(database)
{
    private protected override Task<TestLog> StartLogAsync(TimeProvider time) => TestLog.InMemoryAsync(time);
}

public sealed class RedisTurnWriterTests(SqliteTestDatabase database) : TurnWriterSpec(database)
{
    private protected override Task<TestLog> StartLogAsync(TimeProvider time) => TestLog.InRedisAsync();
}
