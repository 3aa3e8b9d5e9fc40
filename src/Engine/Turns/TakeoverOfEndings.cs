using Constellation.Realtime.Engine.Database;
using Constellation.Realtime.Engine.Sessions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Constellation.Realtime.Engine.Turns;

/// <summary>Ends sessions whose end was begun by a node that is gone. Beside <see cref="Takeover"/>, for an end waits for the session's turn, which may have
/// to be taken over first.</summary>
internal sealed partial class TakeoverOfEndings(
    IHistory history, SessionEnding ending, DatabaseStart start, Node node, TimeProvider time, ILogger<TakeoverOfEndings> logger) : BackgroundService
{
    private const int AtOnce = 100;
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await start.Migrated.WaitAsync(stoppingToken);
        using var timer = new PeriodicTimer(Every, time);
        do
        {
            try
            {
                if (node.IsDraining) return;
                var sessions = await history.FindEndingAsync(AtOnce, stoppingToken);
                await Task.WhenAll(sessions.Select(session => FinishAsync(session.UserId, session.SessionId, stoppingToken)));
            }
            catch (StoreUnavailableException exception)
            {
                Log.StoreUnavailable(logger, exception.Message);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                Log.Failed(logger, exception);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task FinishAsync(Guid userId, Guid sessionId, CancellationToken stoppingToken)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, stoppingToken);
        try
        {
            await ending.FinishAsync(userId, sessionId, either.Token);
        }
        catch (OperationCanceledException) when (!stoppingToken.IsCancellationRequested)
        {
            // Its turn has no end yet: again.
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Error, "Sessions could not be ended; they are looked for again")]
        internal static partial void Failed(ILogger logger, Exception exception);

        [LoggerMessage(LogLevel.Warning, "The database does not answer; sessions to be ended are looked for again: {Reason}")]
        internal static partial void StoreUnavailable(ILogger logger, string reason);
    }
}
