using Constellation.Realtime.Engine.Tests.Database;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Constellation.Realtime.Engine.Tests.Turns;

public sealed class OrphansTests(PostgresTestDatabase database) : StoreSpec(database), IClassFixture<PostgresTestDatabase>
{
    /// <summary>A cursor takes its view of the database when it is opened, and locks a row when that is fetched: what happens in between happens in one statement, too,
    /// where many are looked through.</summary>
    [Fact]
    public async Task What_a_living_node_claims_while_orphans_are_looked_for_is_none()
    {
        var (dead, alive) = (Some.Id(), Some.Id());
        var first = await StartTurnAsync(await NewSessionAsync(), dead, at: Some.Time);
        var second = await StartTurnAsync(await NewSessionAsync(), dead, at: Some.Time.AddSeconds(1));
        await database.Database.WriteAsync(
            db => db.Database.ExecuteSqlAsync(
                $"INSERT INTO constellation_realtime.nodes (node_id, heartbeat, holds_lock, is_draining) VALUES ({alive}, now() + interval '1 hour', false, false)"),
            None);
        await using var looking = new NpgsqlConnection(database.ConnectionString);
        await looking.OpenAsync();
        await using var transaction = await looking.BeginTransactionAsync();
        await OpenCursorAsync(looking);

        var before = await FetchAsync(looking);
        await Turns.TakeOverAsync(second.TurnId, second.Term, alive, handedOver: false, None);
        var after = await FetchAsync(looking);

        Assert.Equal(first.TurnId, before);
        Assert.NotEqual(second.TurnId, after);
    }

    private Task<int> OpenCursorAsync(NpgsqlConnection connection) => database.Database.ReadAsync(
        async db =>
        {
            await using var orphans = (NpgsqlCommand)db.Orphans(Some.Id(), 1000).CreateDbCommand();
            await using var declare = new NpgsqlCommand($"DECLARE orphans CURSOR FOR {orphans.CommandText}", connection);
            foreach (NpgsqlParameter parameter in orphans.Parameters) declare.Parameters.Add(parameter.Clone());
            return await declare.ExecuteNonQueryAsync();
        },
        None);

    private static async Task<Guid?> FetchAsync(NpgsqlConnection connection)
    {
        await using var fetch = new NpgsqlCommand("FETCH 1 FROM orphans", connection);
        await using var row = await fetch.ExecuteReaderAsync();
        return await row.ReadAsync() ? row.GetGuid(row.GetOrdinal("turn_id")) : null;
    }
}
