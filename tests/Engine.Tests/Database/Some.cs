using System.Diagnostics.Metrics;
using System.Text.Json;
using Constellation.Realtime.Contracts;
using Constellation.Realtime.Engine.Database;
using Constellation.Realtime.Engine.Feedback;
using Constellation.Realtime.Engine.Turns;
using Microsoft.Extensions.DependencyInjection;

namespace Constellation.Realtime.Engine.Tests.Database;

internal static class Some
{
    public const string UnicodeText = "e\u0301 \u05d0\u202e ab \ud83d\udef0\ufe0f \ud83d\udc69\u200d\ud83d\ude80 \u2028\u2029 \ufeff\ufffd\uffff \"\\\\/<&>'+\u007f\u0001\r\n\t  ";

    public static readonly DateTimeOffset Time = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);

    public static readonly Usage Usage = new() { InputTokens = 12, OutputTokens = 34, Provider = "planner", Model = "planner" };

    public static readonly TurnError Error = new() { Code = ErrorCodes.LlmUnavailable, Message = "No provider could answer.", Retryable = true };

    public static Guid Id() => Guid.NewGuid();

    /// <summary>Counts, and nobody looks.</summary>
    public static Telemetry Telemetry() => new(new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<IMeterFactory>());

    public static NewTurn Turn(Session session, Guid? clientMessageId = null, Guid? node = null, string text = "Which blocks show snow?", DateTimeOffset? at = null) => new()
    {
        UserId = session.UserId,
        SessionId = session.SessionId,
        ClientMessageId = clientMessageId ?? Id(),
        TurnId = Id(),
        UserMessageId = Id(),
        ReplyId = Id(),
        Text = text,
        At = at ?? Time,
        Node = node ?? Id(),
        Title = "Which blocks show snow?",
    };

    public static NewTurn Start(Guid userId, Guid? clientMessageId = null) => new()
    {
        UserId = userId,
        SessionId = Id(),
        ClientMessageId = clientMessageId ?? Id(),
        TurnId = Id(),
        UserMessageId = Id(),
        ReplyId = Id(),
        Text = "Which blocks show snow?",
        At = Time,
        Node = Id(),
        Title = "Which blocks show snow?",
        StartsSession = true,
    };

    public static NewTurn Again(Session session, Guid turnId, DateTimeOffset? at = null) => Turn(session, text: "", at: at) with { Regenerates = turnId };

    public static TurnEnd End(Turn turn, string text = "Two do.", TurnStatus status = TurnStatus.Completed, long? term = null, DateTimeOffset? at = null) => new()
    {
        SessionId = turn.SessionId,
        TurnId = turn.TurnId,
        Term = term ?? turn.Term,
        Status = status,
        Text = text,
        At = at ?? Time.AddSeconds(5),
        Usage = status == TurnStatus.Completed ? Usage : null,
        Error = status == TurnStatus.Failed ? Error : null,
    };

    /// <summary>The suggestion as the database would keep it.</summary>
    public static ReadySuggestion Ready(Suggestion suggestion) =>
        ReadySuggestion.Kept(SuggestionRow.Of(suggestion, suggestion.SessionId!.Value, suggestion.TurnId!.Value, 1, Time));

    public static Suggestion Suggestion(Turn turn, string payload = """{"name":"Snow","blocks":[],"edges":[]}""") => new()
    {
        SuggestionId = Id(),
        SessionId = turn.SessionId,
        TurnId = turn.TurnId,
        Target = "pipeline",
        SchemaVersion = "sha256:1",
        Title = "Snow",
        Summary = "Maps snow.",
        Payload = JsonElement.Parse(payload),
        Graph = new Contracts.Graph
        {
            Blocks = [new GraphBlock { BlockId = Id(), Name = "Sentinel-2", BlockType = "dataset" }],
            Edges = [new GraphEdge { SourceBlockId = Id(), TargetBlockId = Id(), EdgeType = "primary" }],
        },
        Runnable = false,
        Warnings = [new Finding { Pointer = "/blocks/0", Code = "not_runnable", Message = "The runner has no such block yet." }],
        Status = SuggestionStatus.Ready,
    };

    public static DecideSuggestion Decision(Suggestion suggestion, Decision decision, string? comment = null) => new()
    {
        SessionId = suggestion.SessionId!.Value,
        SuggestionId = suggestion.SuggestionId,
        Decision = decision,
        Comment = comment,
    };

    public static SeenCandidate Candidate() => new()
    {
        CandidateId = Id(),
        SessionId = Id(),
        TurnId = Id(),
        SuggestionId = Id(),
        Number = 1,
        Target = "pipeline",
        Text = "{}",
        IsCall = true,
        Passed = true,
        Codes = [],
        Provider = "openai",
        Model = "m",
        At = Time,
    };
}
