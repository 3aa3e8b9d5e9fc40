using Constellation.Realtime.Contracts;
using Constellation.Realtime.Engine.Database;
using Constellation.Realtime.Engine.Sessions;
using Constellation.Realtime.Engine.Turns;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Constellation.Realtime.Engine.Tests.Database;

public sealed class SqliteDatabaseTests : IDisposable
{
    private static readonly CancellationToken None = CancellationToken.None;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("constellation-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task What_was_stored_is_there_after_a_restart()
    {
        var session = await WithAsync("data", db => new DatabaseHistory(db).StartSessionAsync(Some.Id(), Some.Id(), "Snow", Some.Time, None));

        var found = await WithAsync("data", db => new DatabaseHistory(db).FindSessionAsync(session.UserId, session.SessionId, None));

        Assert.Equal(session, found);
    }

    [Fact]
    public async Task What_was_accepted_is_in_the_files_at_that_moment_so_that_a_killed_process_loses_none_of_it()
    {
        var (accepted, user) = await WithAsync("data", async db =>
        {
            var start = Some.Start(Some.Id());
            var acceptance = (Acceptance.Accepted)await new DatabaseTurnStore(db).AcceptAsync(start, None);
            CopyAsTheKernelHasIt("data", "killed");
            return (acceptance, start.UserId);
        });

        var found = await WithAsync("killed", db => new DatabaseTurnStore(db).FindAsync(accepted.Session.SessionId, accepted.Turn.TurnId, None));

        Assert.Equal(accepted.Turn, found);
        Assert.Equal(user, found!.UserId);
    }

    [Fact]
    public async Task Every_commit_is_flushed_and_readers_are_not_locked_out()
    {
        var (synchronous, journal) = await WithAsync("data", db => db.WriteAsync(
            async context => (
                await context.Database.SqlQueryRaw<long>("SELECT synchronous AS Value FROM pragma_synchronous").SingleAsync(),
                await context.Database.SqlQueryRaw<string>("SELECT journal_mode AS Value FROM pragma_journal_mode").SingleAsync()),
            None));

        Assert.Equal((2, "wal"), (synchronous, journal));
    }

    [Fact]
    public async Task A_second_process_is_told_whose_folder_it_is()
    {
        await WithAsync("data", async _ =>
        {
            await using var second = Database("data");
            var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => second.OpenAsync(None));

            Assert.Contains("in use by another process", refused.Message, StringComparison.Ordinal);
            Assert.Contains(Path.Combine(_folder.FullName, "data"), refused.Message, StringComparison.Ordinal);
            return 0;
        });
    }

    [Fact]
    public async Task The_lock_of_a_process_that_was_killed_while_migrating_holds_nobody_up()
    {
        Directory.CreateDirectory(Path.Combine(_folder.FullName, "data"));
        await using (var connection = new SqliteConnection($"Data Source={Path.Combine(_folder.FullName, "data", "constellation.db")};Pooling=False"))
        {
            await connection.OpenAsync();
            var command = connection.CreateCommand();
            command.CommandText = """CREATE TABLE "__EFMigrationsLock" ("Id" INTEGER NOT NULL PRIMARY KEY, "Timestamp" TEXT NOT NULL); INSERT INTO "__EFMigrationsLock" VALUES (1, '2026-01-01');""";
            await command.ExecuteNonQueryAsync();
        }

        var session = await WithAsync("data", db => new DatabaseHistory(db).StartSessionAsync(Some.Id(), Some.Id(), null, Some.Time, None)).WaitAsync(TimeSpan.FromSeconds(20));

        Assert.Equal(SessionStatus.Active, session.Status);
    }

    [Fact]
    public async Task A_write_that_throws_undoes_itself_and_none_of_its_neighbours()
    {
        var sessions = Enumerable.Range(0, 50).Select(_ => Some.Id()).ToList();

        await WithAsync("data", async db =>
        {
            var history = new DatabaseHistory(db);
            var writes = sessions.Select((id, i) => i % 5 == 0
                ? db.WriteAsync<Session>(async context => throw new InvalidDataException((await SessionCourse.StartAsync(context, Some.Id(), id, null, Some.Time)).Title), None)
                : history.StartSessionAsync(Some.Id(), id, null, Some.Time, None)).ToList();
            await Assert.ThrowsAsync<InvalidDataException>(() => Task.WhenAll(writes));

            var stored = await db.ReadAsync(context => context.Sessions.Select(s => s.SessionId).ToListAsync(), None);
            Assert.Equal(sessions.Where((_, i) => i % 5 != 0).Order(), stored.Order());
            return 0;
        });
    }

    [Fact]
    public async Task A_closed_file_is_unavailable()
    {
        var database = Database("data");
        await Assert.ThrowsAsync<StoreUnavailableException>(() => new DatabaseHistory(database).FindSessionAsync(Some.Id(), Some.Id(), None));
        await Assert.ThrowsAsync<StoreUnavailableException>(() => new DatabaseHistory(database).StartSessionAsync(Some.Id(), Some.Id(), null, Some.Time, None));
        await database.OpenAsync(None);
        await database.DisposeAsync();

        await Assert.ThrowsAsync<StoreUnavailableException>(() => new DatabaseHistory(database).StartSessionAsync(Some.Id(), Some.Id(), null, Some.Time, None));
    }

    private async Task<T> WithAsync<T>(string folder, Func<IDatabase, Task<T>> use)
    {
        await using var database = Database(folder);
        await database.OpenAsync(None);
        return await use(database);
    }

    private SqliteDatabase Database(string folder) => new(new StorageOptions { Path = Path.Combine(_folder.FullName, folder) });

    private void CopyAsTheKernelHasIt(string from, string to)
    {
        var target = _folder.CreateSubdirectory(to);
        foreach (var file in new DirectoryInfo(Path.Combine(_folder.FullName, from)).GetFiles("constellation.db*"))
        {
            using var source = new FileStream(file.FullName, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var copy = File.Create(Path.Combine(target.FullName, file.Name));
            source.CopyTo(copy);
        }
    }
}
