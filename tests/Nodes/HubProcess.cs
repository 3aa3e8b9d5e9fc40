using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;

namespace Constellation.Realtime.Nodes;

/// <summary>One node: the built hub as a process of its own.</summary>
internal sealed partial class HubProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _output = new();
    private readonly TaskCompletionSource<Uri> _address = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private HubProcess(Process process) => _process = process;

    public Uri Address { get; private set; } = null!;

    public int ProcessId { get; private set; }

    public bool IsUp => !_process.HasExited;

    /// <summary>What it has written so far.</summary>
    public string Output => string.Join('\n', _output);

    /// <summary>Starts it and waits until it listens; not until it is ready.</summary>
    /// <exception cref="HubGoneException">It ended before.</exception>
    public static async Task<HubProcess> StartAsync(string hub, IEnumerable<(string Key, string Value)> settings)
    {
        var folder = Folder(hub);

        // Whoever starts the tests in the background has them, and all that they start, ignore SIGINT.
        var start = new ProcessStartInfo("env")
        {
            ArgumentList = { "--default-signal=INT", "dotnet", Path.Combine(folder, hub) },
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        foreach (var (key, value) in settings) start.Environment[key.Replace(":", "__", StringComparison.Ordinal)] = value;
        var node = new HubProcess(new Process { StartInfo = start });
        node._process.OutputDataReceived += (_, line) => node.Take(line.Data);
        node._process.ErrorDataReceived += (_, line) => node.Take(line.Data);
        node._process.Start();
        node.ProcessId = node._process.Id;
        node._process.BeginOutputReadLine();
        node._process.BeginErrorReadLine();
        if (await node.ListensAsync()) return node;
        var isUp = node.IsUp;
        await node.DisposeAsync();
        throw isUp ? new InvalidOperationException("The hub does not listen:\n" + node.Output) : new HubGoneException(node);
    }

    /// <summary>The version that the hub was built as, with its commit.</summary>
    public static string? CodeOf(string hub) => FileVersionInfo.GetVersionInfo(Path.Combine(Folder(hub), "Constellation.Realtime.Hub.dll")).ProductVersion;

    public async Task<(HttpStatusCode Status, string Body)> GetAsync(string path)
    {
        using var http = new HttpClient { BaseAddress = Address, Timeout = TimeSpan.FromSeconds(5) };
        using var response = await http.GetAsync(path);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    /// <exception cref="HubGoneException">It never will be.</exception>
    public async Task UntilReadyAsync() => await Until.TrueAsync(
        async () => IsUp ? (await GetAsync("/healthz/ready")).Status == HttpStatusCode.OK : throw new HubGoneException(this));

    /// <summary>It has been there for long enough to tell that another node is dead.</summary>
    public Task UntilItTakesOverAsync() => Until.TrueAsync(() => Output.Contains("can tell now which nodes are dead", StringComparison.Ordinal));

    /// <summary>As <c>kill -9</c> does.</summary>
    public void Kill() => _process.Kill();

    public void Pause() => Signal("STOP");

    public void GoOn() => Signal("CONT");

    public void Terminate() => Signal("TERM");

    public void Interrupt() => Signal("INT");

    /// <summary>Its exit code, and how long it took from now.</summary>
    public async Task<(int Code, TimeSpan Took)> ExitAsync()
    {
        var clock = Stopwatch.StartNew();
        await _process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(90));
        return (_process.ExitCode, clock.Elapsed);
    }

    public async ValueTask DisposeAsync()
    {
        if (IsUp) _process.Kill();
        await _process.WaitForExitAsync();
        if (Environment.GetEnvironmentVariable("CLUSTER_LOGS") is { } folder)
            await File.WriteAllTextAsync(Path.Combine(Directory.CreateDirectory(folder).FullName, $"{ProcessId}.log"), Output);
        _process.Dispose();
    }

    private async Task<bool> ListensAsync()
    {
        await Task.WhenAny(_address.Task, _process.WaitForExitAsync(), Task.Delay(TimeSpan.FromSeconds(120)));
        if (!_address.Task.IsCompleted) return false;
        Address = await _address.Task;
        return true;
    }

    private static string Folder(string hub)
    {
        if (Path.IsPathRooted(hub)) return Path.GetDirectoryName(hub)!;
        var here = new DirectoryInfo(AppContext.BaseDirectory); // tests/Cluster.Tests/bin/Debug/net10.0
        var root = here.Parent!.Parent!.Parent!.Parent!.Parent!.FullName;
        string[] project = hub == "Constellation.Realtime.Hub.dll" ? ["src", "Hub"] : ["tests", "BrokenHub"];
        return Path.Combine([root, .. project, "bin", here.Parent.Name, here.Name]);
    }

    private void Take(string? line)
    {
        if (line is null) return;
        _output.Enqueue(line);
        if (Listening().Match(line) is { Success: true } match) _address.TrySetResult(new Uri(match.Groups[1].Value));
    }

    private void Signal(string signal)
    {
        using var kill = Process.Start("kill", ["-" + signal, _process.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    [GeneratedRegex("Now listening on: (http://\\S+)")]
    private static partial Regex Listening();
}
