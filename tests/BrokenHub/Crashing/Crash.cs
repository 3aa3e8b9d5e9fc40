using System.Diagnostics;

namespace Constellation.Realtime.BrokenHub.Crashing;

/// <summary>Kills this node where it was asked to.</summary>
internal sealed class Crash(string folder)
{
    /// <summary>As kill -9 does, at once and by nobody else; returns where the point is not armed.</summary>
    public void At(string point)
    {
        var armed = Path.Combine(folder, point);
        if (!File.Exists(armed)) return;
        try
        {
            File.Move(armed, $"{armed}.{Environment.ProcessId}");
        }
        catch (IOException)
        {
            return; // Another node, or another turn of this one, was faster.
        }

        Process.GetCurrentProcess().Kill();
    }
}
