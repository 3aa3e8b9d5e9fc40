using System.Diagnostics;
using System.Globalization;

namespace Constellation.Realtime.Engine.Tests.Database;

/// <summary>A real transaction pooler in front of a real PostgreSQL, with fewer connections than are asked for. It goes with the process that started it.</summary>
public sealed class PgBouncer : IAsyncDisposable
{
    private const string Script = """
        postgres=$1 port=$2
        dir=$(mktemp -d /tmp/constellation-pgbouncer-XXXXXX)
        trap 'kill $pid 2>/dev/null; wait $pid 2>/dev/null; rm -rf "$dir"' EXIT
        cat > "$dir/ini" <<END
        [databases]
        * = host=127.0.0.1 port=$postgres user=postgres
        [pgbouncer]
        listen_addr = 127.0.0.1
        listen_port = $port
        unix_socket_dir =
        auth_type = any
        pool_mode = transaction
        default_pool_size = 5
        max_client_conn = 500
        END
        chmod 755 "$dir"
        as() { if [ "$(id -u)" = 0 ]; then exec setpriv --reuid nobody --regid nogroup --clear-groups "$@"; else exec "$@"; fi; }
        as $(command -v pgbouncer || echo /usr/sbin/pgbouncer) "$dir/ini" > "$dir/log" 2>&1 & pid=$!
        for i in $(seq 200); do
            if grep -q "process up" "$dir/log"; then echo up; break; fi
            kill -0 $pid 2>/dev/null || { cat "$dir/log" >&2; exit 1; }
            sleep 0.02
        done
        read -r end
        """;

    private readonly Process _shell;

    private PgBouncer(Process shell, int port) => (_shell, Port) = (shell, port);

    public int Port { get; }

    public static async Task<PgBouncer> StartAsync(PostgresServer server)
    {
        var port = Random.Shared.Next(20_000, 32_000);
        var start = new ProcessStartInfo("/bin/sh") { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in new[] { "-c", Script, "sh", server.Port.ToString(CultureInfo.InvariantCulture), port.ToString(CultureInfo.InvariantCulture) })
            start.ArgumentList.Add(argument);
        var shell = Process.Start(start)!;
        return await shell.StandardOutput.ReadLineAsync() is not null
            ? new PgBouncer(shell, port)
            : throw new InvalidOperationException("PgBouncer did not start: " + await shell.StandardError.ReadToEndAsync());
    }

    public string ConnectionString(string database) => $"Host=127.0.0.1;Port={Port};Database={database};Username=postgres";

    public async ValueTask DisposeAsync()
    {
        _shell.StandardInput.Close();
        await _shell.WaitForExitAsync();
        _shell.Dispose();
    }
}
