using System.Data;
using Constellation.Realtime.Engine.Sessions;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Constellation.Realtime.Engine.Database;

/// <summary>PostgreSQL, directly or through a transaction pooler: so every limit is set for one transaction, and none of its locks outlives one.</summary>
/// <param name="patience">After how long without a result a caller is told that the database is away.</param>
internal sealed class PostgresDatabase(NpgsqlDataSource connections, TimeSpan deadAfter, TimeSpan patience, TimeProvider time) : IDatabase
{
    private const int Tries = 10;

    /// <summary>Seconds that a migration may take.</summary>
    private const int MigrationTimeout = 300;

    // The server gives up when the caller has, and forgets the transaction of a node that fell silent in the middle of it.
    private readonly string _limits =
        $"SET LOCAL statement_timeout = {(int)patience.TotalMilliseconds}; SET LOCAL idle_in_transaction_session_timeout = {2 * (int)patience.TotalMilliseconds}";

    private readonly DbContextOptions _options = Options(connections, timeout: null);
    private volatile bool _isOpen;

    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        LeaveThreads();
        for (var tries = 1; ; tries++)
        {
            try
            {
                await using var context = new PostgresStoreContext(Options(connections, MigrationTimeout), deadAfter);
                await context.Database.MigrateAsync(cancellationToken);
                _isOpen = true;
                return;
            }
            catch (Exception e) when (PostgresErrors.IsMigratedTwice(e) && tries < Tries)
            {
                // The first statements come before the lock can, for they make what is locked; and what is to be done was listed before it. Listed anew it is less.
            }
            catch (Exception e) when (PostgresErrors.ToUnavailable(e) is { } unavailable)
            {
                throw unavailable;
            }
        }
    }

    public ValueTask DisposeAsync() => connections.DisposeAsync();

    public Task<T> ReadAsync<T>(Func<StoreContext, Task<T>> queries, CancellationToken cancellationToken) =>
        WithinAsync(givenUp => RunAsync(IsolationLevel.RepeatableRead, queries, givenUp), cancellationToken);

    public Task<T> WriteAsync<T>(Func<StoreContext, Task<T>> work, CancellationToken cancellationToken) =>
        WithinAsync(givenUp => RunAsync(IsolationLevel.ReadCommitted, work, givenUp), cancellationToken);

    private async Task<T> RunAsync<T>(IsolationLevel isolation, Func<StoreContext, Task<T>> work, CancellationToken givenUp)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                await using var context = new PostgresStoreContext(_options, deadAfter);
                context.Database.AutoSavepointsEnabled = false;
                await using var transaction = await context.Database.BeginTransactionAsync(isolation, CancellationToken.None);
#pragma warning disable EF1002 // Two numbers of ours.
                await context.Database.ExecuteSqlRawAsync(_limits, CancellationToken.None);
#pragma warning restore EF1002
                var result = await work(context);
                givenUp.ThrowIfCancellationRequested();
                await transaction.CommitAsync(CancellationToken.None);
                return result;
            }
            catch (Exception e) when (PostgresErrors.IsCollision(e) && tries < Tries)
            {
                givenUp.ThrowIfCancellationRequested();
            }
        }
    }

    /// <summary>To end a command that got no answer, Npgsql asks the server on a connection of its own, and blocks a thread of the pool until that one has
    /// timed out too. All connections may do so at once, and everything else must go on meanwhile.</summary>
    private void LeaveThreads()
    {
        ThreadPool.GetMinThreads(out var workers, out var ports);
        var blocked = new NpgsqlConnectionStringBuilder(connections.ConnectionString).MaxPoolSize;
        ThreadPool.SetMinThreads(Math.Max(workers, Environment.ProcessorCount + blocked), ports);
    }

    /// <summary>Waits for <paramref name="attempt"/> as long as there is patience. What is given up is not cancelled, for Npgsql would block threads to tell a
    /// server that doesn't answer; it ends by its own timeouts, and commits nothing any more.</summary>
    private async Task<T> WithinAsync<T>(Func<CancellationToken, Task<T>> attempt, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (!_isOpen) throw new StoreUnavailableException("The tables are not there yet.");
        using var givenUp = new CancellationTokenSource();
        var running = attempt(givenUp.Token);
        try
        {
            return await running.WaitAsync(patience, time, cancellationToken);
        }
        catch (Exception e)
        {
            await givenUp.CancelAsync();
            _ = running.ContinueWith(static late => late.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
            if (PostgresErrors.ToUnavailable(e) is { } unavailable) throw unavailable;
            throw;
        }
    }

    private static DbContextOptions Options(NpgsqlDataSource connections, int? timeout) => new DbContextOptionsBuilder<PostgresStoreContext>()
        .UseNpgsql(connections, npgsql => npgsql.MigrationsHistoryTable("__EFMigrationsHistory", PostgresStoreContext.Schema).CommandTimeout(timeout))
        .UseStoreDefaults().Options;
}
