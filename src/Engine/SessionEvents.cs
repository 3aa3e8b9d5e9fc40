using Constellation.Realtime.Contracts;
using Constellation.Realtime.Engine.Turns;

namespace Constellation.Realtime.Engine;

/// <summary>The only way in which the engine makes events: each with the fields of its type, and without a number where the writer gives it one.</summary>
internal static class SessionEvents
{
    extension(SessionEvent)
    {
        public static SessionEvent TurnStarted(Guid sessionId, Guid turnId, DateTimeOffset at, Guid replyId, Message userMessage, long sequence = 0) =>
            Of(SessionEventTypes.TurnStarted, sessionId, turnId, at, sequence) with { MessageId = replyId, UserMessage = userMessage };

        public static SessionEvent TextDelta(Guid sessionId, Guid turnId, DateTimeOffset at, int offset, string text, long sequence = 0) =>
            Of(SessionEventTypes.TextDelta, sessionId, turnId, at, sequence) with { Offset = offset, Text = text };

        public static SessionEvent TextRewound(Guid sessionId, Guid turnId, DateTimeOffset at, int length, string reason, long sequence = 0) =>
            Of(SessionEventTypes.TextRewound, sessionId, turnId, at, sequence) with { Length = length, Reason = reason };

        public static SessionEvent ToolStarted(Guid sessionId, Guid turnId, DateTimeOffset at, ToolUse tool) =>
            Of(SessionEventTypes.ToolStarted, sessionId, turnId, at) with { Tool = tool };

        public static SessionEvent ToolFinished(Guid sessionId, Guid turnId, DateTimeOffset at, ToolUse tool) =>
            Of(SessionEventTypes.ToolFinished, sessionId, turnId, at) with { Tool = tool };

        public static SessionEvent SuggestionDraft(Guid sessionId, Guid turnId, DateTimeOffset at, Suggestion draft) =>
            Of(SessionEventTypes.SuggestionDraft, sessionId, turnId, at) with { Suggestion = draft };

        public static SessionEvent SuggestionInvalid(Guid sessionId, Guid turnId, DateTimeOffset at, int attempt, bool willRetry, IReadOnlyList<Finding> errors) =>
            Of(SessionEventTypes.SuggestionInvalid, sessionId, turnId, at) with { Attempt = attempt, WillRetry = willRetry, Errors = errors };

        public static SessionEvent SuggestionReady(Guid sessionId, Guid turnId, DateTimeOffset at, ReadySuggestion suggestion) =>
            Of(SessionEventTypes.SuggestionReady, sessionId, turnId, at) with { Suggestion = suggestion.Shown };

        public static SessionEvent SuggestionChanged(Guid sessionId, DateTimeOffset at, Suggestion suggestion, long sequence) =>
            Of(SessionEventTypes.SuggestionChanged, sessionId, null, at, sequence) with { Suggestion = suggestion };

        public static SessionEvent TurnCompleted(Guid sessionId, Guid turnId, DateTimeOffset at, Message message, Usage usage, long sequence) =>
            Of(SessionEventTypes.TurnCompleted, sessionId, turnId, at, sequence) with { Message = message, Usage = usage };

        public static SessionEvent TurnCancelled(Guid sessionId, Guid turnId, DateTimeOffset at, Message message, long sequence) =>
            Of(SessionEventTypes.TurnCancelled, sessionId, turnId, at, sequence) with { Message = message };

        public static SessionEvent TurnFailed(Guid sessionId, Guid turnId, DateTimeOffset at, Message message, TurnError error, long sequence) =>
            Of(SessionEventTypes.TurnFailed, sessionId, turnId, at, sequence) with { Message = message, Error = error };

        public static SessionEvent SessionUpdated(Session session, DateTimeOffset at, long sequence = 0) =>
            Of(SessionEventTypes.SessionUpdated, session.SessionId, null, at, sequence) with { Session = session };

        public static SessionEvent SessionSnapshot(
            Session session, DateTimeOffset at, IReadOnlyList<Message> messages, IReadOnlyList<Suggestion> suggestions, long sequence) =>
            Of(SessionEventTypes.SessionSnapshot, session.SessionId, null, at, sequence) with
            {
                Session = session,
                Messages = messages,
                Suggestions = suggestions.Count > 0 ? suggestions : null,
            };

        public static SessionEvent SessionEnded(Guid sessionId, DateTimeOffset at, long sequence) =>
            Of(SessionEventTypes.SessionEnded, sessionId, null, at, sequence);
    }

    private static SessionEvent Of(string type, Guid sessionId, Guid? turnId, DateTimeOffset at, long sequence = 0) =>
        new() { Sequence = sequence, SessionId = sessionId, TurnId = turnId, Type = type, At = at };
}
