using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Constellation.Realtime.Engine.Tests.Database;

/// <summary>A real PostgreSQL in a temporary folder, which goes with the process that started it, however that ends.</summary>
public sealed class PostgresServer : IAsyncDisposable
{
    // The shell waits for the end of its input: the test host's death closes it.
    private const string Script = """
        set -e
        port=$1
        bin=$(ls -d /usr/lib/postgresql/*/bin | tail -1)
        dir=$(mktemp -d /tmp/constellation-postgres-XXXXXX)
        as() { if [ "$(id -u)" = 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi; }
        finish() {
            pid=$(head -1 "$dir/data/postmaster.pid" 2>/dev/null) && { for child in $(pgrep -P "$pid") "$pid"; do kill -CONT "$child"; done; kill -QUIT "$pid"; } 2>/dev/null
            for i in $(seq 100); do [ -e "$dir/data/postmaster.pid" ] || break; sleep 0.05; done
            rm -rf "$dir"
        }
        trap finish EXIT
        if [ "$(id -u)" = 0 ]; then chown postgres "$dir"; fi
        as "$bin/initdb" -D "$dir/data" -A trust -U postgres --no-sync --locale=C.UTF-8 -E UTF8 > /dev/null
        start() {
            as "$bin/pg_ctl" -D "$dir/data" -w -l "$dir/log" -o "-p $port -k $dir -c listen_addresses=127.0.0.1 -c fsync=off -c max_connections=300" start > /dev/null
            head -1 "$dir/data/postmaster.pid"
        }
        stop() { as "$bin/pg_ctl" -D "$dir/data" -m immediate -w stop > /dev/null; echo stopped; }
        start
        while read -r command; do "$command"; done
        """;

    private static readonly Lazy<Task<PostgresServer>> One = new(StartAsync);

    private readonly Process _shell;
    private int _pid;

    private PostgresServer(Process shell, int pid, int port)
    {
        _shell = shell;
        _pid = pid;
        Port = port;
    }

    public int Port { get; }

    public static Task<PostgresServer> SharedAsync() => One.Value;

    public static async Task<PostgresServer> StartAsync()
    {
        var port = FreePort();
        var start = new ProcessStartInfo("/bin/sh") { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in new[] { "-c", Script, "sh", port.ToString(CultureInfo.InvariantCulture) }) start.ArgumentList.Add(argument);
        var shell = Process.Start(start)!;
        var pid = await shell.StandardOutput.ReadLineAsync();
        if (!int.TryParse(pid, CultureInfo.InvariantCulture, out var number))
            throw new InvalidOperationException("PostgreSQL did not start: " + await shell.StandardError.ReadToEndAsync());
        return new PostgresServer(shell, number, port);
    }

    public string ConnectionString(string database) => $"Host=127.0.0.1;Port={Port};Database={database};Username=postgres";

    /// <summary>It stops as in a crash: every connection breaks. What was committed is there when it starts again.</summary>
    public Task StopAsync() => TellAsync("stop");

    public async Task StartAgainAsync() => _pid = int.Parse(await TellAsync("start"), CultureInfo.InvariantCulture);

    /// <summary>It stays, but nothing in it moves.</summary>
    public void Pause() => Signal("STOP");

    public void GoOn() => Signal("CONT");

    /// <summary>It is killed, and does not come back.</summary>
    public async ValueTask DisposeAsync()
    {
        _shell.StandardInput.Close();
        await _shell.WaitForExitAsync();
        _shell.Dispose();
    }

    private async Task<string> TellAsync(string command)
    {
        await _shell.StandardInput.WriteLineAsync(command);
        await _shell.StandardInput.FlushAsync();
        return await _shell.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException(await _shell.StandardError.ReadToEndAsync());
    }

    private void Signal(string signal)
    {
        using var shell = Process.Start("/bin/sh", ["-c", $"for pid in {_pid} $(pgrep -P {_pid}); do kill -{signal} $pid; done"]);
        shell.WaitForExit();
    }

    private static int FreePort()
    {
        while (true)
        {
            var port = Random.Shared.Next(20_000, 32_000);
            using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                listener.Bind(new IPEndPoint(IPAddress.Loopback, port));
                return port;
            }
            catch (SocketException)
            {
                continue;
            }
        }
    }
}
