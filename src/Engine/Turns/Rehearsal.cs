using Constellation.Realtime.Engine.Database;
using Constellation.Realtime.Engine.Sessions;

namespace Constellation.Realtime.Engine.Turns;

/// <summary>
/// A turn from its acceptance to its end, played through once before the process is ready, and undone: what is compiled and connected with the first call
/// takes longer than a caller is to wait.
/// </summary>
internal static class Rehearsal
{
    private const int Tries = 10;

    /// <summary>Changes nothing. Where the database does not answer in time it is tried again, for each try gets further; a process does without it in the end.</summary>
    public static async Task PlayAsync(IDatabase database, DateTimeOffset now, CancellationToken cancellationToken)
    {
        for (var tries = 0; tries < Tries; tries++)
        {
            try
            {
                await WriteAsync(database, now, cancellationToken);
                await ReadAsync(database, cancellationToken);
                return;
            }
            catch (StoreUnavailableException)
            {
                // Once more.
            }
        }
    }

    private static async Task WriteAsync(IDatabase database, DateTimeOffset now, CancellationToken cancellationToken)
    {
        try
        {
            await database.WriteAsync<int>(
                async db =>
                {
                    var accepted = (Acceptance.Accepted)await TurnAcceptance.AcceptAsync(db, Message(now));
                    await TurnEnding.EndAsync(db, End(accepted.Turn, now));
                    throw new UndoneException();
                },
                cancellationToken);
        }
        catch (UndoneException)
        {
            // As intended.
        }
    }

    private static async Task ReadAsync(IDatabase database, CancellationToken cancellationToken)
    {
        var (history, turns, nobody) = (new DatabaseHistory(database), new DatabaseTurnStore(database), Guid.Empty);
        await history.FindSessionAsync(nobody, nobody, cancellationToken);
        await history.ListActiveAsync(nobody, 1, null, cancellationToken);
        await history.ReadMessagesAsync(nobody, 1, null, cancellationToken);
        await history.ReadMilestonesAsync(nobody, 0, 1, cancellationToken);
        await turns.FindAcceptedAsync(nobody, nobody, nobody, cancellationToken);
        await turns.CheckpointAsync(nobody, 0, "", cancellationToken);
    }

    private static NewTurn Message(DateTimeOffset now) => new()
    {
        UserId = Guid.CreateVersion7(now),
        SessionId = Guid.CreateVersion7(now),
        ClientMessageId = Guid.CreateVersion7(now),
        TurnId = Guid.CreateVersion7(now),
        UserMessageId = Guid.CreateVersion7(now),
        ReplyId = Guid.CreateVersion7(now),
        Text = "-",
        At = now,
        Node = Guid.CreateVersion7(now),
        Title = "-",
        StartsSession = true,
        ConcurrentTurns = 1,
    };

    private static TurnEnd End(Turn turn, DateTimeOffset now) => new()
    {
        SessionId = turn.SessionId,
        TurnId = turn.TurnId,
        Term = turn.Term,
        Status = TurnStatus.Cancelled,
        Text = "-",
        At = now,
    };

    private sealed class UndoneException : Exception;
}
