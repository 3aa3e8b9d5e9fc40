using Constellation.Realtime.Hub.Tests.Doors;

namespace Constellation.Realtime.Hub.Tests;

/// <summary>Waits for a condition that nothing announces.</summary>
internal static class Wait
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    internal static Task UntilAsync(Func<bool> condition) => UntilAsync(() => Task.FromResult(condition()));

    internal static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var patience = new CancellationTokenSource(Door.Patience);
        while (!await condition()) await Task.Delay(Pause, patience.Token);
    }
}
