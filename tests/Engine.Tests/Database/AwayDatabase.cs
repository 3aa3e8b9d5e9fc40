using Constellation.Realtime.Engine.Database;
using Constellation.Realtime.Engine.Sessions;

namespace Constellation.Realtime.Engine.Tests.Database;

/// <summary>A database that can't be reached until it is back.</summary>
internal sealed class AwayDatabase(IDatabase inner) : IDatabase
{
    public bool IsBack { get; set; }

    public Task OpenAsync(CancellationToken cancellationToken) => inner.OpenAsync(cancellationToken);

    public Task<T> ReadAsync<T>(Func<StoreContext, Task<T>> queries, CancellationToken cancellationToken) =>
        IsBack ? inner.ReadAsync(queries, cancellationToken) : Away<T>();

    public Task<T> WriteAsync<T>(Func<StoreContext, Task<T>> work, CancellationToken cancellationToken) =>
        IsBack ? inner.WriteAsync(work, cancellationToken) : Away<T>();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static Task<T> Away<T>() => Task.FromException<T>(new StoreUnavailableException("It is away."));
}
