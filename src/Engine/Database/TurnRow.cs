using Constellation.Realtime.Contracts;
using Constellation.Realtime.Engine.Turns;

namespace Constellation.Realtime.Engine.Database;

/// <summary>A turn: who owns it, and how it ended.</summary>
internal sealed class TurnRow
{
    public Guid TurnId { get; init; }

    public Guid SessionId { get; init; }

    public Guid UserId { get; init; }

    public Guid ClientMessageId { get; init; }

    public Guid UserMessageId { get; init; }

    public MessageRow UserMessage { get; init; } = null!;

    public Guid ReplyId { get; init; }

    public DateTimeOffset StartedAt { get; init; }

    public long StartTerm { get; init; }

    public long Term { get; set; }

    public long? EndTerm { get; set; }

    public Guid Node { get; set; }

    /// <summary>The revision of the registered targets that it was accepted at.</summary>
    public long TargetsRevision { get; init; }

    /// <summary>The term that its latest claim was made with, so that a claim whose answer was lost can be made again; null: not claimed since it was
    /// accepted.</summary>
    public long? ClaimedFrom { get; set; }

    /// <summary>Whether the latest claim was the owner's own.</summary>
    public bool ClaimedAnew { get; set; }

    public int FruitlessClaims { get; set; }

    /// <summary>How long <see cref="Text"/> was at the latest takeover, in UTF-16 code units.</summary>
    public int InheritedLength { get; set; }

    public TurnStatus Status { get; set; }

    public bool CancelRequested { get; set; }

    /// <summary>The last checkpoint; empty once the turn is over, for the text is in the terminal event then.</summary>
    public string Text { get; set; } = "";

    /// <summary>The terminal event as JSON.</summary>
    public string? Terminal { get; set; }

    /// <summary>Who completed it; null where it ended otherwise.</summary>
    public string? Provider { get; set; }

    /// <summary>With which model.</summary>
    public string? Model { get; set; }

    /// <summary>How many suggestions it has made.</summary>
    public int Suggestions { get; set; }

    public Turn ToTurn()
    {
        var terminal = Terminal is null ? null : StoredJson.Read<SessionEvent>(Terminal);
        return new Turn
        {
            TurnId = TurnId,
            SessionId = SessionId,
            UserId = UserId,
            UserMessage = UserMessage.ToMessage(),
            ReplyId = ReplyId,
            StartedAt = StartedAt,
            StartTerm = StartTerm,
            Term = Term,
            Node = Node,
            TargetsRevision = TargetsRevision,
            FruitlessClaims = FruitlessClaims,
            Status = Status,
            CancelRequested = CancelRequested,
            Text = terminal?.Message?.Content ?? Text,
            Terminal = terminal,
        };
    }
}
