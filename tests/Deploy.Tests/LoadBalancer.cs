using System.Diagnostics;

namespace Constellation.Realtime.Deploy.Tests;

/// <summary>HAProxy with the configuration that is delivered.</summary>
internal sealed class LoadBalancer : IDisposable
{
    private readonly Process _process;

    private LoadBalancer(Process process, Uri address) => (_process, Address) = (process, address);

    public Uri Address { get; }

    public static LoadBalancer Start(Uri first, Uri second)
    {
        var port = Ports.Free();
        var start = new ProcessStartInfo(Program, ["-db", "-f", Repository.PathOf("deploy/haproxy.cfg")])
        {
            RedirectStandardOutput = true,
            Environment = { ["LISTEN"] = $"127.0.0.1:{port}", ["HUB_1"] = first.Authority, ["HUB_2"] = second.Authority },
        };
        var process = Process.Start(start)!;
        process.BeginOutputReadLine();
        return new LoadBalancer(process, new Uri($"http://127.0.0.1:{port}"));
    }

    public static string Program => File.Exists("/usr/sbin/haproxy") ? "/usr/sbin/haproxy" : "haproxy";

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }
}
