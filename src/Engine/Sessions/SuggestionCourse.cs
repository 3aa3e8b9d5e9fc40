using System.Text.Json;
using Constellation.Realtime.Contracts;
using Constellation.Realtime.Engine.Applying;
using Constellation.Realtime.Engine.Database;
using Constellation.Realtime.Engine.EventLog;
using Constellation.Realtime.Engine.Suggestions;
using Constellation.Realtime.Engine.Turns;
using Microsoft.EntityFrameworkCore;

namespace Constellation.Realtime.Engine.Sessions;

/// <summary>The transactions that store a suggestion and decide on it.</summary>
internal static class SuggestionCourse
{
    public static async Task<bool> StoreAsync(StoreContext db, ReadySuggestion suggestion, long term, DateTimeOffset at)
    {
        if (suggestion.Shown is not { SessionId: { } sessionId, TurnId: { } turnId }) throw new ArgumentException("It belongs to no turn.", nameof(suggestion));
        if (await db.LockTurnAsync(turnId) is not { Status: TurnStatus.Running } turn || turn.SessionId != sessionId || turn.Term != term) return false;
        if (await db.Suggestions.AnyAsync(s => s.SuggestionId == suggestion.SuggestionId)) return true;

        db.Add(SuggestionRow.Of(suggestion.Shown, sessionId, turnId, Sequence.Of(turn.StartTerm, ++turn.Suggestions), at));
        await db.SaveChangesAsync();
        return true;
    }

    public static async Task<DecisionResult> DecideAsync(
        StoreContext db, Guid userId, DecideSuggestion decision, CheckedSuggestion? edited, bool applies, DateTimeOffset at)
    {
        var session = await db.LockSessionAsync(decision.SessionId);
        if (session?.UserId != userId) return new DecisionResult.Refused(ErrorCodes.NotFound);
        if (!session.TakesMessages) return new DecisionResult.Refused(ErrorCodes.SessionEnded);
        var suggestion = await db.Suggestions.AsTracking()
            .SingleOrDefaultAsync(s => s.SuggestionId == decision.SuggestionId && s.SessionId == decision.SessionId);
        if (suggestion is null) return new DecisionResult.Refused(ErrorCodes.NotFound);
        if (suggestion.Decision == decision.Decision && IsSame(suggestion.Payload, decision.Payload)) return new DecisionResult.Same(suggestion.ToSuggestion());
        if (suggestion.Decision is not null) return new DecisionResult.Refused(ErrorCodes.Conflict);

        if (edited is not null) suggestion.Edit(edited);
        suggestion.Decision = decision.Decision;
        suggestion.Comment = decision.Comment;
        suggestion.DecidedAt = at;
        suggestion.Status = decision.Decision == Decision.Accepted ? SuggestionStatus.Accepted : SuggestionStatus.Rejected;
        var changed = SessionEvent.SuggestionChanged(decision.SessionId, at, suggestion.ToSuggestion(), session.TakeSequence());
        db.Add(OutsideEventRow.Of(changed));
        if (applies && decision.Decision == Decision.Accepted)
        {
            db.Add(new ApplicationRow
            {
                SuggestionId = suggestion.SuggestionId,
                SessionId = suggestion.SessionId,
                UserId = userId,
                StartedAt = at,
                Node = Node.Nobody,
                NextAt = at,
            });
        }

        await db.SaveChangesAsync();
        return new DecisionResult.Decided(suggestion.ToSuggestion(), changed);
    }

    public static async Task<SettleResult> SettleAsync(StoreContext db, Settlement settlement, DateTimeOffset at)
    {
        var (sessionId, suggestionId) = (settlement.Application.SessionId, settlement.Application.Suggestion.SuggestionId);
        var session = await db.LockSessionAsync(sessionId);
        if (session is null || await db.LockApplicationAsync(suggestionId) is not { } application || application.Claim != settlement.Application.Claim)
            return SettleResult.Lost;
        var suggestion = await db.Suggestions.AsTracking().SingleAsync(s => s.SuggestionId == suggestionId);
        if (application.SettledAt is not null) return new SettleResult(IsOurs: true, Changed: null);

        application.SettledAt = at;
        suggestion.Status = settlement.Error is null ? SuggestionStatus.Applied : SuggestionStatus.Failed;
        suggestion.Error = settlement.Error is null ? null : StoredJson.Write(settlement.Error);
        suggestion.Result = settlement.Result is null ? null : StoredJson.Write(settlement.Result);
        SessionEvent? changed = null;
        if (session.Status == SessionStatus.Active)
        {
            changed = SessionEvent.SuggestionChanged(sessionId, at, suggestion.ToSuggestion(), session.TakeSequence());
            db.Add(OutsideEventRow.Of(changed));
        }

        await db.SaveChangesAsync();
        return new SettleResult(IsOurs: true, changed);
    }

    /// <summary>Who sends no payload asks for what stands; who sends one asks for that.</summary>
    private static bool IsSame(string payload, JsonElement? wanted) => wanted is not { } value || JsonElement.DeepEquals(JsonElement.Parse(payload), value);
}
