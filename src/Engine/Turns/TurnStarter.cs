using Constellation.Realtime.Contracts;
using Constellation.Realtime.Engine.Limits;
using Constellation.Realtime.Engine.Sessions;

namespace Constellation.Realtime.Engine.Turns;

/// <summary>Accepts turns: room first, then the one transaction that decides, then the queue. Of several reasons to refuse, limits and room are the last one told.</summary>
internal sealed class TurnStarter(
    ITurnStore turns, IHistory history, Admission admission, TurnQueue queue, Takeover takeover, INodes nodes, Node node, IAnnouncer announcer, TimeProvider time)
{
    /// <summary>Within a second the caller has an answer, all in all.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(900);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>Stores the turn and has it run. From here on nothing is broken off: whoever asked may be gone, the turn is not.</summary>
    public async Task<TurnRef> AcceptAsync(Caller caller, Guid sessionId, Guid clientMessageId, NewMessage message)
    {
        var now = time.GetUtcNow();
        var turn = new NewTurn
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
        };
        if (await ReserveAsync(caller, turn.TurnId) is { } full) return await FindKnownAsync(turn) ?? throw full;

        var isQueued = false;
        try
        {
            var accepted = Checked(await StoreAsync(turn));
            if (!accepted.IsNew) return accepted.Turn.Ref;

            // Before it runs, for its end announces the session again.
            await announcer.ToUser(caller.UserId).SessionChanged(accepted.Session);
            queue.Enqueue(new TurnJob(accepted.Turn, accepted.IsTitled ? accepted.Session : null));
            isQueued = true;
            return accepted.Turn.Ref;
        }
        finally
        {
            if (!isQueued)
            {
                queue.Release(turn.TurnId);
                await admission.GiveBackAsync(caller);
            }
        }
    }

    /// <summary>Takes one message of the user's rate and a place in the queue, both or neither; or says why not.</summary>
    private async Task<RefusedException?> ReserveAsync(Caller caller, Guid turnId)
    {
        try
        {
            await admission.TakeAsync(caller, CancellationToken.None);
        }
        catch (RefusedException limited)
        {
            return limited;
        }

        if (queue.TryReserve(turnId)) return null;
        await admission.GiveBackAsync(caller);
        return NoRoom();
    }

    /// <summary>What the transaction would find before any limit, in its order, for whoever is at one: the known turn, or the session's own refusal. Null where the limit is
    /// all that stands in the way.</summary>
    private async Task<TurnRef?> FindKnownAsync(NewTurn turn)
    {
        // The known turn is looked for last: the same message may be accepted by another node meanwhile, and what then keeps the session busy is its own turn.
        var refusal = await FindRefusalAsync(turn);
        var inSession = turn.StartsSession ? (Guid?)null : turn.SessionId;
        if (await turns.FindAcceptedAsync(turn.UserId, inSession, turn.ClientMessageId, CancellationToken.None) is { } known) return known.Ref;
        return refusal is null ? null : throw Refusal(refusal);
    }

    private async Task<string?> FindRefusalAsync(NewTurn turn)
    {
        if (turn.StartsSession) return null;

        // As the database has it: a copy may be older than the last turn's end.
        if (await history.ReadStateAsync(turn.SessionId, 1, CancellationToken.None) is not { Session: var session } state || session.UserId != turn.UserId) return ErrorCodes.NotFound;
        if (session.Status == SessionStatus.Ended) return ErrorCodes.SessionEnded;
        if (session.ActiveTurnId is not null) return ErrorCodes.SessionBusy;
        if (turn.Regenerates is { } before && await turns.FindAsync(turn.SessionId, before, CancellationToken.None) is null) return ErrorCodes.NotFound;

        // Where no turn is live the newest message is the last turn's reply.
        return turn.Regenerates is null || state.Messages[^1].TurnId == turn.Regenerates ? null : ErrorCodes.Conflict;
    }

    /// <summary>Where the database's answer was lost it is asked again for a moment, for the turn may be stored. If it stays away the caller is told that
    /// nothing was accepted; should the turn be stored after all it is found and run, and the same client message id gets it.</summary>
    private async Task<Acceptance> StoreAsync(NewTurn turn)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        var hasWaited = false; // Until then the database's own patience, which is as long, is all that is needed.
        while (true)
        {
            try
            {
                var heard = nodes.EnsureHeardAsync(patience.Token);
                hasWaited |= !heard.IsCompleted;
                await heard;
                return await turns.AcceptAsync(turn, hasWaited ? patience.Token : CancellationToken.None);
            }
            catch (StoreUnavailableException) when (!patience.IsCancellationRequested)
            {
                hasWaited = true;
                await Task.Delay(Pause, time, CancellationToken.None);
            }
            catch (Exception exception) when (exception is StoreUnavailableException or OperationCanceledException)
            {
                takeover.Doubt();
                throw exception as StoreUnavailableException ?? new StoreUnavailableException("No answer in time.", exception);
            }
        }
    }

    private RefusedException NoRoom() => node.IsDraining
        ? new RefusedException(ErrorCodes.Unavailable, "This node is about to stop. Please send it again, to another one.") { RetryAfter = Patience / 4 }
        : new RefusedException(ErrorCodes.Unavailable, "This node has no room for another turn. Please try again in a moment.")
        {
            RetryAfter = TimeSpan.FromSeconds(1),
        };

    private static Acceptance.Accepted Checked(Acceptance acceptance) => acceptance switch
    {
        Acceptance.Accepted accepted => accepted,
        Acceptance.Refused { Code: var code } => throw Refusal(code),
        _ => throw new InvalidOperationException("An acceptance is one of the two."),
    };

    private static RefusedException Refusal(string code) => code switch
    {
        ErrorCodes.SessionEnded => new(code, "This session has ended. Please start a new one."),
        ErrorCodes.SessionBusy => new(code, "A reply is still being written in this session. Wait for its end, or cancel it."),
        ErrorCodes.Conflict => new(code, "Only the session's last turn can be answered again."),
        ErrorCodes.RateLimited => new(code, "Too many of your replies are being written at once. Wait until one has ended, or cancel one.")
        {
            RetryAfter = TimeSpan.FromSeconds(1),
        },
        _ => RefusedException.NotFound("session, or no such turn in it"),
    };
}

/// <summary>What a turn is to answer.</summary>
internal sealed record NewMessage(string Text)
{
    public bool StartsSession { get; init; }

    /// <summary>The turn whose message is answered again, in place of a text.</summary>
    public Guid? Regenerates { get; init; }
}
