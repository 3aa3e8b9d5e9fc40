using Constellation.Realtime.Engine.Tests.Database;

namespace Constellation.Realtime.Engine.Tests.Providers;

public sealed class PostgresAttemptWriterTests(PostgresTestDatabase database) : AttemptWriterSpec(database), IClassFixture<PostgresTestDatabase>;
