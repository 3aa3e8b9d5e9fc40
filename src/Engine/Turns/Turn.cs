using Constellation.Realtime.Contracts;
using Constellation.Realtime.Engine.EventLog;

namespace Constellation.Realtime.Engine.Turns;

/// <summary>One user message and all that answers it, as the database has it.</summary>
internal sealed record Turn
{
    public required Guid TurnId { get; init; }

    public required Guid SessionId { get; init; }

    public required Guid UserId { get; init; }

    /// <summary>What is answered. A regenerated turn answers the message of the turn before it.</summary>
    public required Message UserMessage { get; init; }

    /// <summary>The id of the reply, known from the start.</summary>
    public required Guid ReplyId { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>The term that its acceptance took: <c>turn.started</c> is index 1 of it.</summary>
    public required long StartTerm { get; init; }

    /// <summary>The term of its latest claim: who holds it is the owner.</summary>
    public required long Term { get; init; }

    /// <summary>The node that claimed it last.</summary>
    public required Guid Node { get; init; }

    /// <summary>The revision of the registered targets that it was accepted at: the ones it has, on whichever node it runs; 0 are the built-in ones alone.</summary>
    public long TargetsRevision { get; init; }

    /// <summary>How many takeovers in a row found no more text than the one before.</summary>
    public required int FruitlessClaims { get; init; }

    public required TurnStatus Status { get; init; }

    /// <summary>The user wants it stopped.</summary>
    public required bool CancelRequested { get; init; }

    /// <summary>The reply's text as of the last checkpoint; of an ended turn, its whole text.</summary>
    public required string Text { get; init; }

    /// <summary>The terminal event; null while it runs.</summary>
    public SessionEvent? Terminal { get; init; }

    /// <summary>The cursor before its first event.</summary>
    public long After => Sequence.Of(StartTerm);

    public TurnRef Ref => new() { SessionId = SessionId, TurnId = TurnId, MessageId = UserMessage.MessageId, After = After };
}

/// <summary>How a turn stands.</summary>
internal enum TurnStatus
{
    Running,
    Completed,
    Cancelled,
    Failed,
}
