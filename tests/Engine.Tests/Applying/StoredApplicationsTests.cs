using Constellation.Realtime.Engine.Database;
using Constellation.Realtime.Engine.Tests.Database;
using Constellation.Realtime.Engine.Turns;

namespace Constellation.Realtime.Engine.Tests.Applying;

public sealed class SqliteApplicationsTests(SqliteTestDatabase database) : ApplicationsSpec(database), IClassFixture<SqliteTestDatabase>;

public sealed class PostgresApplicationsTests(PostgresTestDatabase database) : ApplicationsSpec(database), IClassFixture<PostgresTestDatabase>
{
    [Fact]
    public async Task Of_many_nodes_that_claim_at_once_one_gets_each()
    {
        var session = await NewSessionAsync();
        var turn = await StartTurnAsync(session);
        for (var i = 0; i < 20; i++) await AcceptAsync(session, await SuggestAsync(turn));

        var claims = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => ClaimAsync(session, judges: false)));

        Assert.Equal(20, claims.Sum(claimed => claimed.Count));
        Assert.Equal(20, claims.SelectMany(claimed => claimed).Select(one => one.Suggestion.SuggestionId).Distinct().Count());
    }

    [Fact]
    public async Task What_a_living_node_has_stays_with_it_and_what_a_dead_one_had_is_taken_by_who_can_tell()
    {
        var (session, _, _) = await ClaimedAsync();
        var other = new Node(TimeProvider.System);
        await using var connections = Npgsql.NpgsqlDataSource.Create(database.ConnectionString);
        await using (var adopt = connections.CreateCommand("UPDATE constellation_realtime.applications SET node = $1"))
        {
            adopt.Parameters.Add(new() { Value = other.Id });
            await adopt.ExecuteNonQueryAsync();
        }

        await using (var nodes = new PostgresNodes(
            Npgsql.NpgsqlDataSource.Create(database.ConnectionString), Npgsql.NpgsqlDataSource.Create(database.ConnectionString), other, new NodeOptions(), TimeProvider.System))
        {
            await nodes.BeatAsync(None);
            Assert.Empty(await ClaimAsync(session));
            await nodes.LeaveAsync(None);
        }

        Assert.Empty(await ClaimAsync(session, judges: false));
        Assert.Single(await ClaimAsync(session, judges: true));
    }
}

public sealed class CopiedApplicationsTests(Sessions.CopiedTestDatabase database) : ApplicationsSpec(database), IClassFixture<Sessions.CopiedTestDatabase>;
