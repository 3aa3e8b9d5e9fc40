using System.Diagnostics;

namespace Constellation.Realtime.Nodes;

internal static class Until
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    public static async Task TrueAsync(Func<Task<bool>> condition)
    {
        var clock = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                if (await condition()) return;
            }
            catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException)
            {
                // Not yet.
            }

            if (clock.Elapsed > Patience) throw new TimeoutException("It does not come true.");
            await Task.Delay(20);
        }
    }

    public static Task TrueAsync(Func<bool> condition) => TrueAsync(() => Task.FromResult(condition()));
}
