using Constellation.Realtime.Engine.Sessions;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Constellation.Realtime.Engine.Database;

/// <summary>
/// An SQLite file in a folder that this process owns. Any number read at once (WAL), one writes. Each commit is flushed to the disk: after a loss of power a
/// session's counter must not go back behind numbers that clients have seen, or two events would get the same one.
/// </summary>
internal sealed class SqliteDatabase(StorageOptions options) : IDatabase
{
    private SqliteFolder? _folder;
    private SqliteWriter? _writer;
    private SqliteConnection? _pool;
    private DbContextOptions? _reading;

    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        _folder ??= SqliteFolder.Take(options.Path);
        var file = new SqliteConnectionStringBuilder { DataSource = _folder.DatabaseFile, DefaultTimeout = 5 }.ToString();
        var connection = new SqliteConnection(file);
        try
        {
            await connection.OpenAsync(cancellationToken);
            await ExecuteAsync(connection, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;", cancellationToken);
            await MigrateAsync(connection, cancellationToken);
        }
        catch (Exception e)
        {
            await connection.DisposeAsync();
            if (SqliteErrors.ToUnavailable(e) is { } unavailable) throw unavailable;
            throw;
        }

        _pool = new SqliteConnection(file);
        _reading = Options(builder => builder.UseSqlite(file));
        _writer = new SqliteWriter(connection, Options(builder => builder.UseSqlite(connection)));
    }

    public async ValueTask DisposeAsync()
    {
        if (_writer is not null) await _writer.DisposeAsync();
        if (_pool is not null) SqliteConnection.ClearPool(_pool);
        _folder?.Dispose();
    }

    public async Task<T> ReadAsync<T>(Func<StoreContext, Task<T>> queries, CancellationToken cancellationToken)
    {
        if (_reading is null) throw new StoreUnavailableException("The SQLite file is not open yet.");

        // SQLite's asynchronous methods block: on a thread of the pool they block nobody who waits for more than this.
        return await Task.Run(
            async () =>
            {
                try
                {
                    await using var context = new SqliteStoreContext(_reading);
                    await context.Database.OpenConnectionAsync(CancellationToken.None);

                    // Deferred: one moment of the database for all queries, without the lock of a writer, which EF Core's own transaction takes.
                    await using var moment = ((SqliteConnection)context.Database.GetDbConnection()).BeginTransaction(deferred: true);
                    await context.Database.UseTransactionAsync(moment, CancellationToken.None);
                    return await queries(context);
                }
                catch (Exception e) when (SqliteErrors.ToUnavailable(e) is { } unavailable)
                {
                    throw unavailable;
                }
            },
            cancellationToken);
    }

    public Task<T> WriteAsync<T>(Func<StoreContext, Task<T>> work, CancellationToken cancellationToken) =>
        _writer?.WriteAsync(work, cancellationToken) ?? throw new StoreUnavailableException("The SQLite file is not open yet.");

    private static async Task MigrateAsync(SqliteConnection connection, CancellationToken cancellationToken)
    {
        // A process that was killed while migrating leaves its lock behind, and the next one would wait for ever. The folder is ours, so it is stale.
        await ExecuteAsync(connection, "DROP TABLE IF EXISTS \"__EFMigrationsLock\";", cancellationToken);
        await using var context = new SqliteStoreContext(Options(builder => builder.UseSqlite(connection)));
        await context.Database.MigrateAsync(cancellationToken);
    }

    private static async Task ExecuteAsync(SqliteConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Only this class's own constants.
        command.CommandText = sql;
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static DbContextOptions Options(Action<DbContextOptionsBuilder> use)
    {
        var builder = new DbContextOptionsBuilder<SqliteStoreContext>();
        use(builder);
        return builder.UseStoreDefaults().Options;
    }
}
