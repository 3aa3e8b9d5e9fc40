using System.Runtime.CompilerServices;
using Constellation.Realtime.Contracts;
using Constellation.Realtime.Engine.Sessions;

namespace Constellation.Realtime.Engine.EventLog;

/// <summary>
/// Reading from a cursor that may be higher than any number there is. The end that such a reader waits for may get a lower one and is then never shown to it, so
/// that it is asked for from time to time.
/// </summary>
internal static class CursorAhead
{
    /// <summary>How long nothing may come before it is asked whether the end lies behind the cursor.</summary>
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(1);

    /// <summary>The events, ending also where nothing comes and <paramref name="isBehindAsync"/> says that the end has a number up to the cursor it is given.</summary>
    public static async IAsyncEnumerable<SessionEvent> ReadAsync(
        IAsyncEnumerable<SessionEvent> events,
        long after,
        Func<long, CancellationToken, Task<bool>> isBehindAsync,
        TimeProvider time,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await using var reader = events.GetAsyncEnumerator(stop.Token);
        var cursor = after;
        while (true)
        {
            var next = reader.MoveNextAsync().AsTask();
            try
            {
                while (!await HasComeAsync(next, time))
                {
                    if (await IsBehindAsync(isBehindAsync, cursor, stop.Token)) yield break;
                }
            }
            finally
            {
                // A reader is not left while it is moving.
                if (!next.IsCompleted) await stop.CancelAsync();
                await Task.WhenAny(next);
            }

            if (!await next) yield break;
            cursor = reader.Current.Sequence;
            yield return reader.Current;
        }
    }

    private static async Task<bool> HasComeAsync(Task next, TimeProvider time)
    {
        if (next.IsCompleted) return true;

        using var come = new CancellationTokenSource();
        var idle = Task.Delay(Idle, time, come.Token);
        var first = await Task.WhenAny(next, idle);
        await come.CancelAsync();
        return first == next;
    }

    private static async Task<bool> IsBehindAsync(Func<long, CancellationToken, Task<bool>> isBehindAsync, long cursor, CancellationToken cancellationToken)
    {
        try
        {
            return await isBehindAsync(cursor, cancellationToken);
        }
        catch (StoreUnavailableException)
        {
            return false;
        }
    }
}
