using Microsoft.EntityFrameworkCore;

namespace Constellation.Realtime.Engine.Database;

/// <summary>What is asked and told of the calls of providers.</summary>
internal static class AttemptQueries
{
    /// <summary>Adds these calls.</summary>
    /// <param name="db">The transaction's.</param>
    /// <param name="rows">What ended.</param>
    /// <param name="mayBeThere">Whether an earlier transaction, whose answer was lost, may have written them.</param>
    public static async Task<int> AddAsync(StoreContext db, IReadOnlyList<AttemptRow> rows, bool mayBeThere)
    {
        List<Guid> there = [];
        if (mayBeThere)
        {
            var ids = rows.Select(row => row.AttemptId).ToList();
            there = await db.Attempts.Where(row => ids.Contains(row.AttemptId)).Select(row => row.AttemptId).ToListAsync();
        }

        db.AddRange(rows.Where(row => !there.Contains(row.AttemptId)));
        return await db.SaveChangesAsync();
    }

    /// <summary>The tokens of a user's calls that began then or later, as far as their providers told them.</summary>
    public static Task<long> TokensAsync(StoreContext db, Guid userId, DateTimeOffset since) => db.Attempts
        .Where(attempt => attempt.UserId == userId && attempt.StartedAt >= since)
        .SumAsync(attempt => (long)(attempt.InputTokens ?? 0) + (attempt.OutputTokens ?? 0));
}
