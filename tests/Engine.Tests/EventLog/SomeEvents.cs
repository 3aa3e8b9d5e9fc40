using Constellation.Realtime.Contracts;
using Constellation.Realtime.Engine.EventLog;

namespace Constellation.Realtime.Engine.Tests.EventLog;

/// <summary>Events that don't matter.</summary>
internal static class SomeEvents
{
    public static readonly DateTimeOffset Time = new(2026, 3, 4, 5, 6, 7, TimeSpan.Zero);

    public static Guid Id() => Guid.CreateVersion7();

    public static Message Message(Guid sessionId, Guid turnId, string content = "Where does it burn?", Sender sender = Sender.User) => new()
    {
        MessageId = Id(),
        SessionId = sessionId,
        TurnId = turnId,
        Sender = sender,
        Content = content,
        Timestamp = Time,
        Status = MessageStatus.Complete,
    };

    public static SessionEvent Started(Guid sessionId, Guid turnId, long term) =>
        SessionEvent.TurnStarted(sessionId, turnId, Time, Id(), Message(sessionId, turnId), Sequence.Of(term, 1));

    public static SessionEvent Delta(Guid sessionId, Guid turnId, long term, long index, int offset, string text) =>
        SessionEvent.TextDelta(sessionId, turnId, Time, offset, text, Sequence.Of(term, index));

    public static SessionEvent Completed(Guid sessionId, Guid turnId, long term, string content) => SessionEvent.TurnCompleted(
        sessionId,
        turnId,
        Time,
        Message(sessionId, turnId, content, Sender.Assistant),
        new Usage { InputTokens = 1, OutputTokens = 1, Provider = "planner", Model = "planner" },
        Sequence.Of(term, Sequence.TerminalIndex));
}
