using Constellation.Realtime.Engine.Sessions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Constellation.Realtime.Engine.Database;

/// <summary>Opens the database when the process starts: hosted services that come after it find it migrated. As long as it can't be reached it tries again.</summary>
internal sealed partial class DatabaseStart(IDatabase database, TimeProvider time, ILogger<DatabaseStart> logger) : IHostedService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>Whether the tables are there: until then the process is not ready.</summary>
    public bool IsMigrated { get; private set; }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await database.OpenAsync(cancellationToken);
                IsMigrated = true;
                return;
            }
            catch (StoreUnavailableException e)
            {
                Log.NotReached(logger, Pause, e.Message);
                await Task.Delay(Pause, time, cancellationToken);
            }
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "The database can't be opened yet, next try in {Pause}: {Reason}")]
        internal static partial void NotReached(ILogger logger, TimeSpan pause, string reason);
    }
}
