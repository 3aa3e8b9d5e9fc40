using Constellation.Realtime.Engine.Database;

namespace Constellation.Realtime.Engine.Turns;

/// <summary>
/// The transactions that make a node a turn's owner, and end its ownership. A claim whose answer was lost can be made again with the same term: it takes another one, so that of
/// two who believe that they made it only one is the owner.
/// </summary>
internal static class TurnClaims
{
    public static async Task<Turn?> TakeOverAsync(StoreContext db, Guid turnId, long term, Guid node, bool handedOver)
    {
        var session = await db.LockSessionOfAsync(turnId);
        if (session is null || await db.LockTurnAsync(turnId) is not { Status: TurnStatus.Running } turn) return null;

        var isRepeated = turn.Node == node && turn.ClaimedFrom == term && !turn.ClaimedAnew;
        if (turn.Term != term && !isRepeated) return null;
        if (!isRepeated && !handedOver) turn.FruitlessClaims++;
        turn.Node = node;
        turn.InheritedLength = turn.Text.Length;
        Claim(turn, session, from: term, anew: false);
        await db.SaveChangesAsync();
        await db.Entry(turn).Reference(t => t.UserMessage).LoadAsync();
        return turn.ToTurn();
    }

    public static async Task<ClaimedAnew?> ClaimAnewAsync(StoreContext db, Guid turnId, long term)
    {
        var session = await db.LockSessionOfAsync(turnId);
        if (session is null || await db.LockTurnAsync(turnId) is not { Status: TurnStatus.Running } turn) return null;

        var isRepeated = turn.ClaimedFrom == term && turn.ClaimedAnew;
        if (turn.Term != term && !isRepeated) return null;
        Claim(turn, session, from: term, anew: true);
        await db.SaveChangesAsync();
        return new ClaimedAnew(turn.Term, session.ToSession(), await TurnSuggestions.ReadAsync(db, turn));
    }

    public static async Task<bool> HandOverAsync(StoreContext db, Guid turnId, long term, string text)
    {
        var session = await db.LockSessionOfAsync(turnId);
        if (session is null || await db.LockTurnAsync(turnId) is not { Status: TurnStatus.Running } turn || turn.Term != term) return false;

        if (session.Term == term)
        {
            if (text.Length > turn.InheritedLength) turn.FruitlessClaims = 0;
            turn.Text = text;
        }

        turn.Node = Node.Nobody;
        await db.SaveChangesAsync();
        return true;
    }

    private static void Claim(TurnRow turn, SessionRow session, long from, bool anew)
    {
        turn.Term = session.TakeTerm();
        turn.ClaimedFrom = from;
        turn.ClaimedAnew = anew;
    }
}
