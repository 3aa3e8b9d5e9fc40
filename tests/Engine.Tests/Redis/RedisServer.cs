using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Constellation.Realtime.Engine.Tests.Redis;

/// <summary>A real Redis in a temporary folder, which goes with the process that started it, however that ends.</summary>
public sealed class RedisServer : IAsyncDisposable
{
    // The shell waits for the end of its input: the test host's death closes it.
    private const string Script = """
        port=$1; shift
        dir=$(mktemp -d /tmp/constellation-redis-XXXXXX)
        finish() { kill -CONT $pid; kill -KILL $pid; wait $pid; rm -rf "$dir"; } 2>/dev/null
        trap finish EXIT
        ask() { redis-cli -p $port "$@" 2>/dev/null; }
        start() {
            redis-server --port $port --bind 127.0.0.1 --dir "$dir" --save '' --maxmemory-policy noeviction "$@" >> "$dir/log" 2>&1 & pid=$!
            until ask ping | grep -q PONG; do kill -0 $pid 2>/dev/null || { tail -3 "$dir/log" >&2; exit 1; }; sleep 0.02; done
            case "$*" in *cluster-enabled*) ask cluster addslotsrange 0 16383 > /dev/null; until ask cluster info | grep -q cluster_state:ok; do sleep 0.02; done;; esac
        }
        start "$@"
        echo up
        while read -r command; do
            case $command in
                kill) kill -KILL $pid; wait $pid 2>/dev/null;;
                stop) ask shutdown; wait $pid 2>/dev/null;;
                start) start "$@";;
                empty) rm -rf "$dir"/appendonlydir;;
                pause) kill -STOP $pid;;
                go) kill -CONT $pid;;
            esac
            echo done
        done
        """;

    private static readonly Lazy<Task<RedisServer>> One = new(() => StartAsync());

    private readonly Process _shell;

    private RedisServer(Process shell, int port)
    {
        _shell = shell;
        Port = port;
    }

    public int Port { get; }

    /// <summary>Whether it was not killed or stopped, or has come back since.</summary>
    public bool IsUp { get; private set; } = true;

    public string ConnectionString => $"127.0.0.1:{Port},allowAdmin=true";

    /// <summary>For what is not about waiting: a machine with much else to do may answer late.</summary>
    public string PatientConnectionString => ConnectionString + ",connectTimeout=10000,asyncTimeout=10000,syncTimeout=10000";

    /// <summary>One for all tests that only use keys of their own.</summary>
    public static Task<RedisServer> SharedAsync() => One.Value;

    public static async Task<RedisServer> StartAsync(params string[] options)
    {
        var port = FreePort();
        var start = new ProcessStartInfo("/bin/sh") { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in new[] { "-c", Script, "sh", port.ToString(CultureInfo.InvariantCulture) }.Concat(options)) start.ArgumentList.Add(argument);
        var shell = Process.Start(start)!;
        if (await shell.StandardOutput.ReadLineAsync() != "up")
            throw new InvalidOperationException("Redis did not start: " + await shell.StandardError.ReadToEndAsync());
        return new RedisServer(shell, port);
    }

    /// <summary>It goes without a word, with what it had not written yet.</summary>
    public Task KillAsync() => SayAsync("kill");

    /// <summary>It writes what it has and goes.</summary>
    public Task StopAsync() => SayAsync("stop");

    /// <summary>It comes back on the same port, with what is in its folder.</summary>
    public Task ComeBackAsync() => SayAsync("start");

    /// <summary>What it had written is gone.</summary>
    public Task ForgetAsync() => SayAsync("empty");

    /// <summary>It stays, but nothing in it moves.</summary>
    public Task PauseAsync() => SayAsync("pause");

    public Task GoOnAsync() => SayAsync("go");

    public async ValueTask DisposeAsync()
    {
        _shell.StandardInput.Close();
        await _shell.WaitForExitAsync();
        _shell.Dispose();
    }

    private async Task SayAsync(string command)
    {
        await _shell.StandardInput.WriteLineAsync(command);
        await _shell.StandardInput.FlushAsync();
        if (await _shell.StandardOutput.ReadLineAsync() != "done")
            throw new InvalidOperationException($"Redis did not {command}: " + await _shell.StandardError.ReadToEndAsync());
        if (command is "kill" or "stop" or "start") IsUp = command == "start";
    }

    private static int FreePort()
    {
        while (true)
        {
            var port = Random.Shared.Next(10_000, 20_000);
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
