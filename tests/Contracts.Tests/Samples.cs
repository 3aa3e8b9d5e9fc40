using System.Text.Json;

namespace Constellation.Realtime.Contracts.Tests;

/// <summary>One of every event and shape, whole, with fixed values. Their JSON is in Samples/, read by every client's tests.</summary>
public static class Samples
{
    private static readonly DateTimeOffset At = new(2026, 3, 4, 5, 6, 7, 89, TimeSpan.Zero);
    private static readonly Guid SessionId = Id(1);
    private static readonly Guid TurnId = Id(2);
    private static readonly Guid SuggestionId = Id(5);

    private static readonly Message Question = new()
    {
        MessageId = Id(3),
        SessionId = SessionId,
        TurnId = TurnId,
        Sender = Sender.User,
        Content = "Où ça brûle? 🔥",
        Timestamp = At,
        Status = MessageStatus.Complete,
    };

    private static readonly Message Reply = Question with { MessageId = Id(4), Sender = Sender.Assistant, Content = "Sentinel-2 shows it.", Feedback = Rating.Up };

    private static readonly Session Session = new()
    {
        SessionId = SessionId,
        UserId = Id(9),
        Title = "Fires",
        CreatedAt = At,
        LastActive = At.AddMinutes(1),
        Status = SessionStatus.Active,
        ActiveTurnId = TurnId,
        LastSequence = (1L << 20) + 1,
    };

    private static readonly Graph Graph = new()
    {
        Blocks =
        [
            new GraphBlock { BlockId = Id(6), Name = "Sentinel-2 L2A", BlockType = "dataset", Description = "Surface reflectance." },
            new GraphBlock { BlockId = Id(7), Name = "vit-fire", BlockType = "model" },
        ],
        Edges = [new GraphEdge { EdgeId = Id(8), SourceBlockId = Id(6), TargetBlockId = Id(7), EdgeType = "primary" }],
    };

    private static readonly Suggestion Ready = new()
    {
        SuggestionId = SuggestionId,
        SessionId = SessionId,
        TurnId = TurnId,
        Target = "pipeline",
        SchemaVersion = "5f1d",
        Title = "Fires from Sentinel-2",
        Summary = "Scenes into a fire model.",
        Payload = JsonElement.Parse("""{"Z_last":1.50,"a_first":[1e3,true,null,"é"]}"""),
        Graph = Graph,
        Runnable = false,
        Warnings = [new Finding { Pointer = "/blocks/0", Code = "not_runnable", Message = "The dataset has no file." }],
        Status = SuggestionStatus.Ready,
    };

    private static readonly SessionEvent Event = new() { Sequence = (1L << 20) + 1, SessionId = SessionId, TurnId = TurnId, Type = "", At = At };

    public static IReadOnlyDictionary<string, object> All { get; } = new Dictionary<string, object>
    {
        ["session"] = Session,
        ["message"] = Reply,
        ["turn-ref"] = new TurnRef { SessionId = SessionId, TurnId = TurnId, MessageId = Id(3), After = 1L << 20 },
        ["suggestion"] = Ready with
        {
            Edited = true,
            Status = SuggestionStatus.Applied,
            Result = new ApplyResult { Api = "core", Id = "01920000-0000-7000-8000-000000000011", Message = "Pipeline verified successfully." },
        },
        ["graph"] = Graph,
        ["notice"] = new Notice { Code = Notice.Draining, Message = "This node is about to stop.", RetryAfterMs = 500 },
        ["session-hit"] = new SessionHit { Session = Session, Snippet = "…détecte les feux…", MessageId = Id(3) },
        ["rename-session"] = new RenameSession { SessionId = SessionId, Title = "Feux" },
        ["start-session"] = new StartSession { Title = "Fires" },
        ["send-message"] = new SendMessage { SessionId = SessionId, ClientMessageId = Id(10), Text = Question.Content },
        ["decide-suggestion"] = new DecideSuggestion
        {
            SessionId = SessionId,
            SuggestionId = SuggestionId,
            Decision = Decision.Accepted,
            Comment = "With my own name.",
            Payload = JsonElement.Parse("""{"Z_last":1.50,"a_first":[1e3,false,null,"é"]}"""),
        },
        ["give-feedback"] = new GiveFeedback { SessionId = SessionId, MessageId = Id(4), Rating = Rating.Down, Comment = "Wrong sensor." },
        ["turn.started"] = Event with { Type = SessionEventTypes.TurnStarted, MessageId = Id(4), UserMessage = Question },
        ["text.delta"] = Event with { Type = SessionEventTypes.TextDelta, Offset = 0, Text = "Con 🔥" },
        ["text.rewound"] = Event with { Type = SessionEventTypes.TextRewound, Length = 0, Reason = RewindReasons.Takeover },
        ["tool.started"] = Event with { Type = SessionEventTypes.ToolStarted, Tool = new ToolUse { CallId = "call_1", Name = "search_blocks" } },
        ["tool.finished"] = Event with
        {
            Type = SessionEventTypes.ToolFinished,
            Tool = new ToolUse { CallId = "call_1", Name = "search_blocks", Summary = "12 blocks", DurationMs = 3 },
        },
        ["suggestion.draft"] = Event with
        {
            Type = SessionEventTypes.SuggestionDraft,
            Suggestion = new Suggestion
            {
                SuggestionId = SuggestionId,
                Target = "pipeline",
                Payload = JsonElement.Parse("""{"name":"Fi"}"""),
                Status = SuggestionStatus.Draft,
            },
        },
        ["suggestion.invalid"] = Event with
        {
            Type = SessionEventTypes.SuggestionInvalid,
            Attempt = 1,
            WillRetry = true,
            Errors = [new Finding { Pointer = "/edges/0/source_block_id", Code = "unknown_block", Message = "There is no such block." }],
        },
        ["suggestion.ready"] = Event with { Type = SessionEventTypes.SuggestionReady, Suggestion = Ready },
        ["suggestion.changed"] = Event with
        {
            Type = SessionEventTypes.SuggestionChanged,
            TurnId = null,
            Suggestion = Ready with
            {
                Status = SuggestionStatus.Failed,
                Error = new TurnError { Code = ErrorCodes.Conflict, Message = "A pipeline of this name exists.", Retryable = false },
            },
        },
        ["turn.completed"] = Event with
        {
            Type = SessionEventTypes.TurnCompleted,
            Message = Reply,
            Usage = new Usage { InputTokens = 812, OutputTokens = 64, Provider = "openai", Model = "gpt-x" },
        },
        ["turn.cancelled"] = Event with { Type = SessionEventTypes.TurnCancelled, Message = Reply with { Status = MessageStatus.Partial, Feedback = null } },
        ["turn.failed"] = Event with
        {
            Type = SessionEventTypes.TurnFailed,
            Message = Reply with { Content = "", Status = MessageStatus.Failed, Feedback = null },
            Error = new TurnError { Code = ErrorCodes.LlmUnavailable, Message = "The model is busy.", Retryable = true },
        },
        ["session.updated"] = Event with { Type = SessionEventTypes.SessionUpdated, TurnId = null, Session = Session },
        ["session.snapshot"] = Event with { Type = SessionEventTypes.SessionSnapshot, TurnId = null, Session = Session, Messages = [Question, Reply], Suggestions = [Ready] },
        ["session.ended"] = Event with { Type = SessionEventTypes.SessionEnded, TurnId = null },
    };

    private static Guid Id(int number) => new($"01920000-0000-7000-8000-{number:d12}");
}
