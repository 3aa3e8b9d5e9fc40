using Constellation.Realtime.Engine.Tests.Database;

namespace Constellation.Realtime.Engine.Tests.Sessions;

public sealed class SqliteHistoryTests(SqliteTestDatabase database) : HistorySpec(database), IClassFixture<SqliteTestDatabase>;
