using System.Text.Json;
using Constellation.Realtime.Contracts;
using Constellation.Realtime.Engine.Suggestions;

namespace Constellation.Realtime.Hub.Rest;

// What callers send has no constructor: of a constructor's arguments the serializer does not say what a wrong one should have been.

/// <summary><c>POST /llm/chat/</c>: a session and its first message.</summary>
internal sealed record StartChat
{
    /// <summary>Must be the caller.</summary>
    public required Guid UserId { get; init; }

    /// <summary>What the user says.</summary>
    public required string InitialMessage { get; init; }

    /// <summary>Unique for the user: the same again gives the same session and turn.</summary>
    public Guid? ClientMessageId { get; init; }
}

/// <summary><c>POST /llm/chat/{session_id}/message/</c>.</summary>
internal sealed record SendChat
{
    /// <summary>What the user says.</summary>
    public required string UserMessage { get; init; }

    /// <summary>Unique in the session: the same again gives the same turn.</summary>
    public Guid? ClientMessageId { get; init; }
}

/// <summary><c>PATCH /llm/chat/{session_id}/</c>.</summary>
internal sealed record TitleBody
{
    /// <summary>1 to 200 characters.</summary>
    public required string Title { get; init; }
}

/// <summary>A decision on a suggestion.</summary>
internal sealed record DecisionBody
{
    public required Decision Decision { get; init; }

    public string? Comment { get; init; }

    /// <summary>With <c>accepted</c>: the payload as the user edited it, whole.</summary>
    public JsonElement? Payload { get; init; }
}

/// <summary>A suggested pipeline as a run for the pipeline runner, checked as one that a model wrote.</summary>
/// <param name="Payload">What the target <c>dagster_job</c> takes.</param>
internal sealed record DagsterJobBody(string Target, string SchemaVersion, string Title, string? Summary, JsonElement Payload)
{
    public static DagsterJobBody Of(CheckedSuggestion job) => new(job.Target.Name, job.Target.SchemaVersion, job.Title, job.Summary, job.Payload);
}

/// <summary>A rating of a reply.</summary>
internal sealed record FeedbackBody
{
    public required Rating Rating { get; init; }

    public string? Comment { get; init; }
}

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
