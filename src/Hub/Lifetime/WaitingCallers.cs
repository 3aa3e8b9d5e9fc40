namespace Constellation.Realtime.Hub.Lifetime;

/// <summary>REST's callers who wait for a whole reply or read events. A node that stops lets them go on for as long as it can, then sends them elsewhere instead of
/// cutting them off.</summary>
internal sealed class WaitingCallers(TimeProvider time) : IDisposable
{
    private readonly CancellationTokenSource _readersLeave = new();
    private readonly CancellationTokenSource _leave = new();
    private readonly TaskCompletionSource _noneLeft = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _isLast;
    private int _waiting;

    /// <summary>Cancelled when readers of events should read on elsewhere.</summary>
    public CancellationToken ReadersLeave => _readersLeave.Token;

    /// <summary>What <paramref name="wait"/> waits for; null where this node stops before it is there.</summary>
    public async Task<T?> WaitAsync<T>(Func<CancellationToken, Task<T>> wait, CancellationToken cancellationToken)
        where T : class
    {
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _leave.Token);
        Interlocked.Increment(ref _waiting);
        try
        {
            return await wait(leaving.Token);
        }
        catch (OperationCanceledException) when (_leave.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return null;
        }
        finally
        {
            if (Interlocked.Decrement(ref _waiting) == 0 && _isLast) _noneLeft.TrySetResult();
        }
    }

    /// <summary>Ends the streams of those who read events.</summary>
    public void SendReadersAway() => _readersLeave.Cancel();

    /// <summary>Completes once nobody waits for a reply any more, or when the time is over; who still waits then is sent away.</summary>
    public async Task SendAwayAsync(TimeSpan patience, CancellationToken hastened)
    {
        _isLast = true;
        try
        {
            if (Volatile.Read(ref _waiting) > 0) await _noneLeft.Task.WaitAsync(patience, time, hastened);
        }
        catch (Exception exception) when (exception is TimeoutException or OperationCanceledException)
        {
            // Some still wait.
        }

        await _leave.CancelAsync();
    }

    public void Dispose()
    {
        _readersLeave.Dispose();
        _leave.Dispose();
    }
}
