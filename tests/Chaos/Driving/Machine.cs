using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;

namespace Constellation.Realtime.Chaos.Driving;

/// <summary>What a run was made on, in a line.</summary>
internal static class Machine
{
    /// <summary>The version that the driver was built as, with its commit.</summary>
    public static string Driver => typeof(Machine).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    public static string Describe()
    {
        var memory = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (1024.0 * 1024 * 1024);
        var load = File.Exists("/proc/loadavg") ? $", load {File.ReadAllText("/proc/loadavg").Split(' ')[0]} before it" : "";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{Environment.ProcessorCount} processors, {memory:0} GB, {RuntimeInformation.OSDescription}, {RuntimeInformation.FrameworkDescription}{load}");
    }
}
