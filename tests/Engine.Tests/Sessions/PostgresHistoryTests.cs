using Constellation.Realtime.Engine.Tests.Database;

namespace Constellation.Realtime.Engine.Tests.Sessions;

public sealed class PostgresHistoryTests(PostgresTestDatabase database) : HistorySpec(database), IClassFixture<PostgresTestDatabase>;

public sealed class PostgresMilestonesTests(PostgresTestDatabase database) : MilestonesSpec(database), IClassFixture<PostgresTestDatabase>;

public sealed class PostgresSuggestionHistoryTests(PostgresTestDatabase database) : SuggestionHistorySpec(database), IClassFixture<PostgresTestDatabase>;
