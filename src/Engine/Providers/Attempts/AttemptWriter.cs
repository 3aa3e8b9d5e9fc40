using Constellation.Realtime.Engine.Database;
using Constellation.Realtime.Engine.Sessions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Constellation.Realtime.Engine.Providers.Attempts;

/// <summary>
/// Writes ended calls to the database behind the turns: those that come while one transaction is under way go with the next one. Stopped, it writes what is left.
/// </summary>
internal sealed partial class AttemptWriter(AttemptQueue queue, IDatabase database, TimeProvider time, ILogger<AttemptWriter> logger) : BackgroundService
{
    private const int Together = 256;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    /// <summary>Taken from the queue and not written yet.</summary>
    private readonly List<EndedAttempt> _inHand = new(Together);

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        queue.Close();
        if (ExecuteTask is { } writing)
        {
            try
            {
                await writing.WaitAsync(cancellationToken);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                // The host waits no longer: the database is away.
            }
        }

        await base.StopAsync(cancellationToken);
        if (_inHand.Count + queue.Reader.Count is > 0 and var left) Log.Left(logger, left);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (await queue.Reader.WaitToReadAsync(stoppingToken))
        {
            while (_inHand.Count < Together && queue.Reader.TryRead(out var attempt)) _inHand.Add(attempt);
            await WriteAsync(stoppingToken);
            _inHand.Clear();
        }
    }

    private async Task WriteAsync(CancellationToken stoppingToken)
    {
        for (var isRepeated = false; ; isRepeated = true)
        {
            try
            {
                var mayBeThere = isRepeated;
                await database.WriteAsync(db => AttemptQueries.AddAsync(db, _inHand.ConvertAll(AttemptRow.Of), mayBeThere), stoppingToken);
                return;
            }
            catch (StoreUnavailableException exception)
            {
                if (!isRepeated) Log.Waits(logger, exception, _inHand.Count);
                await Task.Delay(Pause, time, stoppingToken);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                Log.Lost(logger, exception, _inHand.Count);
                return;
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "{Attempts} ended calls of providers wait for the database")]
        internal static partial void Waits(ILogger logger, Exception exception, int attempts);

        [LoggerMessage(LogLevel.Error, "{Attempts} ended calls of providers could not be recorded")]
        internal static partial void Lost(ILogger logger, Exception exception, int attempts);

        [LoggerMessage(LogLevel.Error, "{Attempts} ended calls of providers are lost: the database was away until the end")]
        internal static partial void Left(ILogger logger, int attempts);
    }
}
