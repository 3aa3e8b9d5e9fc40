using Constellation.Realtime.Engine.Tests.Database;

namespace Constellation.Realtime.Engine.Tests.Sessions;

public sealed class PostgresHistoryTests(PostgresTestDatabase database) : HistorySpec(database), IClassFixture<PostgresTestDatabase>;
