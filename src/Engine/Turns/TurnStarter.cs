using Constellation.Realtime.Contracts;
using Constellation.Realtime.Engine.Limits;
using Constellation.Realtime.Engine.Sessions;

namespace Constellation.Realtime.Engine.Turns;

/// <summary>Accepts turns: room first, then the one transaction that decides, then the queue.</summary>
internal sealed class TurnStarter(
    ITurnStore turns, Admission admission, TurnQueue queue, Node node, IAnnouncer announcer, TimeProvider time)
{
    /// <summary>Stores the turn and has it run. From here on nothing is broken off: whoever asked may be gone, the turn is not.</summary>
    public async Task<TurnRef> AcceptAsync(Caller caller, Guid sessionId, Guid clientMessageId, NewMessage message)
    {
        await admission.TakeAsync(caller, CancellationToken.None);
        if (!queue.TryReserve())
        {
            await admission.GiveBackAsync(caller);
            throw new RefusedException(ErrorCodes.Unavailable, "This node has no room for another turn. Please try again in a moment.")
            {
                RetryAfter = TimeSpan.FromSeconds(1),
            };
        }

        var isQueued = false;
        try
        {
            var now = time.GetUtcNow();
            var accepted = Checked(await turns.AcceptAsync(
                new NewTurn
                {
                    UserId = caller.UserId,
                    SessionId = sessionId,
                    ClientMessageId = clientMessageId,
                    TurnId = Guid.CreateVersion7(now),
                    UserMessageId = Guid.CreateVersion7(now),
                    ReplyId = Guid.CreateVersion7(now),
                    Text = message.Text,
                    At = now,
                    Node = node.Id,
                    Title = message.Regenerates is null ? Titles.FirstLine(message.Text) : "",
                    StartsSession = message.StartsSession,
                    Regenerates = message.Regenerates,
                    ConcurrentTurns = admission.ConcurrentTurns,
                },
                CancellationToken.None));
            if (!accepted.IsNew) return accepted.Turn.Ref;

            queue.Enqueue(new TurnJob(accepted.Turn, accepted.IsTitled ? accepted.Session : null));
            isQueued = true;
            await announcer.ToUser(caller.UserId).SessionChanged(accepted.Session);
            return accepted.Turn.Ref;
        }
        finally
        {
            if (!isQueued)
            {
                queue.Release();
                await admission.GiveBackAsync(caller);
            }
        }
    }

    private static Acceptance.Accepted Checked(Acceptance acceptance) => acceptance switch
    {
        Acceptance.Accepted accepted => accepted,
        Acceptance.Refused { Code: ErrorCodes.SessionEnded } => throw new RefusedException(
            ErrorCodes.SessionEnded, "This session has ended. Please start a new one."),
        Acceptance.Refused { Code: ErrorCodes.SessionBusy } => throw new RefusedException(
            ErrorCodes.SessionBusy, "A reply is still being written in this session. Wait for its end, or cancel it."),
        Acceptance.Refused { Code: ErrorCodes.Conflict } => throw new RefusedException(
            ErrorCodes.Conflict, "Only the session's last turn can be answered again."),
        Acceptance.Refused { Code: ErrorCodes.RateLimited } => throw new RefusedException(
            ErrorCodes.RateLimited, "Too many of your replies are being written at once. Wait until one has ended, or cancel one.")
        {
            RetryAfter = TimeSpan.FromSeconds(1),
        },
        _ => throw RefusedException.NotFound("session, or no such turn in it"),
    };
}

/// <summary>What a turn is to answer.</summary>
internal sealed record NewMessage(string Text)
{
    public bool StartsSession { get; init; }

    /// <summary>The turn whose message is answered again, in place of a text.</summary>
    public Guid? Regenerates { get; init; }
}
