using System.Text.Json;
using Constellation.Realtime.Contracts;
using Constellation.Realtime.Engine.EventLog;
using Constellation.Realtime.Engine.Graph;
using Constellation.Realtime.Engine.Limits;
using Constellation.Realtime.Engine.Sessions;
using Constellation.Realtime.Engine.Suggestions;
using Constellation.Realtime.Engine.Suggestions.Reading;
using Constellation.Realtime.Engine.Suggestions.Registry;

namespace Constellation.Realtime.Engine.Applying;

/// <summary>
/// Decides on suggestions. What is accepted, as it was suggested or as its user edited it, is judged once more, by the version of the schema that it was made for and by
/// the graph as it is now; that it is to be applied is stored with the decision. Nobody waits here for the API that it goes to: <c>suggestion.changed</c> tells what
/// came of it.
/// </summary>
internal sealed class Deciding(
    IHistory history, TargetRegistry targets, GraphFeed graph, TargetApis apis, Applier applier, OutsideEvents outside,
    Telemetry telemetry, TimeProvider time)
{
    /// <exception cref="RefusedException"><c>not_found</c>, <c>session_ended</c>, <c>invalid_request</c>, where the comment or what its user made of it is not valid, or <c>conflict</c>,
    /// where it was decided otherwise or is not valid any more.</exception>
    public async Task<Suggestion> DecideAsync(Caller caller, Session session, DecideSuggestion request, CancellationToken cancellationToken)
    {
        var suggestion = await history.FindSuggestionAsync(request.SessionId, request.SuggestionId, cancellationToken)
            ?? throw (session.Status == SessionStatus.Ended ? HasEnded() : NoSuchSuggestion());
        TextRules.CheckComment(request.Comment);
        if (request.Payload is { } payload) TextRules.CheckPayload(payload);
        if (request is { Decision: Decision.Rejected, Payload: not null })
            throw RefusedException.Invalid("A payload goes with accepted: what is rejected is rejected as it was suggested.");

        var edited = request.Decision == Decision.Accepted && suggestion.Status == SuggestionStatus.Ready && session.Status == SessionStatus.Active
            ? await JudgeAsync(suggestion, request.Payload, cancellationToken)
            : null;
        var applies = request.Decision == Decision.Accepted && await apis.FindAsync(
            edited is null ? suggestion : suggestion with { Payload = edited.Payload }, cancellationToken) is not null;
        switch (await history.DecideAsync(caller.UserId, request, edited, applies, time.GetUtcNow(), CancellationToken.None))
        {
            case DecisionResult.Decided decided:
                telemetry.SuggestionDecided(suggestion.Target, request.Decision, edited is not null);
                await outside.AppendAsync(decided.Changed, CancellationToken.None);
                if (decided.Suggestion.Status == SuggestionStatus.Accepted && applies) applier.Wake();
                return decided.Suggestion;
            case DecisionResult.Same same:
                return same.Suggestion;
            case DecisionResult.Refused { Code: ErrorCodes.Conflict }:
                throw new RefusedException(ErrorCodes.Conflict, "This suggestion has been decided otherwise already.");
            case DecisionResult.Refused { Code: ErrorCodes.SessionEnded }:
                throw HasEnded();
            default:
                throw NoSuchSuggestion();
        }
    }

    /// <summary>A drawn pipeline as the run that the pipeline runner would make of it; nothing is kept.</summary>
    /// <exception cref="RefusedException"><c>not_found</c>, or <c>conflict</c>, where it can't be run, with the reasons.</exception>
    public async Task<CheckedSuggestion> ConvertAsync(Guid sessionId, Guid suggestionId, CancellationToken cancellationToken)
    {
        var suggestion = await FindAsync(sessionId, suggestionId, cancellationToken);
        return DagsterJobs.Of(suggestion, graph.Current);
    }

    /// <summary>The suggestion.</summary>
    /// <exception cref="RefusedException"><c>not_found</c>.</exception>
    public async Task<Suggestion> FindAsync(Guid sessionId, Guid suggestionId, CancellationToken cancellationToken) =>
        await history.FindSuggestionAsync(sessionId, suggestionId, cancellationToken) ?? throw NoSuchSuggestion();

    private static RefusedException HasEnded() => new(ErrorCodes.SessionEnded, "This session has ended; its suggestions can't be decided any more.");

    private static RefusedException NoSuchSuggestion() => RefusedException.NotFound("suggestion in this session");

    /// <summary>For the person who decides: a block by its name, a place where there is one.</summary>
    private static string Told(Suggestion suggestion, Finding error)
    {
        if (error.Code == FindingCodes.UnknownBlock && JsonPointer.Find(suggestion.Payload, error.Pointer) is { ValueKind: JsonValueKind.String } id
            && suggestion.Graph?.Blocks.FirstOrDefault(block => block.BlockId.ToString() == id.GetString()) is { } block)
        {
            return $"the block '{block.Name}' is not in the catalogue now.";
        }

        return error.Pointer.Length == 0 ? error.Message : $"{error.Message} ({error.Pointer})";
    }

    /// <summary>What its user made of the suggestion; null where that is what was suggested.</summary>
    private async Task<CheckedSuggestion?> JudgeAsync(Suggestion suggestion, JsonElement? payload, CancellationToken cancellationToken)
    {
        if (await targets.FindAsync(suggestion.Target, suggestion.SchemaVersion!, cancellationToken) is not { } target)
        {
            throw new RefusedException(
                ErrorCodes.Conflict, $"The schema of '{suggestion.Target}' that this was made for is not there any more, so it can't be checked. Ask for it again.");
        }

        if (target.Kind != TargetKind.Registered && graph.Current.Blocks.Count == 0)
        {
            throw new RefusedException(ErrorCodes.Unavailable, "The catalogue can't be read now, so this can't be checked. Please try again in a moment.")
            {
                RetryAfter = TimeSpan.FromSeconds(5),
            };
        }

        var isEdited = payload is { } wanted && !JsonElement.DeepEquals(wanted, suggestion.Payload);
        var verdict = SuggestionCheck.Check(target, (isEdited ? payload!.Value : suggestion.Payload).GetRawText(), graph.Current, cutShort: false);
        if (verdict is Verdict.Accepted { Suggestion.Repairs.Count: 0 } accepted) return isEdited ? accepted.Suggestion : null;

        // A person means what they write: it is mended for nobody, as it is for a model.
        List<Finding> errors = verdict switch
        {
            Verdict.Refused refused => [.. refused.Errors.Select(error => error.ToFinding())],
            Verdict.Accepted mended when isEdited => [.. mended.Suggestion.Repairs.Select(repair => new Finding
            {
                Pointer = repair.Pointer,
                Code = repair.Code,
                Message = "This is not spelled as the schema has it.",
            })],
            _ => [new Finding { Pointer = "", Code = FindingCodes.NotJson, Message = "It is not stored as it was checked." }],
        };
        throw isEdited
            ? new RefusedException(ErrorCodes.InvalidRequest, $"The edited payload is not valid: {Told(suggestion with { Payload = payload!.Value }, errors[0])} Nothing was decided.")
            {
                Errors = errors,
            }
            : new RefusedException(ErrorCodes.Conflict, $"This suggestion is not valid any more: {Told(suggestion, errors[0])} Reject it, or ask for it again.") { Errors = errors };
    }
}
