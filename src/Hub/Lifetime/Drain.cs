using Constellation.Realtime.Engine.Sessions;
using Constellation.Realtime.Engine.Turns;

namespace Constellation.Realtime.Hub.Lifetime;

/// <summary>
/// Takes this node out of service so that nobody loses anything: no new turns, clients are asked to reconnect, running turns end or are left to another
/// node, and readers keep reading meanwhile.
/// </summary>
internal sealed partial class Drain(
    Node node, TurnQueue queue, INodes nodes, OpenConnections connections, WaitingCallers callers, TimeProvider time, ILogger<Drain> logger)
{
    /// <summary>Where another node can go on with them: only what is nearly done ends here.</summary>
    private static readonly TimeSpan NearlyDone = TimeSpan.FromSeconds(1);

    /// <summary>Where nobody else can: what is not done by then waits in the database for the next start.</summary>
    private static readonly TimeSpan Alone = TimeSpan.FromSeconds(5);

    /// <summary>For the last events to leave, where there is nowhere to go to.</summary>
    private static readonly TimeSpan LastWords = TimeSpan.FromMilliseconds(250);

    /// <summary>For replies that another node goes on with, to callers who wait for the whole of one here.</summary>
    private static readonly TimeSpan Elsewhere = TimeSpan.FromSeconds(4);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <param name="hastened">Whoever waits has no time: turns are left at once.</param>
    public async Task RunAsync(CancellationToken hastened)
    {
        node.BeginDraining();
        Log.Draining(logger, queue.Count, connections.Count);
        var told = connections.TellOfDrainAsync();
        var hasOthers = await HasOthersAsync();
        await queue.DrainAsync(hasOthers ? NearlyDone : Alone, hastened);
        callers.SendReadersAway();
        var replies = callers.SendAwayAsync(hasOthers ? Elsewhere : LastWords, hastened);
        await connections.WaitUntilNoneAsync(hasOthers ? OpenConnections.MostRetryAfter + LastWords : LastWords, hastened);
        await Task.WhenAll(told, replies);
        Log.Drained(logger);
    }

    private async Task<bool> HasOthersAsync()
    {
        try
        {
            var others = nodes.HasOthersAsync(CancellationToken.None);
            await Task.WhenAll(others, nodes.BeatAsync(CancellationToken.None)).WaitAsync(Patience, time);
            return await others;
        }
        catch (Exception exception) when (exception is StoreUnavailableException or TimeoutException)
        {
            return false;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "This node drains: {Turns} turns, {Connections} connections")]
        internal static partial void Draining(ILogger logger, int turns, int connections);

        [LoggerMessage(LogLevel.Information, "This node is drained")]
        internal static partial void Drained(ILogger logger);
    }
}
