using Constellation.Realtime.Contracts;
using Constellation.Realtime.Engine.Database;
using Constellation.Realtime.Engine.Providers.Attempts;

namespace Constellation.Realtime.Engine.Feedback;

/// <summary>One person's session, as far as something can be learned from it.</summary>
/// <param name="Turns">Those that have ended, oldest first.</param>
internal sealed record TrainingSession(Guid SessionId, Guid UserId, IReadOnlyList<TrainingTurn> Turns)
{
    /// <summary>The turns that answer one message of the person: more than one where it was answered again. In the order of the messages, and of the answers.</summary>
    public IEnumerable<IReadOnlyList<TrainingTurn>> Messages => Turns.GroupBy(turn => turn.UserMessage.MessageId).Select(turns => turns.ToList());
}

/// <summary>One turn with what was thought of it.</summary>
internal sealed record TrainingTurn
{
    public required MessageRow UserMessage { get; init; }

    public required MessageRow Reply { get; init; }

    /// <summary>In the order in which they were made.</summary>
    public required IReadOnlyList<SuggestionRow> Suggestions { get; init; }

    /// <summary>In the order in which they were judged.</summary>
    public required IReadOnlyList<CandidateRow> Candidates { get; init; }

    /// <summary>Of the prompt that the reply was written to; null where they are not known.</summary>
    public IngredientsRow? Ingredients { get; init; }

    /// <summary>The calls of providers that the turn made, in that order.</summary>
    public IReadOnlyList<AttemptRow> Attempts { get; init; } = [];

    /// <summary>Whether the reply is whole, and the one that stands or stood.</summary>
    public bool IsWhole => Reply.Status is MessageStatus.Complete or MessageStatus.Superseded;

    /// <summary>Whether the reply was not answered again.</summary>
    public bool Stands => Reply.Status is MessageStatus.Complete;

    /// <summary>When the person last said what they think of it; null where they did not.</summary>
    public DateTimeOffset? JudgedAt => Suggestions.Select(suggestion => suggestion.DecidedAt).Append(Reply.FeedbackAt).Max();

    /// <summary>The last call that gave an answer: by it the reply was finished. Null where it is not known.</summary>
    public AttemptRow? Finished => Attempts.LastOrDefault(attempt => attempt is { Purpose: Purposes.Reply, Outcome: AttemptOutcomes.Answered });

    /// <summary>The call that wrote the candidate; null where it is not known.</summary>
    public AttemptRow? By(CandidateRow? candidate) => candidate?.AttemptId is { } id ? Attempts.FirstOrDefault(attempt => attempt.AttemptId == id) : null;

    /// <summary>The candidate that became the suggestion; null where it was not kept.</summary>
    public CandidateRow? Of(SuggestionRow suggestion) => Candidates.LastOrDefault(candidate => candidate.Passed && candidate.SuggestionId == suggestion.SuggestionId);
}
