using System.Runtime.CompilerServices;
using Constellation.Realtime.Contracts;
using Constellation.Realtime.Engine.Sessions;

namespace Constellation.Realtime.Engine.EventLog;

/// <summary>
/// Reading from a cursor that may be higher than any number there is. The end that such a reader waits for may get a lower one and is then never shown to it, so
/// that it is asked for from time to time, until an event comes: whatever follows that has a higher number still.
/// </summary>
internal static class CursorAhead
{
    /// <summary>How long nothing may come before it is asked whether the end lies behind the cursor.</summary>
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(1);

    /// <summary>The events, ending also where none comes and <paramref name="isBehindAsync"/> says that the end lies behind the cursor.</summary>
    public static async IAsyncEnumerable<SessionEvent> ReadAsync(
        IAsyncEnumerable<SessionEvent> events, Func<CancellationToken, Task<bool>> isBehindAsync, TimeProvider time, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await using var reader = events.GetAsyncEnumerator(stop.Token);
        var first = reader.MoveNextAsync().AsTask();
        try
        {
            while (!await HasComeAsync(first, time))
            {
                if (await IsBehindAsync(isBehindAsync, stop.Token)) yield break;
            }
        }
        finally
        {
            // A reader is not left while it is moving.
            if (!first.IsCompleted) await stop.CancelAsync();
            await Task.WhenAny(first);
        }

        for (var hasMore = await first; hasMore; hasMore = await reader.MoveNextAsync()) yield return reader.Current;
    }

    private static async Task<bool> HasComeAsync(Task first, TimeProvider time)
    {
        using var come = new CancellationTokenSource();
        await Task.WhenAny(first, Task.Delay(Idle, time, come.Token));
        await come.CancelAsync();
        return first.IsCompleted;
    }

    private static async Task<bool> IsBehindAsync(Func<CancellationToken, Task<bool>> isBehindAsync, CancellationToken cancellationToken)
    {
        try
        {
            return await isBehindAsync(cancellationToken);
        }
        catch (StoreUnavailableException)
        {
            return false;
        }
    }
}
