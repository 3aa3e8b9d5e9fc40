using Constellation.Realtime.Engine.Database;
using Constellation.Realtime.Engine.Sessions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Constellation.Realtime.Engine.Suggestions.Registry;

/// <summary>
/// Keeps this version's built-in schemas in the database when the process starts, before anything can be suggested by them: a later version, whose own ones are
/// others, judges what waits from before by the schema that it was made for.
/// </summary>
internal sealed partial class KeptSchemas(TargetRegistry registry, DatabaseStart start, TimeProvider time, ILogger<KeptSchemas> logger) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private bool _kept;

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        if (start.IsMigrated) await KeepAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (_kept) return;
        await start.Migrated.WaitAsync(stoppingToken);
        while (!await KeepAsync(stoppingToken)) await Task.Delay(Pause, time, stoppingToken);
    }

    private async Task<bool> KeepAsync(CancellationToken cancellationToken)
    {
        try
        {
            await registry.KeepAsync(BuiltInTargets.All, cancellationToken);
            return _kept = true;
        }
        catch (StoreUnavailableException exception)
        {
            Log.NotKept(logger, Pause, exception.Message);
            return false;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "The built-in schemas can't be kept yet, next try in {Pause}: {Reason}")]
        internal static partial void NotKept(ILogger logger, TimeSpan pause, string reason);
    }
}
