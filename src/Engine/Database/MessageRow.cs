using Constellation.Realtime.Contracts;

namespace Constellation.Realtime.Engine.Database;

/// <summary>A message, with what the user thinks of it.</summary>
internal sealed class MessageRow
{
    public Guid MessageId { get; init; }

    public Guid SessionId { get; init; }

    public Guid TurnId { get; init; }

    /// <summary>What orders the messages of a session: the term in which it was stored.</summary>
    public long Position { get; init; }

    public Sender Sender { get; init; }

    public required string Content { get; init; }

    public DateTimeOffset Timestamp { get; init; }

    public MessageStatus Status { get; set; }

    public Rating? Feedback { get; set; }

    public string? FeedbackComment { get; set; }

    public DateTimeOffset? FeedbackAt { get; set; }

    public Message ToMessage() => new()
    {
        MessageId = MessageId,
        SessionId = SessionId,
        TurnId = TurnId,
        Sender = Sender,
        Content = Content,
        Timestamp = Timestamp,
        Status = Status,
        Feedback = Feedback,
    };
}
