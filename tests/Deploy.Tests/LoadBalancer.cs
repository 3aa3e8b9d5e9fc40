using System.Diagnostics;
using System.Globalization;

namespace Constellation.Realtime.Deploy.Tests;

/// <summary>HAProxy with the configuration that is delivered, and a door of its own for what it says of the nodes.</summary>
internal sealed class LoadBalancer : IDisposable
{
    private const string Status = """
        frontend status
            bind "${STATUS}"
            stats enable
            stats uri /
        """;

    private readonly Process _process;
    private readonly string _status;
    private readonly HttpClient _statusDoor;

    private LoadBalancer(Process process, Uri address, Uri statusAddress, string status) =>
        (_process, Address, _statusDoor, _status) = (process, address, new HttpClient { BaseAddress = statusAddress }, status);

    public Uri Address { get; }

    public static LoadBalancer Start(Uri first, Uri second)
    {
        var (port, statusPort) = (Ports.Free(), Ports.Free());
        var status = Path.GetTempFileName();
        File.WriteAllText(status, Status + "\n");
        var start = new ProcessStartInfo(Program, ["-db", "-f", Repository.PathOf("deploy/haproxy.cfg"), "-f", status])
        {
            RedirectStandardOutput = true,
            Environment =
            {
                ["LISTEN"] = $"127.0.0.1:{port}", ["STATUS"] = $"127.0.0.1:{statusPort}", ["HUB_1"] = first.Authority, ["HUB_2"] = second.Authority,
            },
        };
        var process = Process.Start(start)!;
        process.BeginOutputReadLine();
        return new LoadBalancer(process, new Uri($"http://127.0.0.1:{port}"), new Uri($"http://127.0.0.1:{statusPort}"), status);
    }

    public static string Program => File.Exists("/usr/sbin/haproxy") ? "/usr/sbin/haproxy" : "haproxy";

    /// <summary>Whether it gives the node anything new, and how many requests the node serves for it now.</summary>
    public async Task<(bool IsUp, int Requests)> LookAtAsync(int node)
    {
        var lines = (await _statusDoor.GetStringAsync(new Uri("/;csv", UriKind.Relative))).Split('\n').Select(line => line.Split(',')).ToList();
        var server = lines.Single(line => line[0] == "hubs" && line[1] == $"hub-{node}");
        return (Of("status") == "UP", int.Parse(Of("scur"), CultureInfo.InvariantCulture));

        string Of(string column) => server[Array.IndexOf(lines[0], column)];
    }

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
        _statusDoor.Dispose();
        File.Delete(_status);
    }
}
