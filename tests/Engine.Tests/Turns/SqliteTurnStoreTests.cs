using Constellation.Realtime.Engine.Tests.Database;

namespace Constellation.Realtime.Engine.Tests.Turns;

public sealed class SqliteTurnStoreTests(SqliteTestDatabase database) : TurnStoreSpec(database), IClassFixture<SqliteTestDatabase>;
