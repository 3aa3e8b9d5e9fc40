namespace Constellation.Realtime.Engine.Database;

/// <summary>One queued transaction, whose caller waits for it.</summary>
internal abstract class SqliteWrite(CancellationToken cancellationToken)
{
    /// <summary>Whether its caller has left before it began.</summary>
    public bool IsAbandoned => cancellationToken.IsCancellationRequested;

    /// <summary>Does it, and keeps the result until <see cref="Complete"/>.</summary>
    public abstract Task RunAsync(StoreContext context);

    /// <summary>It is on the disk.</summary>
    public abstract void Complete();

    /// <summary>It is not. The first reason counts.</summary>
    public abstract void Fail(Exception exception);
}

/// <summary>The same with its result.</summary>
internal sealed class SqliteWrite<T>(Func<StoreContext, Task<T>> work, CancellationToken cancellationToken) : SqliteWrite(cancellationToken)
{
    private readonly TaskCompletionSource<T> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T? _result;

    public Task<T> Done => _done.Task;

    public override async Task RunAsync(StoreContext context) => _result = await work(context);

    public override void Complete() => _done.SetResult(_result!);

    public override void Fail(Exception exception) => _done.TrySetException(exception);
}
