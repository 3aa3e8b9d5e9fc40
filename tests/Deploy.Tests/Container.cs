using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace Constellation.Realtime.Deploy.Tests;

/// <summary>A node as a container runs it, but for the engine: it can write to no file system, is a user without rights, and has nothing of our environment.</summary>
internal sealed class Container : IAsyncDisposable
{
    // All is one process in the end, whose id is told first.
    private const string Script = """
        while read -r _ place _; do mount -o remount,bind,ro "$place" 2>/dev/null; done < /proc/self/mounts
        if touch /tmp/$$ 2>/dev/null; then echo "/tmp can be written to" >&2; exit 1; fi
        cd "$1" && shift && echo $$
        exec setpriv --reuid 1654 --regid 1654 --clear-groups --bounding-set=-all --inh-caps=-all --no-new-privs "$@"
        """;

    private readonly Process _process;
    private readonly Process _shell;
    private readonly ConcurrentQueue<string> _output = new();
    private readonly Task _reading;

    private Container(Process shell, int id, int port)
    {
        (_shell, _process, Port) = (shell, Process.GetProcessById(id), port);
        _reading = ReadAsync(shell.StandardOutput);
    }

    public int Port { get; }

    public Uri Address => new($"http://127.0.0.1:{Port}");

    public string Output => string.Join('\n', _output);

    public static async Task<Container> StartAsync(Image image, IEnumerable<KeyValuePair<string, string>> environment, int? at = null)
    {
        var port = at ?? Ports.Free();
        var shell = Run(image, environment, port);
        var first = await shell.StandardOutput.ReadLineAsync();
        return int.TryParse(first, CultureInfo.InvariantCulture, out var id)
            ? new Container(shell, id, port)
            : throw new InvalidOperationException("No container: " + await shell.StandardError.ReadToEndAsync());
    }

    /// <summary>The container's health check: its exit code.</summary>
    public async Task<int> CheckHealthAsync(Image image)
    {
        using var probe = Run(image, [], Port, "--health");
        await probe.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(30));
        return probe.ExitCode;
    }

    /// <summary>What the kernel says of it, such as <c>Uid</c> or <c>CapEff</c>.</summary>
    public string StatusOf(string name) =>
        File.ReadLines($"/proc/{_process.Id}/status").Single(line => line.StartsWith(name + ":", StringComparison.Ordinal)).Split(':')[1].Trim();

    public void Kill() => Signal("KILL");

    public void Stop() => Signal("TERM");

    public async Task<int> ExitAsync(TimeSpan limit)
    {
        await _shell.WaitForExitAsync().WaitAsync(limit);
        return _shell.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_shell.HasExited) Kill();
        await _shell.WaitForExitAsync();
        await _reading;
        _shell.Dispose();
        _process.Dispose();
    }

    private async Task ReadAsync(StreamReader reader)
    {
        while (await reader.ReadLineAsync() is { } line) _output.Enqueue(line);
    }

    private static Process Run(Image image, IEnumerable<KeyValuePair<string, string>> environment, int port, params string[] arguments)
    {
        string[] alone = ["unshare", "--mount", "--propagation", "private", "sh", "-c", Script, "sh", image.Folder, "dotnet", "Constellation.Realtime.Hub.dll", .. arguments];
        string[] command = Environment.UserName == "root" ? alone : ["sudo", "--non-interactive", "--preserve-env", .. alone];
        var start = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true, RedirectStandardError = true };
        var path = start.Environment["PATH"];
        start.Environment.Clear();
        start.Environment["PATH"] = path;
        foreach (var (key, value) in image.Environment.Concat(environment)) start.Environment[key] = value;
        start.Environment["ASPNETCORE_URLS"] = start.Environment["ASPNETCORE_URLS"]!.Replace("8080", port.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);
        return Process.Start(start)!;
    }

    private void Signal(string signal)
    {
        using var kill = Process.Start("sh", ["-c", $"kill -{signal} {_process.Id} 2>/dev/null || sudo -n kill -{signal} {_process.Id}"]);
        kill.WaitForExit();
    }
}
