using Constellation.Realtime.Contracts;
using Constellation.Realtime.Engine.Database;
using Microsoft.EntityFrameworkCore;

namespace Constellation.Realtime.Engine.Prompting;

/// <summary>
/// Keeps facts and summaries with their sessions. Whoever goes on with them says up to where they went when they were read: of two nodes that do the same, the
/// second changes nothing, and what a node leaves undone is where the next one begins.
/// </summary>
internal sealed class SessionMemories(IDatabase database, TimeProvider time)
{
    private const int OldMessages = 200;

    /// <summary>What is known, with the person's messages up to <paramref name="until"/> that its facts don't cover yet read into them.</summary>
    public async Task<SessionMemory> ReadAsync(Guid sessionId, long until, CancellationToken cancellationToken)
    {
        var memory = await database.ReadAsync(
            async db => await db.SessionMemories.SingleOrDefaultAsync(m => m.SessionId == sessionId) is { } row
                ? new SessionMemory(StoredJson.Read<List<Fact>>(row.Facts), row.FactsPosition, row.Summary, row.SummaryPosition)
                : SessionMemory.None,
            cancellationToken);
        while (true)
        {
            var position = memory.FactsPosition;
            var said = await database.ReadAsync(
                db => db.Messages.Where(m => m.SessionId == sessionId && m.Position > position && m.Position <= until)
                    .OrderBy(m => m.Position).Take(OldMessages).Select(m => new { m.Position, m.Sender, m.Content }).ToListAsync(),
                cancellationToken);
            if (said.Count == 0) return memory;

            memory = memory with
            {
                Facts = said.Where(message => message.Sender == Sender.User).Aggregate(memory.Facts, (facts, message) => FactReader.Fold(facts, message.Content)),
                FactsPosition = said[^1].Position,
            };
            if (said.Count < OldMessages) return memory;
        }
    }

    /// <summary>The messages behind a position, oldest first: the newest ones that there are up to <paramref name="until"/>, without superseded and empty ones.</summary>
    public Task<List<Placed>> ReadNewestAsync(Guid sessionId, long after, long until, int limit, CancellationToken cancellationToken) => database.ReadAsync(
        async db =>
        {
            var rows = await db.Messages.Where(m => m.SessionId == sessionId && m.Position > after && m.Position <= until)
                .OrderByDescending(m => m.Position).Take(limit).ToListAsync();
            return Said(rows.AsEnumerable().Reverse());
        },
        cancellationToken);

    /// <summary>The same, but the oldest ones.</summary>
    public Task<List<Placed>> ReadOldestAsync(Guid sessionId, long after, int limit, CancellationToken cancellationToken) => database.ReadAsync(
        async db => Said(await db.Messages.Where(m => m.SessionId == sessionId && m.Position > after).OrderBy(m => m.Position).Take(limit).ToListAsync()),
        cancellationToken);

    /// <summary>Where a turn's own message stands.</summary>
    public Task<long> PositionAsync(Guid messageId, CancellationToken cancellationToken) =>
        database.ReadAsync(db => db.Messages.Where(m => m.MessageId == messageId).Select(m => m.Position).SingleOrDefaultAsync(), cancellationToken);

    /// <summary>Stores the facts, unless somebody has since <paramref name="before"/>.</summary>
    public Task<bool> KeepFactsAsync(Guid sessionId, long before, SessionMemory memory, CancellationToken cancellationToken) =>
        KeepAsync(sessionId, row => row.FactsPosition == before, row => (row.Facts, row.FactsPosition) = (StoredJson.Write(memory.Facts), memory.FactsPosition), cancellationToken);

    /// <summary>Stores the summary, unless somebody has since <paramref name="before"/>.</summary>
    public Task<bool> KeepSummaryAsync(Guid sessionId, long before, SessionMemory memory, CancellationToken cancellationToken) =>
        KeepAsync(sessionId, row => row.SummaryPosition == before, row => (row.Summary, row.SummaryPosition) = (memory.Summary, memory.SummaryPosition), cancellationToken);

    private Task<bool> KeepAsync(Guid sessionId, Func<SessionMemoryRow, bool> isAsRead, Action<SessionMemoryRow> change, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async db =>
            {
                // Its row is the lock of all that is the session's.
                if (await db.LockSessionAsync(sessionId) is not { Status: SessionStatus.Active }) return false;
                var row = await db.SessionMemories.AsTracking().SingleOrDefaultAsync(m => m.SessionId == sessionId);
                if (row is null) db.Add(row = new SessionMemoryRow { SessionId = sessionId });
                if (!isAsRead(row)) return false;
                change(row);
                row.ChangedAt = StoredTime.Of(time.GetUtcNow());
                await db.SaveChangesAsync();
                return true;
            },
            cancellationToken);

    private static List<Placed> Said(IEnumerable<MessageRow> rows) =>
        [.. rows.Where(row => row.Status != MessageStatus.Superseded && row.Content.Length > 0).Select(row => new Placed(row.Position, row.ToMessage()))];
}
