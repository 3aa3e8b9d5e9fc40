using Constellation.Realtime.Contracts;
using Constellation.Realtime.Engine.EventLog;

namespace Constellation.Realtime.Engine.Database;

/// <summary>A session, and the counter that every term of it comes from. Whoever changes more than one row of a session locks this one first.</summary>
internal sealed class SessionRow
{
    public Guid SessionId { get; init; }

    public Guid UserId { get; init; }

    /// <summary>Null until its first message gives it one.</summary>
    public string? Title { get; set; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset LastActive { get; set; }

    public SessionStatus Status { get; set; }

    /// <summary>It takes no message any more, though its last turn may still run.</summary>
    public bool IsEnding { get; set; }

    /// <summary>Of an ended session: until when what was kept beside its history is cleared away again and again, for some is written behind the turns; null: there is
    /// none any more, or it has not ended.</summary>
    public DateTimeOffset? ClearUntil { get; set; }

    public Guid? ActiveTurnId { get; set; }

    /// <summary>The newest term that was taken; 0 before the first.</summary>
    public long Term { get; set; }

    public long LastSequence { get; set; }

    /// <summary>Of a session that was started together with its first message: that message's client id.</summary>
    public Guid? StartClientMessageId { get; init; }

    public bool TakesMessages => Status == SessionStatus.Active && !IsEnding;

    /// <summary>The next term. It counts once the transaction is committed.</summary>
    public long TakeTerm() => ++Term;

    /// <summary>Takes a term whose only event is index 1, and returns that event's number.</summary>
    public long TakeSequence() => LastSequence = Sequence.Of(TakeTerm(), 1);

    public Session ToSession() => new()
    {
        SessionId = SessionId,
        UserId = UserId,
        Title = Title ?? "New session",
        CreatedAt = CreatedAt,
        LastActive = LastActive,
        Status = Status,
        ActiveTurnId = ActiveTurnId,
        LastSequence = LastSequence,
    };
}
