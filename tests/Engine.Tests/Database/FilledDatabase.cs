using Constellation.Realtime.Engine.Database;
using Constellation.Realtime.Engine.Turns;
using Npgsql;

namespace Constellation.Realtime.Engine.Tests.Database;

/// <summary>PostgreSQL with the turns of a year, which tells how it finds what it is asked for.</summary>
public sealed class FilledDatabase : TestDatabase
{
    private const string Fill =
        """
        SET search_path = constellation_realtime;
        INSERT INTO sessions (session_id, user_id, title, created_at, last_active, status, is_ending, term, last_sequence)
        SELECT md5('s' || s)::uuid, md5('u' || s % 500)::uuid, 'Snow', now(), now() - s * interval '1 minute', CASE WHEN s % 10 = 0 THEN 'ended' ELSE 'active' END, false, 20, 1
        FROM generate_series(1, 5000) AS s;
        INSERT INTO messages (message_id, session_id, turn_id, position, sender, content, timestamp, status)
        SELECT md5('m' || s || '-' || p)::uuid, md5('s' || s)::uuid, md5('t' || s || '-' || (p + 1) / 2)::uuid, p,
            CASE WHEN p % 2 = 1 THEN 'user' ELSE 'assistant' END, 'Which blocks show snow?', now(), 'complete'
        FROM generate_series(1, 5000) AS s, generate_series(1, 20) AS p;
        INSERT INTO turns (turn_id, session_id, user_id, client_message_id, user_message_id, reply_id, started_at, start_term, term, end_term, node,
            claimed_anew, fruitless_claims, inherited_length, status, cancel_requested, text, suggestions)
        SELECT md5('t' || s || '-' || t)::uuid, md5('s' || s)::uuid, md5('u' || s % 500)::uuid, md5('c' || s || '-' || t)::uuid, md5('m' || s || '-' || t * 2 - 1)::uuid,
            md5('m' || s || '-' || t * 2)::uuid, now() - s * interval '1 minute', t * 2 - 1, t * 2 - 1, t * 2, md5('n' || s % 3)::uuid, false, 0, 0,
            CASE WHEN t = 10 AND s % 50 = 1 THEN 'running' ELSE 'completed' END, false, '', 0
        FROM generate_series(1, 5000) AS s, generate_series(1, 10) AS t;
        INSERT INTO suggestions (suggestion_id, session_id, turn_id, position, target, payload, status, created_at)
        SELECT md5('g' || s || '-' || t)::uuid, md5('s' || s)::uuid, md5('t' || s || '-' || t)::uuid, t, 'pipeline', '{}', 'ready', now()
        FROM generate_series(1, 5000) AS s, generate_series(1, 3) AS t;
        INSERT INTO applications (suggestion_id, session_id, user_id, started_at, node, claim, sends, delays, next_at, settled_at)
        SELECT md5('g' || s || '-' || t)::uuid, md5('s' || s)::uuid, md5('u' || s % 500)::uuid, now(), md5('n' || s % 3)::uuid, 1, 1, 0, now(), now()
        FROM generate_series(1, 5000) AS s, generate_series(1, 3) AS t;
        INSERT INTO outside_events (session_id, term, type, event)
        SELECT md5('s' || s)::uuid, t, 'session.updated', '{}' FROM generate_series(1, 5000) AS s, generate_series(1, 3) AS t;
        INSERT INTO search_texts (session_id, position, words)
        SELECT m.session_id, m.position, 'u' || replace(s.user_id::text, '-', '') || ' which blocks show snow' FROM messages AS m JOIN sessions AS s ON s.session_id = m.session_id;
        INSERT INTO target_schemas (schema_version, schema) SELECT md5('v' || v), '{"type":"object"}' FROM generate_series(1, 5000) AS v;
        INSERT INTO target_changes (revision, name, schema_version, description, at)
        SELECT r, 'target_' || r % 500, md5('v' || r), 'A ticket.', now() FROM generate_series(1, 20) AS r;
        INSERT INTO candidates (candidate_id, session_id, turn_id, suggestion_id, number, target, text, is_call, passed, codes, provider, model, at)
        SELECT md5('c' || s || '-' || t)::uuid, md5('s' || s)::uuid, md5('t' || s || '-' || t)::uuid, md5('g' || s || '-' || t)::uuid, 1, 'pipeline', '{}', true, true, '',
            'openai', 'one', now() - s * interval '1 hour'
        FROM generate_series(1, 5000) AS s, generate_series(1, 3) AS t;
        INSERT INTO attempts (attempt_id, turn_id, session_id, user_id, purpose, round, number, provider, model, started_at, duration_ms, outcome)
        SELECT md5('a' || s || '-' || t)::uuid, md5('t' || s || '-' || t)::uuid, md5('s' || s)::uuid, md5('u' || s % 500)::uuid, 'reply', 0, 1, 'openai', 'm',
            now() - s * interval '1 minute', 900, 'answered'
        FROM generate_series(1, 5000) AS s, generate_series(1, 10) AS t;
        INSERT INTO session_memories (session_id, facts_position, facts, summary_position, summary, changed_at)
        SELECT md5('s' || s)::uuid, 0, '[]', 0, '', now() FROM generate_series(1, 5000) AS s;
        INSERT INTO sent_prompts (turn_id, term, number, session_id, at, provider, model, template, tokens, content)
        SELECT md5('t' || s || '-' || t)::uuid, 1, 1, md5('s' || s)::uuid, now(), 'openai', 'm', 'v', 1, ''::bytea FROM generate_series(1, 5000) AS s, generate_series(1, 3) AS t;
        INSERT INTO prompt_ingredients (turn_id, term, session_id, number, at, provider, model, template, tokens, content)
        SELECT md5('t' || s || '-' || t)::uuid, 1, md5('s' || s)::uuid, 1, now(), 'openai', 'm', 'v', 1, '{}' FROM generate_series(1, 5000) AS s, generate_series(1, 3) AS t;
        ANALYZE;
        """;

    /// <summary>The user whose id is the MD5 of <c>u1</c>: one of those who have sessions.</summary>
    internal static Guid SomeUser { get; } = Guid.Parse("e4774cdda0793f86414e8b9140bb6db4");

    internal static AttemptRow SomeAttempt(Turn turn) => new()
    {
        AttemptId = Some.Id(),
        TurnId = turn.TurnId,
        SessionId = turn.SessionId,
        UserId = turn.UserId,
        Purpose = "reply",
        Provider = "openai",
        Model = "m",
        StartedAt = Some.Time,
        Outcome = "answered",
    };

    private string _connectionString = "";

    /// <summary>The plans of all statements so far, each with its statement, from the server's log.</summary>
    internal async Task<IReadOnlyList<string>> PlansAsync()
    {
        await using var connections = NpgsqlDataSource.Create(_connectionString);
        await using var read = connections.CreateCommand("SELECT pg_read_file(current_setting('data_directory') || '/../log')");
        return ((string)(await read.ExecuteScalarAsync())!).Split("  plan:\n")[1..];
    }

    internal async Task FillAsync()
    {
        await using var connections = NpgsqlDataSource.Create(_connectionString);
        await using var fill = connections.CreateCommand(Fill);
        fill.CommandTimeout = 120;
        await fill.ExecuteNonQueryAsync();
    }

    internal NpgsqlDataSource Explained() => NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(_connectionString)
    {
        Options = "-c session_preload_libraries=auto_explain -c auto_explain.log_min_duration=0",
    });

    private protected override async Task<IDatabase> MakeAsync()
    {
        _connectionString = (await PostgresServer.SharedAsync()).ConnectionString($"test_{Some.Id():n}");
        await using (var plain = PostgresTestDatabase.Open(_connectionString)) await plain.OpenAsync(CancellationToken.None);
        await FillAsync();
        return new PostgresDatabase(Explained(), TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(30), TimeProvider.System);
    }

    protected override Task RemoveAsync() => Task.CompletedTask;
}
