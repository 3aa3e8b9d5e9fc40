namespace Constellation.Realtime.ScriptedModel;

/// <summary>So many steps a second, by a schedule from the first step on: a late step doesn't make the following ones late.</summary>
internal sealed class Pace(double? perSecond)
{
    private long _started;
    private int _steps;

    internal async Task WaitAsync(CancellationToken cancellationToken)
    {
        if (perSecond is not { } rate)
        {
            return;
        }

        if (_steps == 0)
        {
            _started = TimeProvider.System.GetTimestamp();
        }

        var due = TimeSpan.FromSeconds(_steps++ / rate) - TimeProvider.System.GetElapsedTime(_started);
        if (due > TimeSpan.Zero)
        {
            await Task.Delay(due, cancellationToken);
        }
    }
}
