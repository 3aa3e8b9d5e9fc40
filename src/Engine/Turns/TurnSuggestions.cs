using Constellation.Realtime.Engine.Database;
using Microsoft.EntityFrameworkCore;

namespace Constellation.Realtime.Engine.Turns;

/// <summary>A turn's suggestions as they stand, for a transaction that has locked the turn.</summary>
internal static class TurnSuggestions
{
    /// <summary>Oldest first.</summary>
    public static async Task<IReadOnlyList<ReadySuggestion>> ReadAsync(StoreContext db, TurnRow turn)
    {
        if (turn.Suggestions == 0) return [];
        var rows = await db.Suggestions.Where(s => s.SessionId == turn.SessionId && s.TurnId == turn.TurnId).OrderBy(s => s.Position).ToListAsync();
        return [.. rows.Select(ReadySuggestion.Kept)];
    }
}
