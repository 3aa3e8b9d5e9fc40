using System.Diagnostics;

namespace Constellation.Realtime.Deploy.Tests;

/// <summary>The tree that is delivered, and the programs that look at it.</summary>
internal static class Repository
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>From tests/Deploy.Tests/bin/Debug/net10.0.</summary>
    public static DirectoryInfo Root { get; } = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Parent!.Parent!.Parent!.Parent!;

    public static string Configuration { get; } = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;

    public static string PathOf(string path) => Path.Combine(Root.FullName, path);

    public static string Read(string path) => File.ReadAllText(PathOf(path));

    /// <summary>Runs a program at the root, with this environment besides ours.</summary>
    public static async Task<(int Code, string Output, string Errors)> RunAsync(
        string program, IEnumerable<string> arguments, IEnumerable<KeyValuePair<string, string>>? environment = null)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = Root.FullName, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (key, value) in environment ?? []) start.Environment[key] = value;
        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync().WaitAsync(Patience);
        return (process.ExitCode, await output, await errors);
    }
}
