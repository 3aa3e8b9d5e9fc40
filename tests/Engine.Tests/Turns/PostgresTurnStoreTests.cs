using Constellation.Realtime.Engine.Tests.Database;

namespace Constellation.Realtime.Engine.Tests.Turns;

public sealed class PostgresTurnStoreTests(PostgresTestDatabase database) : TurnStoreSpec(database), IClassFixture<PostgresTestDatabase>;
