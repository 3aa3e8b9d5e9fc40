using System.Runtime.InteropServices;

namespace Constellation.Realtime.Chaos.Driving;

/// <summary>Whoever stops the driver gets what was seen until then.</summary>
internal sealed class Interruption : IDisposable
{
    private readonly TaskCompletionSource _came = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<PosixSignalRegistration> _signals;

    public Interruption() => _signals =
    [
        .. new[] { PosixSignal.SIGTERM, PosixSignal.SIGINT, PosixSignal.SIGHUP }.Select(signal => PosixSignalRegistration.Create(signal, context =>
        {
            context.Cancel = true;
            _came.TrySetResult();
        })),
    ];

    /// <summary>False where it came first: the history says so before anything is taken down.</summary>
    public async Task<bool> AwaitAsync(Task run, HistoryFile history)
    {
        if (await Task.WhenAny(run, _came.Task) == _came.Task)
        {
            history.Add(new Observation.BrokenOff());
            return false;
        }

        await run;
        return true;
    }

    public void Dispose()
    {
        foreach (var signal in _signals) signal.Dispose();
    }
}
