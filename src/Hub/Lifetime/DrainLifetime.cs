using System.Runtime.InteropServices;

namespace Constellation.Realtime.Hub.Lifetime;

/// <summary>
/// Drains before the host begins to stop: at ApplicationStopping SignalR cuts all connections, and neither StoppingAsync nor a hosted service's StopAsync
/// comes before it. Whatever happens the process has ended within ten seconds, with exit code 0; a second signal makes it end at once.
/// </summary>
/// <param name="drain">Takes the node out of service; its token says that there is no time.</param>
/// <param name="exit">Ends the process with this code, whatever it does.</param>
internal sealed partial class DrainLifetime(
    Func<CancellationToken, Task> drain, Action<int> exit, IHostApplicationLifetime application, TimeProvider time, ILogger<DrainLifetime> logger)
    : IHostLifetime, IDisposable
{
    /// <summary>For closing what is still open, behind the drain.</summary>
    public static readonly TimeSpan Closing = TimeSpan.FromSeconds(1.5);

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan LastResort = TimeSpan.FromSeconds(9.7);

    private readonly CancellationTokenSource _hasten = new();
    private readonly List<PosixSignalRegistration> _signals = [];
    private ITimer? _lastResort;
    private Task _draining = Task.CompletedTask;
    private int _received;

    public Task WaitForStartAsync(CancellationToken cancellationToken)
    {
        foreach (var signal in new[] { PosixSignal.SIGTERM, PosixSignal.SIGINT, PosixSignal.SIGQUIT })
            _signals.Add(PosixSignalRegistration.Create(signal, Receive));
        application.ApplicationStarted.Register(() => Log.Started(logger));
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => _draining.WaitAsync(cancellationToken);

    public void Dispose()
    {
        foreach (var signal in _signals) signal.Dispose();
        _hasten.Dispose();
    }

    internal void Receive(PosixSignalContext context)
    {
        context.Cancel = true;
        if (Interlocked.Increment(ref _received) == 1) _draining = DrainAsync();
        else _hasten.Cancel();
    }

    private async Task DrainAsync()
    {
        _lastResort = time.CreateTimer(_ => exit(0), null, LastResort, Timeout.InfiniteTimeSpan);
        try
        {
            await drain(_hasten.Token).WaitAsync(Limit, time);
        }
        catch (Exception exception)
        {
            Log.NotDrained(logger, exception);
        }
        finally
        {
            application.StopApplication();
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "Started. Ctrl+C stops it")]
        internal static partial void Started(ILogger logger);

        [LoggerMessage(LogLevel.Warning, "This node stops before it is drained; what it leaves is taken over")]
        internal static partial void NotDrained(ILogger logger, Exception exception);
    }
}
