using System.Threading.Channels;
using Constellation.Realtime.Engine.Sessions;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Constellation.Realtime.Engine.Database;

/// <summary>
/// The only one that writes to the file. What waits when a transaction begins goes to the disk with it, each within a savepoint of its own: a flush costs
/// the same for one as for many.
/// </summary>
internal sealed class SqliteWriter : IAsyncDisposable
{
    private const int Waiting = 1024, Together = 64;

    private readonly Channel<SqliteWrite> _queue =
        Channel.CreateBounded<SqliteWrite>(new BoundedChannelOptions(Waiting) { SingleReader = true });

    private readonly SqliteConnection _connection;
    private readonly DbContextOptions _options;
    private readonly Task _pump;

    public SqliteWriter(SqliteConnection connection, DbContextOptions options)
    {
        _connection = connection;
        _options = options;
        _pump = Task.Run(PumpAsync);
    }

    public async Task<T> WriteAsync<T>(Func<StoreContext, Task<T>> work, CancellationToken cancellationToken)
    {
        var write = new SqliteWrite<T>(work, cancellationToken);
        try
        {
            await _queue.Writer.WriteAsync(write, cancellationToken);
        }
        catch (ChannelClosedException e)
        {
            throw new StoreUnavailableException("The SQLite file is closed.", e);
        }

        return await write.Done.WaitAsync(cancellationToken);
    }

    /// <summary>Writes what waits, then closes.</summary>
    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await _pump;
        await _connection.DisposeAsync();
    }

    private async Task PumpAsync()
    {
        var batch = new List<SqliteWrite>(Together);
        while (await _queue.Reader.WaitToReadAsync())
        {
            while (batch.Count < Together && _queue.Reader.TryRead(out var write))
                if (!write.IsAbandoned) batch.Add(write);
            await WriteAsync(batch);
            batch.Clear();
        }
    }

    private async Task WriteAsync(List<SqliteWrite> batch)
    {
        var done = new List<SqliteWrite>(batch.Count);
        try
        {
            await using var transaction = _connection.BeginTransaction(deferred: false);
            foreach (var write in batch)
                if (await TryAsync(write, transaction)) done.Add(write);
            await transaction.CommitAsync();
        }
        catch (Exception e)
        {
            foreach (var write in batch) write.Fail(SqliteErrors.ToUnavailable(e) ?? e);
            return;
        }

        foreach (var write in done) write.Complete();
    }

    private async Task<bool> TryAsync(SqliteWrite write, SqliteTransaction transaction)
    {
        await transaction.SaveAsync("write");
        try
        {
            await using var context = new SqliteStoreContext(_options);
            context.Database.AutoSavepointsEnabled = false;
            await context.Database.UseTransactionAsync(transaction);
            await write.RunAsync(context);
            await transaction.ReleaseAsync("write");
            return true;
        }
        catch (Exception e)
        {
            await transaction.RollbackAsync("write");
            write.Fail(SqliteErrors.ToUnavailable(e) ?? e);
            return false;
        }
    }
}
