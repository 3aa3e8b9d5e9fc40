using Constellation.Realtime.Engine.Tests.Database;

namespace Constellation.Realtime.Engine.Tests.Providers;

public sealed class SqliteAttemptWriterTests(SqliteTestDatabase database) : AttemptWriterSpec(database), IClassFixture<SqliteTestDatabase>;
