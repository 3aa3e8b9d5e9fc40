using Constellation.Realtime.Engine.Sessions;
using Constellation.Realtime.Engine.Turns;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Constellation.Realtime.Engine.Database;

/// <summary>
/// Opens the database when the process starts, makes this node known in it, and plays a turn through. One that answers is open before the web server listens; one that is away
/// does not hold the start up, and is tried again until it is there.
/// </summary>
internal sealed partial class DatabaseStart(IDatabase database, INodes nodes, TimeProvider time, ILogger<DatabaseStart> logger) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly TaskCompletionSource _tried = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _migrated = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Whether the tables are there: until then the process is not ready.</summary>
    public bool IsMigrated => _migrated.Task.IsCompletedSuccessfully;

    /// <summary>Completes once the tables are there; fails where they can't be.</summary>
    public Task Migrated => _migrated.Task;

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await base.StartAsync(cancellationToken);
        try
        {
            await await Task.WhenAny(_migrated.Task, _tried.Task).WaitAsync(Patience, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            // It is opened in the background; until then calls are refused.
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (!await TryAsync(stoppingToken))
            {
                _tried.TrySetResult();
                await Task.Delay(Pause, time, stoppingToken);
            }

            _migrated.TrySetResult();
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            _migrated.TrySetCanceled(stoppingToken);
        }
        catch (Exception exception)
        {
            _migrated.TrySetException(exception);
            throw;
        }
    }

    private async Task<bool> TryAsync(CancellationToken cancellationToken)
    {
        try
        {
            await database.OpenAsync(cancellationToken);
            await nodes.BeatAsync(cancellationToken);
            await Rehearsal.PlayAsync(database, time.GetUtcNow(), cancellationToken);
            return true;
        }
        catch (StoreUnavailableException e)
        {
            Log.NotReached(logger, Pause, e.Message);
            return false;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "The database can't be opened yet, next try in {Pause}: {Reason}")]
        internal static partial void NotReached(ILogger logger, TimeSpan pause, string reason);
    }
}
