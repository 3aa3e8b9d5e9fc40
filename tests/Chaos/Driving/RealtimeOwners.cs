using Npgsql;

namespace Constellation.Realtime.Chaos.Driving;

/// <summary>Who owns turns now, as PostgreSQL has it. A node is known there by an id that it takes when it starts: which one is learnt from turns that are still with
/// the node that took their message.</summary>
internal sealed class RealtimeOwners(string connectionString)
{
    private const string Live = "SELECT turn_id, node, term = start_term FROM constellation_realtime.turns WHERE status = 'running' AND turn_id = ANY($1)";

    private readonly Dictionary<Guid, int> _numbers = [];
    private readonly Lock _lock = new();
    private Dictionary<Guid, int> _last = [];

    public async Task<IReadOnlyDictionary<Guid, int>> FindAsync(IReadOnlyDictionary<Guid, int> takenBy)
    {
        try
        {
            return Match(takenBy, await ReadAsync([.. takenBy.Keys]));
        }
        catch (Exception exception) when (exception is NpgsqlException or TimeoutException)
        {
            // It is one of the stores that are broken here, and nobody takes a turn over without it.
            lock (_lock) return takenBy.ToDictionary(turn => turn.Key, turn => _last.GetValueOrDefault(turn.Key, turn.Value));
        }
    }

    private async Task<List<(Guid TurnId, Guid Node, bool IsFirst)>> ReadAsync(Guid[] turns)
    {
        await using var connection = new NpgsqlConnection(connectionString + ";Timeout=2;Command Timeout=2;Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(Live, connection) { Parameters = { new() { Value = turns } } };
        await using var rows = await command.ExecuteReaderAsync();
        var live = new List<(Guid, Guid, bool)>();
        while (await rows.ReadAsync()) live.Add((rows.GetGuid(0), rows.GetGuid(1), rows.GetBoolean(2)));
        return live;
    }

    private Dictionary<Guid, int> Match(IReadOnlyDictionary<Guid, int> takenBy, List<(Guid TurnId, Guid Node, bool IsFirst)> live)
    {
        lock (_lock)
        {
            foreach (var (turnId, node, _) in live.Where(turn => turn.IsFirst && takenBy[turn.TurnId] > 0)) _numbers[node] = takenBy[turnId];
            return _last = live.Where(turn => _numbers.ContainsKey(turn.Node)).ToDictionary(turn => turn.TurnId, turn => _numbers[turn.Node]);
        }
    }
}
