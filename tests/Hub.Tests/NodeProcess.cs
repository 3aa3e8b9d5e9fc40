using System.Diagnostics;
using System.Runtime.InteropServices;
using Constellation.Realtime.Hub.Tests.Doors;
using Constellation.Realtime.ScriptedModel;

namespace Constellation.Realtime.Hub.Tests;

/// <summary>The product as a process of its own, which can be killed.</summary>
internal sealed class NodeProcess : IAsyncDisposable
{
    private const int Terminate = 15;

    private readonly Process _process;

    private NodeProcess(Process process, Uri address) => (_process, Address) = (process, address);

    internal Uri Address { get; }

    internal static async Task<NodeProcess> StartAsync(string folder, ScriptedLlm llm)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Constellation.Realtime.Hub.dll")])
        {
            RedirectStandardOutput = true,
            WorkingDirectory = folder,
            Environment = { ["ASPNETCORE_ENVIRONMENT"] = "Development", ["ASPNETCORE_URLS"] = "http://127.0.0.1:0", ["Logging__Console__FormatterName"] = "simple" },
        };
        foreach (var (key, value) in NodeSettings.Usual(folder).Concat(NodeSettings.Of(llm)))
            start.Environment[key.Replace(":", "__", StringComparison.Ordinal)] = value;
        var address = new TaskCompletionSource<Uri>(TaskCreationOptions.RunContinuationsAsynchronously);
        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, line) =>
        {
            if (line.Data is null) address.TrySetException(new InvalidOperationException("The process ended before it listened."));
            else if (line.Data.IndexOf("http://127.0.0.1:", StringComparison.Ordinal) is >= 0 and var at) address.TrySetResult(new Uri(line.Data[at..].Trim()));
        };
        process.BeginOutputReadLine();
        return new NodeProcess(process, await address.Task.WaitAsync(Door.Patience));
    }

    internal async Task<HubDoor> OpenHubAsync(Guid? userId = null) =>
        (HubDoor)await Door.OpenAsync(DoorKind.SignalRJson, Address, userId ?? Guid.NewGuid());

    /// <summary>Ends it at once, as a power cut.</summary>
    internal async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>Asks it to end, as a service's stop.</summary>
    internal async Task StopAsync()
    {
        Assert.Equal(0, NativeMethods.Kill(_process.Id, Terminate));
        await _process.WaitForExitAsync().WaitAsync(Door.Patience);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) await KillAsync();
        _process.Dispose();
    }

    private static class NativeMethods
    {
        [DllImport("libc", EntryPoint = "kill")]
        [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
        internal static extern int Kill(int process, int signal);
    }
}
