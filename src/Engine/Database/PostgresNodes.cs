using Constellation.Realtime.Engine.Turns;
using Npgsql;

namespace Constellation.Realtime.Engine.Database;

/// <summary>
/// The nodes' rows, and on a direct connection an advisory lock for each node: the server frees it within milliseconds when the process is killed. Behind a
/// pooler, whose connections are not ours to keep a lock on, heartbeats are all there is.
/// </summary>
/// <param name="connections">Of its own, so that a heartbeat never waits behind turns.</param>
/// <param name="sessions">Gives the connection that the lock is kept on: it ends with it, and goes back to no pool.</param>
internal sealed class PostgresNodes(NpgsqlDataSource connections, NpgsqlDataSource sessions, Node node, NodeOptions options, TimeProvider time)
    : INodes, IAsyncDisposable
{
    /// <summary>The number of a node's lock: the last eight bytes of its id, which are random.</summary>
    private const string Key = "('x' || right(replace(node_id::text, '-', ''), 16))::bit(64)::bigint";

    private const string Beat =
        """
        INSERT INTO constellation_realtime.nodes (node_id, heartbeat, holds_lock, is_draining) VALUES ($1, clock_timestamp(), $2, $3)
        ON CONFLICT (node_id) DO UPDATE SET heartbeat = clock_timestamp(), holds_lock = EXCLUDED.holds_lock, is_draining = EXCLUDED.is_draining
        """;

    private const string RemoveLongDead = "DELETE FROM constellation_realtime.nodes WHERE heartbeat < now() - $1";

    // Shared and for this statement only: those who look do not see each other, and keep nothing.
    private const string RemoveKilled =
        $"""
        WITH locked AS MATERIALIZED (SELECT node_id FROM constellation_realtime.nodes WHERE holds_lock AND node_id <> $1),
        killed AS MATERIALIZED (SELECT node_id FROM locked WHERE pg_try_advisory_xact_lock_shared({Key}))
        DELETE FROM constellation_realtime.nodes AS n USING killed WHERE n.node_id = killed.node_id RETURNING n.node_id
        """;

    private const string Orphans = "SELECT EXISTS (SELECT FROM constellation_realtime.turns WHERE status = 'running' AND node = $1)";

    private const string Cancelled =
        "SELECT turn_id FROM constellation_realtime.turns WHERE status = 'running' AND cancel_requested AND node = $1 LIMIT 1000";

    private const string Others =
        """
        SELECT EXISTS (SELECT FROM constellation_realtime.nodes WHERE node_id <> $1 AND NOT is_draining AND heartbeat > now() - $2)
        """;

    private readonly NodePulse _pulse = new(options, time);
    private readonly TimeSpan _longDead = 20 * options.DeadAfter;
    private readonly SemaphoreSlim _oneSays = new(1);
    private NpgsqlConnection? _looking;
    private volatile bool _holdsLock;

    public bool MayJudge => _pulse.IsSteady;

    public Task BeatAsync(CancellationToken cancellationToken) => AskAsync(async () =>
    {
        await using var batch = connections.CreateBatch();
        Add(batch, Beat, node.Id, _holdsLock, node.IsDraining);
        Add(batch, RemoveLongDead, _longDead);
        await batch.ExecuteNonQueryAsync(cancellationToken);
        _pulse.Beat();
        return true;
    });

    public async Task EnsureHeardAsync(CancellationToken cancellationToken)
    {
        if (_pulse.IsHeard) return;
        await _oneSays.WaitAsync(cancellationToken);
        try
        {
            if (!_pulse.IsHeard) await BeatAsync(cancellationToken);
        }
        finally
        {
            _oneSays.Release();
        }
    }

    public Task<NodeNews> LookAsync(CancellationToken cancellationToken) => AskAsync(async () =>
    {
        try
        {
            var connection = await ConnectAsync(cancellationToken);
            var judges = MayJudge && !node.IsDraining;
            await using var batch = connection.CreateBatch();
            Add(batch, Orphans, Node.Nobody);
            Add(batch, Cancelled, node.Id);
            if (judges) Add(batch, RemoveKilled, node.Id);
            await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
            await reader.ReadAsync(cancellationToken);
            var hasOrphans = reader.GetBoolean(0);
            await reader.NextResultAsync(cancellationToken);
            var cancelled = new List<Guid>();
            while (await reader.ReadAsync(cancellationToken)) cancelled.Add(reader.GetGuid(0));
            if (judges)
            {
                await reader.NextResultAsync(cancellationToken);
                while (await reader.ReadAsync(cancellationToken)) hasOrphans = true;
            }

            return new NodeNews(hasOrphans, cancelled);
        }
        catch
        {
            await HangUpAsync();
            throw;
        }
    });

    public Task<bool> HasOthersAsync(CancellationToken cancellationToken) => AskAsync(async () =>
    {
        await using var command = connections.CreateCommand(Others);
        Add(command.Parameters, node.Id, options.DeadAfter);
        return await command.ExecuteScalarAsync(cancellationToken) is true;
    });

    public Task LeaveAsync(CancellationToken cancellationToken) => AskAsync(async () =>
    {
        await using var command = connections.CreateCommand("DELETE FROM constellation_realtime.nodes WHERE node_id = $1");
        Add(command.Parameters, node.Id);
        return await command.ExecuteNonQueryAsync(cancellationToken);
    });

    public async ValueTask DisposeAsync()
    {
        await HangUpAsync();
        _oneSays.Dispose();
        await sessions.DisposeAsync();
        await connections.DisposeAsync();
    }

    private static void Add(NpgsqlBatch batch, string sql, params object[] values)
    {
        var command = new NpgsqlBatchCommand(sql);
        Add(command.Parameters, values);
        batch.BatchCommands.Add(command);
    }

    private static void Add(NpgsqlParameterCollection parameters, params object[] values)
    {
        foreach (var value in values) parameters.Add(new NpgsqlParameter { Value = value });
    }

    private async Task<NpgsqlConnection> ConnectAsync(CancellationToken cancellationToken)
    {
        _looking ??= await sessions.OpenConnectionAsync(cancellationToken);
        if (_holdsLock) return _looking;

        // A pooler gives out ids of its own: the one that we were given is not that of the process which serves us.
        var sql = $"SELECT pg_backend_pid() = $2 AND pg_try_advisory_lock({Key}) FROM (SELECT $1 AS node_id) AS self";
        await using var command = new NpgsqlCommand(sql, _looking);
        Add(command.Parameters, node.Id, _looking.ProcessID);
        _holdsLock = await command.ExecuteScalarAsync(cancellationToken) is true;
        return _looking;
    }

    private async Task HangUpAsync()
    {
        var connection = _looking;
        (_looking, _holdsLock) = (null, false);
        if (connection is not null) await connection.DisposeAsync();
    }

    private async Task<T> AskAsync<T>(Func<Task<T>> ask)
    {
        try
        {
            return await ask();
        }
        catch (Exception exception)
        {
            _pulse.Miss();
            if (PostgresErrors.ToUnavailable(exception) is { } unavailable) throw unavailable;
            throw;
        }
    }
}
