using System.Runtime.Serialization;

namespace Constellation.Realtime.Contracts;

/// <summary>One entry of a session's log: flat, with the fields of its <see cref="Type"/>. Made by the factories only, so that none is half filled.</summary>
[DataContract]
public sealed record SessionEvent
{
    /// <summary>Its number: grows, is never used twice, may jump, and is below 2^53.</summary>
    [DataMember(Name = "sequence")] public required long Sequence { get; init; }

    /// <summary>The session.</summary>
    [DataMember(Name = "sessionId")] public required Guid SessionId { get; init; }

    /// <summary>The turn; null where the event belongs to the session.</summary>
    [DataMember(Name = "turnId")] public Guid? TurnId { get; init; }

    /// <summary>One of <see cref="SessionEventTypes"/>.</summary>
    [DataMember(Name = "type")] public required string Type { get; init; }

    /// <summary>When it happened.</summary>
    [DataMember(Name = "at")] public required DateTimeOffset At { get; init; }

    /// <summary><c>turn.started</c>: the id that the reply has.</summary>
    [DataMember(Name = "messageId")] public Guid? MessageId { get; init; }

    /// <summary><c>turn.started</c>: what is answered.</summary>
    [DataMember(Name = "userMessage")] public Message? UserMessage { get; init; }

    /// <summary><c>text.delta</c>: where the text goes, in UTF-16 code units: always the reply's length so far.</summary>
    [DataMember(Name = "offset")] public int? Offset { get; init; }

    /// <summary><c>text.delta</c>: what to append.</summary>
    [DataMember(Name = "text")] public string? Text { get; init; }

    /// <summary><c>text.rewound</c>: how many UTF-16 code units of the reply stay.</summary>
    [DataMember(Name = "length")] public int? Length { get; init; }

    /// <summary><c>text.rewound</c>: one of <see cref="RewindReasons"/>.</summary>
    [DataMember(Name = "reason")] public string? Reason { get; init; }

    /// <summary><c>tool.started</c>, <c>tool.finished</c>: what the model used.</summary>
    [DataMember(Name = "tool")] public ToolUse? Tool { get; init; }

    /// <summary><c>suggestion.draft</c>, <c>suggestion.ready</c>, <c>suggestion.changed</c>.</summary>
    [DataMember(Name = "suggestion")] public Suggestion? Suggestion { get; init; }

    /// <summary><c>suggestion.invalid</c>: which candidate of the turn this was, from 1.</summary>
    [DataMember(Name = "attempt")] public int? Attempt { get; init; }

    /// <summary><c>suggestion.invalid</c>: whether the model is asked to correct it.</summary>
    [DataMember(Name = "willRetry")] public bool? WillRetry { get; init; }

    /// <summary><c>suggestion.invalid</c>: all that is wrong with it.</summary>
    [DataMember(Name = "errors")] public IReadOnlyList<Finding>? Errors { get; init; }

    /// <summary><c>turn.completed</c>, <c>turn.cancelled</c>, <c>turn.failed</c>: the reply as history keeps it.</summary>
    [DataMember(Name = "message")] public Message? Message { get; init; }

    /// <summary><c>turn.completed</c>: what it cost.</summary>
    [DataMember(Name = "usage")] public Usage? Usage { get; init; }

    /// <summary><c>turn.failed</c>: why.</summary>
    [DataMember(Name = "error")] public TurnError? Error { get; init; }

    /// <summary><c>session.updated</c>, <c>session.snapshot</c>: the session as it is now.</summary>
    [DataMember(Name = "session")] public Session? Session { get; init; }

    /// <summary><c>session.snapshot</c>: the latest 200 messages, oldest first, with the live turn's reply as far as <see cref="Sequence"/>.</summary>
    [DataMember(Name = "messages")] public IReadOnlyList<Message>? Messages { get; init; }

    /// <summary><c>session.snapshot</c>: the latest 50 suggestions, oldest first, so that they can still be shown and decided on.</summary>
    [DataMember(Name = "suggestions")] public IReadOnlyList<Suggestion>? Suggestions { get; init; }

    /// <summary>Whether this is the last event of its turn.</summary>
    [IgnoreDataMember, System.Text.Json.Serialization.JsonIgnore]
    public bool EndsTurn => Type is SessionEventTypes.TurnCompleted or SessionEventTypes.TurnCancelled or SessionEventTypes.TurnFailed;
}

/// <summary>The types of <see cref="SessionEvent"/>.</summary>
public static class SessionEventTypes
{
    /// <summary>A turn was accepted and runs.</summary>
    public const string TurnStarted = "turn.started";

    /// <summary>More text.</summary>
    public const string TextDelta = "text.delta";

    /// <summary>The text is cut back to a length.</summary>
    public const string TextRewound = "text.rewound";

    /// <summary>The model began to use a tool.</summary>
    public const string ToolStarted = "tool.started";

    /// <summary>The tool answered.</summary>
    public const string ToolFinished = "tool.finished";

    /// <summary>A suggestion as far as it is written.</summary>
    public const string SuggestionDraft = "suggestion.draft";

    /// <summary>A candidate did not pass.</summary>
    public const string SuggestionInvalid = "suggestion.invalid";

    /// <summary>A suggestion was checked and can be decided on.</summary>
    public const string SuggestionReady = "suggestion.ready";

    /// <summary>A suggestion was decided on, applied, or failed to apply.</summary>
    public const string SuggestionChanged = "suggestion.changed";

    /// <summary>The reply is whole. Terminal.</summary>
    public const string TurnCompleted = "turn.completed";

    /// <summary>The turn was cancelled. Terminal.</summary>
    public const string TurnCancelled = "turn.cancelled";

    /// <summary>The turn failed; what was said is kept. Terminal.</summary>
    public const string TurnFailed = "turn.failed";

    /// <summary>The session's title or such changed.</summary>
    public const string SessionUpdated = "session.updated";

    /// <summary>The state, where the log no longer holds what the reader asked for.</summary>
    public const string SessionSnapshot = "session.snapshot";

    /// <summary>The session's last event.</summary>
    public const string SessionEnded = "session.ended";
}

/// <summary>Why a reply's text was cut back.</summary>
public static class RewindReasons
{
    /// <summary>Another node took the turn over; the whole text that stands follows at once.</summary>
    public const string Takeover = "takeover";

    /// <summary>Another provider goes on.</summary>
    public const string Fallback = "fallback";

    /// <summary>The model is asked again.</summary>
    public const string Retry = "retry";

    /// <summary>The log had lost its end; the whole text that stands follows at once.</summary>
    public const string Resync = "resync";
}

/// <summary>A tool that the model used.</summary>
[DataContract]
public sealed record ToolUse
{
    /// <summary>The same in <c>tool.started</c> and <c>tool.finished</c>.</summary>
    [DataMember(Name = "callId")] public required string CallId { get; init; }

    /// <summary>Such as <c>search_blocks</c>.</summary>
    [DataMember(Name = "name")] public required string Name { get; init; }

    /// <summary>What came of it, in a few words.</summary>
    [DataMember(Name = "summary")] public string? Summary { get; init; }

    /// <summary>How long it took, in milliseconds; null until it finished.</summary>
    [DataMember(Name = "durationMs")] public int? DurationMs { get; init; }
}

/// <summary>What a turn cost.</summary>
[DataContract]
public sealed record Usage
{
    /// <summary>Tokens sent to the provider, over all its calls.</summary>
    [DataMember(Name = "inputTokens")] public required int InputTokens { get; init; }

    /// <summary>Tokens that came back.</summary>
    [DataMember(Name = "outputTokens")] public required int OutputTokens { get; init; }

    /// <summary>Which provider answered, such as <c>openai</c> or <c>planner</c>.</summary>
    [DataMember(Name = "provider")] public required string Provider { get; init; }

    /// <summary>Which of its models.</summary>
    [DataMember(Name = "model")] public required string Model { get; init; }
}

/// <summary>Why a turn or an application failed.</summary>
[DataContract]
public sealed record TurnError
{
    /// <summary>One of <see cref="ErrorCodes"/>.</summary>
    [DataMember(Name = "code")] public required string Code { get; init; }

    /// <summary>What happened and what to do, for people.</summary>
    [DataMember(Name = "message")] public required string Message { get; init; }

    /// <summary>Whether the same may work later.</summary>
    [DataMember(Name = "retryable")] public required bool Retryable { get; init; }
}
