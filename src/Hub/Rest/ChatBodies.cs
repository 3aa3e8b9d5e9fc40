using System.Text.Json;
using Constellation.Realtime.Contracts;
using Constellation.Realtime.Engine.Suggestions;

namespace Constellation.Realtime.Hub.Rest;

/// <summary><c>POST /llm/chat/</c>: a session and its first message.</summary>
/// <param name="UserId">Must be the caller.</param>
/// <param name="InitialMessage">What the user says.</param>
/// <param name="ClientMessageId">Unique for the user: the same again gives the same session and turn.</param>
internal sealed record StartChat(Guid UserId, string InitialMessage, Guid? ClientMessageId = null);

/// <summary><c>POST /llm/chat/{session_id}/message/</c>.</summary>
/// <param name="UserMessage">What the user says.</param>
/// <param name="ClientMessageId">Unique in the session: the same again gives the same turn.</param>
internal sealed record SendChat(string UserMessage, Guid? ClientMessageId = null);

/// <summary><c>PATCH /llm/chat/{session_id}/</c>.</summary>
/// <param name="Title">1 to 200 characters.</param>
internal sealed record TitleBody(string Title);

/// <summary>A decision on a suggestion.</summary>
/// <param name="Payload">With <c>accepted</c>: the payload as the user edited it, whole.</param>
internal sealed record DecisionBody(Decision Decision, string? Comment = null, JsonElement? Payload = null);

/// <summary>A suggested pipeline as a run for the pipeline runner, checked as one that a model wrote.</summary>
/// <param name="Payload">What the target <c>dagster_job</c> takes.</param>
internal sealed record DagsterJobBody(string Target, string SchemaVersion, string Title, string? Summary, JsonElement Payload)
{
    public static DagsterJobBody Of(CheckedSuggestion job) => new(job.Target.Name, job.Target.SchemaVersion, job.Title, job.Summary, job.Payload);
}

/// <summary>A rating of a reply.</summary>
internal sealed record FeedbackBody(Rating Rating, string? Comment = null);

/// <summary>The answer to <see cref="StartChat"/>, once the reply is complete.</summary>
/// <param name="Message">The reply's text.</param>
/// <param name="MessageId">The reply's id.</param>
/// <param name="Status"><c>partial</c> where the turn was cancelled; else left out.</param>
internal sealed record ChatStarted(
    Guid SessionId, string Message, Guid MessageId, Guid TurnId, IReadOnlyList<Suggestion> Suggestions, MessageStatus? Status);

/// <summary>The answer to <see cref="SendChat"/>, once the reply is complete.</summary>
/// <param name="ResponseMessage">The reply's text.</param>
/// <param name="UpdatedSession">The session's id.</param>
/// <param name="MessageId">The reply's id.</param>
/// <param name="Status"><c>partial</c> where the turn was cancelled; else left out.</param>
internal sealed record ChatAnswered(
    string ResponseMessage, Guid UpdatedSession, Guid MessageId, Guid TurnId, Session Session, IReadOnlyList<Suggestion> Suggestions, MessageStatus? Status);

/// <summary>The answer to <c>DELETE /llm/chat/{session_id}/</c>.</summary>
internal sealed record ChatEnded(Guid SessionId, SessionStatus Status);
