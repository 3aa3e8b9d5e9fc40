using Constellation.Realtime.Engine.Tests.Database;

namespace Constellation.Realtime.Engine.Tests.Turns;

public sealed class PooledTurnStoreTests(PooledTestDatabase database) : TurnStoreSpec(database), IClassFixture<PooledTestDatabase>;
