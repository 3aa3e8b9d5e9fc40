using Constellation.Realtime.Engine.Database;
using Npgsql;

namespace Constellation.Realtime.Engine.Tests.Database;

public sealed class PostgresErrorsTests
{
    [Fact]
    public async Task A_connection_that_is_closed_under_a_transaction_means_that_the_database_is_away()
    {
        await using var connection = new NpgsqlConnection("Host=127.0.0.1;Port=1");

        var exception = Assert.Throws<InvalidOperationException>(() => connection.BeginTransaction());

        Assert.NotNull(PostgresErrors.ToUnavailable(exception));
    }

    [Fact]
    public void A_mistake_of_ours_does_not() => Assert.Null(PostgresErrors.ToUnavailable(new InvalidOperationException("Sequence contains no elements.")));
}
