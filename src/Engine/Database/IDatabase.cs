using Constellation.Realtime.Engine.Sessions;

namespace Constellation.Realtime.Engine.Database;

/// <summary>The database, whichever it is: runs work in transactions. Disposed of, it finishes what is under way and lets go of files and connections.</summary>
internal interface IDatabase : IAsyncDisposable
{
    /// <summary>Makes it ready: one process at a time brings the tables up to date.</summary>
    /// <exception cref="StoreUnavailableException">It can't be reached now: try again.</exception>
    Task OpenAsync(CancellationToken cancellationToken);

    /// <summary>Runs queries that see the database as it is at one moment, and change nothing.</summary>
    /// <exception cref="StoreUnavailableException">No answer in time.</exception>
    Task<T> ReadAsync<T>(Func<StoreContext, Task<T>> queries, CancellationToken cancellationToken);

    /// <summary>Runs <paramref name="work"/> as one transaction, which is durable once this returns. It may be run again from its start where another
    /// transaction got in its way, so it changes nothing but the database. An exception from it undoes it.</summary>
    /// <exception cref="StoreUnavailableException">No answer in time: whether it took effect is not known.</exception>
    Task<T> WriteAsync<T>(Func<StoreContext, Task<T>> work, CancellationToken cancellationToken);
}
