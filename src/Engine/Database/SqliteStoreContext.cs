using Constellation.Realtime.Engine.Turns;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Constellation.Realtime.Engine.Database;

/// <summary>The model in an SQLite file, which one process owns: nothing needs a lock, and every other node is dead.</summary>
internal sealed class SqliteStoreContext(DbContextOptions options) : StoreContext(options)
{
    public override IQueryable<TurnRow> Orphans(Guid node, int limit) =>
        Turns.Where(t => t.Status == TurnStatus.Running && t.Node != node).OrderBy(t => t.StartedAt).Take(limit);

    public override IQueryable<ApplicationRow> DueApplications(Guid node, Guid[] running, bool judges, DateTimeOffset now, int limit) =>
        Applications.Where(a => a.SettledAt == null && a.NextAt <= now && !running.Contains(a.SuggestionId)).OrderBy(a => a.NextAt).Take(limit);

    public override Task LockUserAsync(Guid userId) => Task.CompletedTask;

    public override IQueryable<SearchTextRow> TextsWith(IReadOnlyList<string> words)
    {
        var query = string.Join(" AND ", words.Select(word => $"\"{word}\"")) + "*";
        return SearchTexts.FromSql($"SELECT * FROM search_texts WHERE id IN (SELECT rowid FROM search_index WHERE search_index MATCH {query})");
    }

    public override Task LockTargetsAsync() => Task.CompletedTask;

    protected override IQueryable<SessionRow> LockedSession(Guid sessionId) => Sessions.Where(s => s.SessionId == sessionId);

    protected override IQueryable<SessionRow> LockedSessionOf(Guid turnId) =>
        Sessions.Where(s => Turns.Any(t => t.TurnId == turnId && t.SessionId == s.SessionId));

    protected override IQueryable<TurnRow> LockedTurn(Guid turnId) => Turns.Where(t => t.TurnId == turnId);

    protected override IQueryable<ApplicationRow> LockedApplication(Guid suggestionId) => Applications.Where(a => a.SuggestionId == suggestionId);

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        base.ConfigureConventions(configurationBuilder);

        // SQLite has no such type, and can neither compare nor order what EF would make of it.
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<TicksConverter>();
    }

    private sealed class TicksConverter() : ValueConverter<DateTimeOffset, long>(time => time.UtcTicks, ticks => new DateTimeOffset(ticks, TimeSpan.Zero));

    /// <summary>For the tool that writes migrations.</summary>
    internal sealed class Factory : IDesignTimeDbContextFactory<SqliteStoreContext>
    {
        public SqliteStoreContext CreateDbContext(string[] args) =>
            new(new DbContextOptionsBuilder<SqliteStoreContext>().UseSqlite().UseSnakeCaseNamingConvention().Options);
    }
}
