using Constellation.Realtime.Engine.Sessions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Constellation.Realtime.Engine.Turns;

/// <summary>Goes on with turns whose owner is gone, and ends sessions whose end was begun by a node that is gone.</summary>
internal sealed partial class Takeover(
    ITurnStore turns, IHistory history, SessionEnding ending, TurnQueue queue, Node node, TimeProvider time, ILogger<Takeover> logger) : BackgroundService
{
    private const int AtOnce = 100;
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, time);
        do
        {
            try
            {
                await TakeOverAsync(stoppingToken);
                foreach (var session in await history.FindEndingAsync(AtOnce, stoppingToken))
                    await ending.FinishAsync(session.UserId, session.SessionId, stoppingToken);
            }
            catch (StoreUnavailableException exception)
            {
                Log.StoreUnavailable(logger, exception);
            }
        }
        while (await NextAsync(timer, stoppingToken));
    }

    private static async Task<bool> NextAsync(PeriodicTimer timer, CancellationToken stoppingToken)
    {
        try
        {
            return await timer.WaitForNextTickAsync(stoppingToken);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private async Task TakeOverAsync(CancellationToken cancellationToken)
    {
        foreach (var orphan in await turns.FindOrphansAsync(node.Id, AtOnce, cancellationToken))
        {
            if (!queue.TryReserve()) return;
            var taken = false;
            try
            {
                if (await turns.TakeOverAsync(orphan.TurnId, orphan.Term, node.Id, handedOver: false, cancellationToken) is not { } turn) continue;
                queue.Enqueue(new TurnJob(turn, IsTakeover: true));
                taken = true;
                Log.TakenOver(logger, turn.TurnId, turn.SessionId, turn.Term);
            }
            finally
            {
                if (!taken) queue.Release();
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "Turn {TurnId} of session {SessionId} was taken over in term {Term}: its owner is gone")]
        internal static partial void TakenOver(ILogger logger, Guid turnId, Guid sessionId, long term);

        [LoggerMessage(LogLevel.Warning, "The database does not answer; orphaned turns are looked for again")]
        internal static partial void StoreUnavailable(ILogger logger, Exception exception);
    }
}
