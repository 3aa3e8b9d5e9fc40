using Constellation.Realtime.Engine.Turns;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace Constellation.Realtime.Engine.Database;

/// <summary>The model in PostgreSQL, which many nodes share, in a schema of its own: Constellation's other services may use the same database.</summary>
internal sealed class PostgresStoreContext(DbContextOptions options, TimeSpan deadAfter) : StoreContext(options)
{
    public const string Schema = "constellation_realtime";

    // Locks of two numbers are others than those of one, which nodes hold; users whose numbers are the same wait for each other and nothing else.
    private const int UserLocks = 0x436F6E73;
    private const int TargetsLock = 0x436F6E74;

    public DbSet<NodeRow> Nodes => Set<NodeRow>();

    // A node that has no row is dead too: one has its row before it accepts anything. Without OFFSET the planner makes an anti-join of NOT EXISTS, and of a turn that
    // changed before it could be locked only its own row is looked at again, not the join: one that was claimed just now would be an orphan of who claimed it.
    public override IQueryable<TurnRow> Orphans(Guid node, int limit) => Turns.FromSql(
        $"""
        SELECT * FROM constellation_realtime.turns AS t
        WHERE t.status = 'running' AND t.node <> {node} AND NOT EXISTS (
            SELECT FROM constellation_realtime.nodes AS n WHERE n.node_id = t.node AND n.heartbeat > now() - {deadAfter} OFFSET 0)
        ORDER BY t.started_at LIMIT {limit} FOR NO KEY UPDATE SKIP LOCKED
        """);

    public override IQueryable<ApplicationRow> DueApplications(Guid node, Guid[] running, bool judges, DateTimeOffset now, int limit) => Applications.FromSql(
        $"""
        SELECT * FROM constellation_realtime.applications AS a
        WHERE a.settled_at IS NULL AND a.next_at <= {now} AND a.suggestion_id <> ALL({running})
            AND (a.node = {node} OR a.node = {Node.Nobody} OR ({judges} AND NOT EXISTS (
                SELECT FROM constellation_realtime.nodes AS n WHERE n.node_id = a.node AND n.heartbeat > now() - {deadAfter})))
        ORDER BY a.next_at LIMIT {limit} FOR NO KEY UPDATE SKIP LOCKED
        """);

    public override Task LockUserAsync(Guid userId) => Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock({UserLocks}, hashtext({userId.ToString()}))");

    public override IQueryable<SearchTextRow> TextsWith(IReadOnlyList<string> words)
    {
        var query = string.Join(" & ", words.Select(word => $"'{word}'")) + ":*";
        return SearchTexts.FromSql(
            $"""
            SELECT * FROM constellation_realtime.search_texts
            WHERE array_to_tsvector(string_to_array(words, ' ')) @@ {query}::tsquery
            """);
    }

    public override Task LockTargetsAsync() => Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock({TargetsLock}, 0)");

    protected override IQueryable<SessionRow> LockedSession(Guid sessionId) =>
        Sessions.FromSql($"SELECT * FROM constellation_realtime.sessions WHERE session_id = {sessionId} FOR NO KEY UPDATE");

    protected override IQueryable<SessionRow> LockedSessionOf(Guid turnId) => Sessions.FromSql(
        $"""
        SELECT * FROM constellation_realtime.sessions
        WHERE session_id = (SELECT t.session_id FROM constellation_realtime.turns AS t WHERE t.turn_id = {turnId}) FOR NO KEY UPDATE
        """);

    protected override IQueryable<TurnRow> LockedTurn(Guid turnId) =>
        Turns.FromSql($"SELECT * FROM constellation_realtime.turns WHERE turn_id = {turnId} FOR NO KEY UPDATE");

    protected override IQueryable<ApplicationRow> LockedApplication(Guid suggestionId) =>
        Applications.FromSql($"SELECT * FROM constellation_realtime.applications WHERE suggestion_id = {suggestionId} FOR NO KEY UPDATE");

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.HasDefaultSchema(Schema);
        base.OnModelCreating(modelBuilder);
        modelBuilder.Entity<NodeRow>().ToTable("nodes").HasKey(n => n.NodeId);
        modelBuilder.Entity<TurnRow>().HasIndex(t => t.Node, "ix_turns_cancelled").HasDatabaseName("ix_turns_cancelled").HasFilter("status = 'running' AND cancel_requested");
    }

    /// <summary>For the tool that writes migrations.</summary>
    internal sealed class Factory : IDesignTimeDbContextFactory<PostgresStoreContext>
    {
        public PostgresStoreContext CreateDbContext(string[] args) =>
            new(new DbContextOptionsBuilder<PostgresStoreContext>().UseNpgsql().UseSnakeCaseNamingConvention().Options, TimeSpan.Zero);
    }
}
