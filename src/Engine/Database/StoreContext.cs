using Constellation.Realtime.Contracts;
using Constellation.Realtime.Engine.Turns;
using Microsoft.EntityFrameworkCore;

namespace Constellation.Realtime.Engine.Database;

/// <summary>The model that all databases share. What they say differently is abstract here.</summary>
internal abstract class StoreContext(DbContextOptions options) : DbContext(options)
{
    private const int NameChars = 16;

    public DbSet<SessionRow> Sessions => Set<SessionRow>();

    public DbSet<TurnRow> Turns => Set<TurnRow>();

    public DbSet<MessageRow> Messages => Set<MessageRow>();

    public DbSet<SessionMemoryRow> SessionMemories => Set<SessionMemoryRow>();

    public DbSet<SentPromptRow> SentPrompts => Set<SentPromptRow>();

    public DbSet<IngredientsRow> Ingredients => Set<IngredientsRow>();

    public DbSet<SuggestionRow> Suggestions => Set<SuggestionRow>();

    public DbSet<OutsideEventRow> OutsideEvents => Set<OutsideEventRow>();

    public DbSet<SearchTextRow> SearchTexts => Set<SearchTextRow>();

    public DbSet<CandidateRow> Candidates => Set<CandidateRow>();

    public DbSet<TargetChangeRow> TargetChanges => Set<TargetChangeRow>();

    public DbSet<TargetSchemaRow> TargetSchemas => Set<TargetSchemaRow>();

    public DbSet<ApplicationRow> Applications => Set<ApplicationRow>();

    public DbSet<AttemptRow> Attempts => Set<AttemptRow>();

    /// <summary>Running turns of other nodes that are dead, oldest first, but for those that are being claimed at this moment.</summary>
    public abstract IQueryable<TurnRow> Orphans(Guid node, int limit);

    /// <summary>The texts that have all these words, of the last one at least the beginning. Words are of letters and digits.</summary>
    public abstract IQueryable<SearchTextRow> TextsWith(IReadOnlyList<string> words);

    /// <summary>Applications that are due and that nobody works on: not <paramref name="node"/> itself, which has those in <paramref name="running"/>, and no
    /// other node that lives; but for those that are being claimed at this moment.</summary>
    /// <param name="judges">Whether this node can tell now that another one is dead; if not, only what was left on purpose is there.</param>
    public abstract IQueryable<ApplicationRow> DueApplications(Guid node, Guid[] running, bool judges, DateTimeOffset now, int limit);

    /// <summary>The session, tracked, its row locked until the transaction ends; null where there is none.</summary>
    public async Task<SessionRow?> LockSessionAsync(Guid sessionId) => await OneAsync(LockedSession(sessionId));

    /// <summary>The session of a turn, in the same way.</summary>
    public async Task<SessionRow?> LockSessionOfAsync(Guid turnId) => await OneAsync(LockedSessionOf(turnId));

    /// <summary>The turn, in the same way. Whoever locks its session too does that first.</summary>
    public async Task<TurnRow?> LockTurnAsync(Guid turnId) => await OneAsync(LockedTurn(turnId));

    /// <summary>The application, in the same way.</summary>
    public async Task<ApplicationRow?> LockApplicationAsync(Guid suggestionId) => await OneAsync(LockedApplication(suggestionId));

    /// <summary>Waits until no other transaction counts what this user has, and lets none until this one ends. Whoever locks a session or a turn too does that
    /// first.</summary>
    public abstract Task LockUserAsync(Guid userId);

    /// <summary>Waits until no other transaction changes the registered targets, and lets none until this one ends: so whoever sees a revision sees all before it.</summary>
    public abstract Task LockTargetsAsync();

    protected abstract IQueryable<SessionRow> LockedSession(Guid sessionId);

    protected abstract IQueryable<SessionRow> LockedSessionOf(Guid turnId);

    protected abstract IQueryable<TurnRow> LockedTurn(Guid turnId);

    protected abstract IQueryable<ApplicationRow> LockedApplication(Guid suggestionId);

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        configurationBuilder.Properties<SessionStatus>().HaveConversion<LowerCaseConverter<SessionStatus>>().HaveMaxLength(NameChars);
        configurationBuilder.Properties<TurnStatus>().HaveConversion<LowerCaseConverter<TurnStatus>>().HaveMaxLength(NameChars);
        configurationBuilder.Properties<Sender>().HaveConversion<LowerCaseConverter<Sender>>().HaveMaxLength(NameChars);
        configurationBuilder.Properties<MessageStatus>().HaveConversion<LowerCaseConverter<MessageStatus>>().HaveMaxLength(NameChars);
        configurationBuilder.Properties<Rating>().HaveConversion<LowerCaseConverter<Rating>>().HaveMaxLength(NameChars);
        configurationBuilder.Properties<Decision>().HaveConversion<LowerCaseConverter<Decision>>().HaveMaxLength(NameChars);
        configurationBuilder.Properties<SuggestionStatus>().HaveConversion<LowerCaseConverter<SuggestionStatus>>().HaveMaxLength(NameChars);
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<SessionRow>(session =>
        {
            session.ToTable("sessions").HasKey(s => s.SessionId);
            session.HasIndex(s => new { s.UserId, s.LastActive, s.SessionId }).HasFilter("status = 'active'");
            session.HasIndex(s => new { s.UserId, s.StartClientMessageId }).IsUnique().HasFilter("start_client_message_id IS NOT NULL");
            session.HasIndex(s => s.LastActive, "ix_sessions_ending").HasFilter("status = 'active' AND is_ending");
            session.HasIndex(s => new { s.ClearUntil, s.SessionId }).HasFilter("clear_until IS NOT NULL");
        });
        modelBuilder.Entity<MessageRow>(message =>
        {
            message.ToTable("messages").HasKey(m => m.MessageId);
            message.HasIndex(m => new { m.SessionId, m.Position }).IsUnique();
            message.HasIndex(m => m.SessionId, "ix_messages_rated").HasFilter("feedback_at IS NOT NULL");
            message.HasIndex(m => m.SessionId, "ix_messages_superseded").HasFilter("status = 'superseded'");
            message.HasOne<SessionRow>().WithMany().HasForeignKey(m => m.SessionId);
        });
        modelBuilder.Entity<TurnRow>(turn =>
        {
            turn.ToTable("turns").HasKey(t => t.TurnId);
            turn.HasIndex(t => new { t.SessionId, t.ClientMessageId }).IsUnique();
            turn.HasIndex(t => new { t.SessionId, t.StartTerm }).IsUnique();
            turn.HasIndex(t => new { t.SessionId, t.EndTerm }).IsUnique();
            turn.HasIndex(t => t.SessionId, "ix_turns_live").IsUnique().HasFilter("status = 'running'");
            turn.HasIndex(t => t.Node).HasFilter("status = 'running'");
            turn.HasIndex(t => t.UserId).HasFilter("status = 'running'");
            turn.HasIndex(t => new { t.UserId, t.StartedAt });
            turn.HasIndex(t => t.StartedAt);
            turn.Property(t => t.TargetsRevision).HasDefaultValue(0L);
            turn.HasOne<SessionRow>().WithMany().HasForeignKey(t => t.SessionId);
            turn.HasOne(t => t.UserMessage).WithMany().HasForeignKey(t => t.UserMessageId);
        });
        modelBuilder.Entity<SuggestionRow>(suggestion =>
        {
            suggestion.ToTable("suggestions").HasKey(s => s.SuggestionId);
            suggestion.HasIndex(s => new { s.SessionId, s.Position }).IsUnique();
            suggestion.HasIndex(s => new { s.TurnId, s.Position });
            suggestion.HasIndex(s => s.CreatedAt);
            suggestion.HasIndex(s => s.SessionId, "ix_suggestions_decided").HasFilter("decided_at IS NOT NULL");
            suggestion.HasOne<SessionRow>().WithMany().HasForeignKey(s => s.SessionId);
        });
        modelBuilder.Entity<OutsideEventRow>(outside =>
        {
            outside.ToTable("outside_events").HasKey(e => new { e.SessionId, e.Term });
            outside.HasOne<SessionRow>().WithMany().HasForeignKey(e => e.SessionId);
        });

        modelBuilder.Entity<AttemptRow>(attempt =>
        {
            attempt.ToTable("attempts").HasKey(a => a.AttemptId);
            attempt.HasIndex(a => a.TurnId);
            attempt.HasIndex(a => new { a.UserId, a.StartedAt });
            attempt.HasIndex(a => a.StartedAt);
            attempt.Property(a => a.Purpose).HasMaxLength(NameChars);
            attempt.Property(a => a.Outcome).HasMaxLength(NameChars);
        });

        modelBuilder.Entity<CandidateRow>(candidate =>
        {
            candidate.ToTable("candidates").HasKey(c => c.CandidateId);
            candidate.HasIndex(c => c.SessionId);
            candidate.HasIndex(c => c.SessionId, "ix_candidates_repaired").HasFilter("NOT passed OR codes <> ''");
            candidate.HasIndex(c => c.At);
        });

        // Its full-text index is each database's own: the migrations make it.
        modelBuilder.Entity<SearchTextRow>(text =>
        {
            text.ToTable("search_texts").HasKey(t => t.Id);
            text.HasIndex(t => new { t.SessionId, t.Position }).IsUnique();
            text.HasOne<SessionRow>().WithMany().HasForeignKey(t => t.SessionId);
        });

        modelBuilder.Entity<SessionMemoryRow>(memory =>
        {
            memory.ToTable("session_memories").HasKey(m => m.SessionId);
            memory.HasOne<SessionRow>().WithOne().HasForeignKey<SessionMemoryRow>(m => m.SessionId);
        });
        modelBuilder.Entity<SentPromptRow>(prompt =>
        {
            prompt.ToTable("sent_prompts").HasKey(p => new { p.TurnId, p.Term, p.Number });
            prompt.HasIndex(p => p.At);
            prompt.HasOne<TurnRow>().WithMany().HasForeignKey(p => p.TurnId);
        });
        modelBuilder.Entity<IngredientsRow>(ingredients =>
        {
            ingredients.ToTable("prompt_ingredients").HasKey(i => new { i.TurnId, i.Term });
            ingredients.HasIndex(i => i.SessionId);
            ingredients.HasIndex(i => i.At);
            ingredients.HasOne<TurnRow>().WithMany().HasForeignKey(i => i.TurnId);
        });

        modelBuilder.Entity<TargetChangeRow>(change =>
        {
            change.ToTable("target_changes").HasKey(c => c.Revision);
            change.Property(c => c.Revision).ValueGeneratedNever();
            change.HasIndex(c => new { c.Name, c.Revision });
        });
        modelBuilder.Entity<TargetSchemaRow>().ToTable("target_schemas").HasKey(s => s.SchemaVersion);
        modelBuilder.Entity<ApplicationRow>(application =>
        {
            application.ToTable("applications").HasKey(a => a.SuggestionId);
            application.HasIndex(a => a.NextAt).HasFilter("settled_at IS NULL");
            application.HasOne<SuggestionRow>().WithMany().HasForeignKey(a => a.SuggestionId);
        });
    }

    // Such a query can't be composed over: a database locks only the rows of the outermost SELECT.
    private static async Task<T?> OneAsync<T>(IQueryable<T> locked)
        where T : class
    {
        await foreach (var row in locked.AsTracking().AsAsyncEnumerable()) return row;
        return null;
    }
}
