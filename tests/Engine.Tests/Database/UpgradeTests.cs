using Constellation.Realtime.Engine.Database;
using Constellation.Realtime.Engine.Sessions;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Constellation.Realtime.Engine.Tests.Database;

public sealed class UpgradeTests
{
    private const string Before = "TurnsOfUser";
    private static readonly Guid User = Some.Id(), Session = Some.Id(), Untitled = Some.Id();

    [Fact]
    public async Task What_was_said_before_there_was_a_search_is_found_in_PostgreSQL()
    {
        var address = (await PostgresServer.SharedAsync()).ConnectionString($"test_{Some.Id():n}");
        await using (var old = new PostgresStoreContext(
            new DbContextOptionsBuilder<PostgresStoreContext>()
                .UseNpgsql(address, npgsql => npgsql.MigrationsHistoryTable("__EFMigrationsHistory", PostgresStoreContext.Schema)).UseStoreDefaults().Options,
            TimeSpan.Zero))
        {
            await FillAsync(old, "constellation_realtime.", id => $"'{id}'", "now()", "false");
        }

        await using var database = PostgresTestDatabase.Open(address);
        await AssertFoundAsync(database);
    }

    [Fact]
    public async Task What_was_said_before_there_was_a_search_is_found_in_SQLite()
    {
        var folder = Directory.CreateTempSubdirectory("constellation-");
        await using (var old = new SqliteStoreContext(
            new DbContextOptionsBuilder<SqliteStoreContext>()
                .UseSqlite(new SqliteConnectionStringBuilder { DataSource = FileIn(folder), Pooling = false }.ToString()).UseStoreDefaults().Options))
        {
            await FillAsync(old, "", id => $"'{id.ToString().ToUpperInvariant()}'", "638000000000000000", "0");
        }

        await using (var database = new SqliteDatabase(new StorageOptions { Path = folder.FullName })) await AssertFoundAsync(database);
        folder.Delete(recursive: true);
    }

    private static string FileIn(DirectoryInfo folder)
    {
        using var taken = SqliteFolder.Take(folder.FullName);
        return taken.DatabaseFile;
    }

    private static async Task FillAsync(StoreContext old, string schema, Func<Guid, string> id, string time, string no)
    {
        await old.GetService<IMigrator>().MigrateAsync(Before);
#pragma warning disable EF1002 // The test's own constants.
        await old.Database.ExecuteSqlRawAsync(
            $"""
            INSERT INTO {schema}sessions (session_id, user_id, title, created_at, last_active, status, is_ending, term, last_sequence)
            VALUES ({id(Session)}, {id(User)}, 'Alpine Glaciers', {time}, {time}, 'active', {no}, 2, 1), ({id(Untitled)}, {id(User)}, NULL, {time}, {time}, 'active', {no}, 1, 1);
            INSERT INTO {schema}messages (message_id, session_id, turn_id, position, sender, content, timestamp, status)
            VALUES ({id(Some.Id())}, {id(Session)}, {id(Some.Id())}, 1, 'user', '  Which floods, "exactly"? (Sentinel-1) -- ... ', {time}, 'complete'),
                   ({id(Some.Id())}, {id(Session)}, {id(Some.Id())}, 2, 'assistant', '', {time}, 'complete'),
                   ({id(Some.Id())}, {id(Untitled)}, {id(Some.Id())}, 1, 'user', '...', {time}, 'complete');
            """);
#pragma warning restore EF1002
    }

    private static async Task AssertFoundAsync(IDatabase database)
    {
        await database.OpenAsync(CancellationToken.None);
        var search = new SessionSearch(database);
        foreach (var query in (string[])["floods", "FLOODS exact", "sentinel-1", "glaciers"])
            Assert.Equal(Session, Assert.Single((await search.FindAsync(User, query, 10, null, CancellationToken.None)).Items).Session.SessionId);
        Assert.Empty((await search.FindAsync(Some.Id(), "floods", 10, null, CancellationToken.None)).Items);
        await new DatabaseHistory(database).RenameAsync(User, Session, "Ice", null, Some.Time, CancellationToken.None);
        Assert.Empty((await search.FindAsync(User, "glaciers", 10, null, CancellationToken.None)).Items);
    }
}
