using Constellation.Realtime.Engine.Database;
using Microsoft.EntityFrameworkCore;

namespace Constellation.Realtime.Engine.Turns;

/// <summary>Turns in the database, whichever it is.</summary>
internal sealed class DatabaseTurnStore(IDatabase database) : ITurnStore
{
    public Task<Turn?> FindAcceptedAsync(Guid userId, Guid? sessionId, Guid clientMessageId, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async db => (await TurnAcceptance.FindAsync(db, userId, sessionId, clientMessageId))?.ToTurn(),
            cancellationToken);

    public Task<Turn?> FindAsync(Guid sessionId, Guid turnId, CancellationToken cancellationToken) =>
        database.ReadAsync(db => FindAsync(db, sessionId, turnId), cancellationToken);

    public Task<IReadOnlyList<DateTimeOffset>> ReadStartsAsync(Guid userId, DateTimeOffset since, int limit, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<DateTimeOffset>>(
            async db =>
            {
                var starts = await db.Turns.Where(t => t.UserId == userId && t.StartedAt > since)
                    .OrderByDescending(t => t.StartedAt).Take(limit).Select(t => t.StartedAt).ToListAsync();
                starts.Reverse();
                return starts;
            },
            cancellationToken);

    public Task<Acceptance> AcceptAsync(NewTurn turn, CancellationToken cancellationToken) =>
        database.WriteAsync(db => TurnAcceptance.AcceptAsync(db, turn), cancellationToken);

    public Task<Turn?> TakeOverAsync(Guid turnId, long term, Guid node, bool handedOver, CancellationToken cancellationToken) =>
        database.WriteAsync(db => TurnClaims.TakeOverAsync(db, turnId, term, node, handedOver), cancellationToken);

    public Task<ClaimedAnew?> ClaimAnewAsync(Guid turnId, long term, CancellationToken cancellationToken) =>
        database.WriteAsync(db => TurnClaims.ClaimAnewAsync(db, turnId, term), cancellationToken);

    public Task<Checkpoint> CheckpointAsync(Guid turnId, long term, string text, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async db =>
            {
                var stored = await db.Turns
                    .Where(t => t.TurnId == turnId && t.Term == term && t.Status == TurnStatus.Running)
                    .Where(t => db.Sessions.Any(s => s.SessionId == t.SessionId && s.Term == term))
                    .ExecuteUpdateAsync(set => set
                        .SetProperty(t => t.Text, text)
                        .SetProperty(t => t.FruitlessClaims, t => text.Length > t.InheritedLength ? 0 : t.FruitlessClaims));
                return new Checkpoint(stored > 0, await db.Turns.AnyAsync(t => t.TurnId == turnId && t.CancelRequested));
            },
            cancellationToken);

    public Task<bool> HandOverAsync(Guid turnId, long term, string text, CancellationToken cancellationToken) =>
        database.WriteAsync(db => TurnClaims.HandOverAsync(db, turnId, term, text), cancellationToken);

    public Task<Turn?> RequestCancelAsync(Guid sessionId, Guid turnId, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async db =>
            {
                await db.Turns
                    .Where(t => t.TurnId == turnId && t.SessionId == sessionId && t.Status == TurnStatus.Running)
                    .ExecuteUpdateAsync(set => set.SetProperty(t => t.CancelRequested, true));
                return await FindAsync(db, sessionId, turnId);
            },
            cancellationToken);

    public Task<EndedTurn?> EndAsync(TurnEnd end, CancellationToken cancellationToken) =>
        database.WriteAsync(db => TurnEnding.EndAsync(db, end), cancellationToken);

    public Task<IReadOnlyList<Turn>> FindOrphansAsync(Guid node, int limit, CancellationToken cancellationToken) =>
        database.WriteAsync(db => ListAsync(db.Orphans(node, limit), limit), cancellationToken);

    public Task<IReadOnlyList<Turn>> FindHandedOverAsync(int limit, CancellationToken cancellationToken) => FindOwnedAsync(Node.Nobody, limit, cancellationToken);

    public Task<IReadOnlyList<Turn>> FindOwnedAsync(Guid node, int limit, CancellationToken cancellationToken) =>
        database.ReadAsync(db => ListAsync(db.Turns.Where(t => t.Status == TurnStatus.Running && t.Node == node), limit), cancellationToken);

    private static async Task<Turn?> FindAsync(StoreContext db, Guid sessionId, Guid turnId) =>
        (await db.Turns.Include(t => t.UserMessage).SingleOrDefaultAsync(t => t.TurnId == turnId && t.SessionId == sessionId))?.ToTurn();

    private static async Task<IReadOnlyList<Turn>> ListAsync(IQueryable<TurnRow> turns, int limit)
    {
        var rows = await turns.Include(t => t.UserMessage).OrderBy(t => t.StartedAt).ThenBy(t => t.TurnId).Take(limit).ToListAsync();
        return [.. rows.Select(row => row.ToTurn())];
    }
}
