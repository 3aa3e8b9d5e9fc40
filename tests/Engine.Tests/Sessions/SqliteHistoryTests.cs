using Constellation.Realtime.Engine.Tests.Database;

namespace Constellation.Realtime.Engine.Tests.Sessions;

public sealed class SqliteHistoryTests(SqliteTestDatabase database) : HistorySpec(database), IClassFixture<SqliteTestDatabase>;

public sealed class SqliteMilestonesTests(SqliteTestDatabase database) : MilestonesSpec(database), IClassFixture<SqliteTestDatabase>;

public sealed class SqliteSuggestionHistoryTests(SqliteTestDatabase database) : SuggestionHistorySpec(database), IClassFixture<SqliteTestDatabase>;
