using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Constellation.Realtime.Contracts;
using Constellation.Realtime.Engine.Graph;
using Constellation.Realtime.Engine.Sessions;
using Constellation.Realtime.Engine.Suggestions;
using Microsoft.Extensions.Logging;

namespace Constellation.Realtime.Engine.Turns;

/// <summary>The candidates of one turn: each is judged, shown where it passes, and sent back with all errors where it does not, at most twice.</summary>
internal sealed partial class Candidates(
    Turn turn,
    TurnWriter writer,
    IReadOnlyList<Suggestion> before,
    IReadOnlyList<Target> targets,
    GraphFeed graph,
    Drafts drafts,
    IHistory history,
    IAnnouncer announcer,
    TimeProvider time,
    ILogger<Candidates> logger)
{
    private const int MostCorrections = 2;
    private const string Correct = "Correct what is named here, and nothing else, and suggest it again.";
    private const string GiveUp = "Do not suggest it again. Tell the person plainly that no valid suggestion could be made, and why.";
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private static readonly JsonSerializerOptions Told = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly List<Suggestion> _stored = [.. before];
    private readonly HashSet<(string Target, string Text)> _refused = [];
    private int _attempts;
    private int _corrections;

    /// <summary>Whether the turn has a suggestion that the user can decide on.</summary>
    public bool AnyReady => _stored.Count > 0;

    /// <summary>What became of a candidate.</summary>
    /// <param name="Told">What the model is told of it.</param>
    /// <param name="AsksAgain">Whether it is asked to correct it.</param>
    internal readonly record struct Judged(string Told, bool AsksAgain);

    /// <summary>More of a candidate has come.</summary>
    /// <param name="key">Tells apart candidates that are written at the same time; the same as when it is judged.</param>
    public void Write(string key, string targetName, string part) => drafts.Write(key, targetName, part);

    public async Task<Judged> JudgeAsync(string key, string targetName, string text, bool isCut, CancellationToken cancellationToken)
    {
        _attempts++;
        var id = drafts.Close(key, targetName);
        if (targets.FirstOrDefault(target => target.Name == targetName) is not { } target)
            return Refuse(id, targetName, text, new Verdict.Refused([Unknown(targetName)]));

        return SuggestionCheck.Check(target, text, graph.Current, isCut) switch
        {
            Verdict.Accepted accepted => await StoreAsync(id, accepted.Suggestion, cancellationToken),
            Verdict.Refused refused => Refuse(id, targetName, text, refused),
            _ => throw new InvalidOperationException("A verdict is one of the two."),
        };
    }

    private Judged Refuse(Guid id, string target, string text, Verdict.Refused verdict)
    {
        var errors = verdict.Errors;
        if (verdict.Fault is { } fault)
            Log.Failed(logger, fault, turn.TurnId, turn.SessionId, target);
        if (errors.FirstOrDefault(error => error.Code == FindingCodes.SecondOpinion) is { } disagreement)
            Log.Disagreed(logger, turn.TurnId, turn.SessionId, target, disagreement.Message);

        var asksAgain = _refused.Add((target, text)) && _corrections < MostCorrections;
        if (asksAgain)
        {
            _corrections++;
            drafts.Corrects(id);
        }

        writer.Add(SessionEvent.SuggestionInvalid(turn.SessionId, turn.TurnId, time.GetUtcNow(), _attempts, asksAgain, [.. errors.Select(error => error.ToFinding())]));

        return new Judged(JsonSerializer.Serialize(new ToldErrors("invalid", asksAgain ? Correct : GiveUp, errors), Told), asksAgain);
    }

    private async Task<Judged> StoreAsync(Guid id, CheckedSuggestion candidate, CancellationToken cancellationToken)
    {
        var same = _stored.Find(one => one.Target == candidate.Target.Name && one.Payload.GetRawText() == candidate.Payload.GetRawText());
        var suggestion = same ?? candidate.ToSuggestion(id, turn.SessionId, turn.TurnId);
        if (same is null)
        {
            await StoreAsync(suggestion, cancellationToken);
            _stored.Add(suggestion);
            if (candidate.Repairs.Count > 0)
                Log.Repaired(logger, turn.TurnId, turn.SessionId, suggestion.Target, string.Join(", ", candidate.Repairs.Select(repair => repair.Code).Distinct()));
        }

        writer.Add(SessionEvent.SuggestionReady(turn.SessionId, turn.TurnId, time.GetUtcNow(), suggestion));
        await writer.FlushAsync(cancellationToken);
        await announcer.ToUser(turn.UserId).SuggestionReady(suggestion);
        return new Judged("""{"status":"ready","next":"It is shown to the person, who decides on it. Do not repeat it."}""", AsksAgain: false);
    }

    /// <summary>What the user may decide on is in the database before it is shown. While that is away the turn waits for it.</summary>
    private async Task StoreAsync(Suggestion suggestion, CancellationToken cancellationToken)
    {
        while (!writer.IsLost)
        {
            try
            {
                if (await history.StoreSuggestionAsync(suggestion, writer.Term, time.GetUtcNow(), cancellationToken)) return;
                writer.Doubt();
            }
            catch (StoreUnavailableException)
            {
                // Again, until the database is back.
            }

            await Task.Delay(Pause, time, cancellationToken);
        }

        throw new OperationCanceledException(writer.Stopped);
    }

    private CandidateError Unknown(string target) => new()
    {
        Pointer = "",
        Code = FindingCodes.UnknownTarget,
        Message = $"There is no target '{target}'. There are: {string.Join(", ", targets.Select(one => one.Name))}.",
    };

    private sealed record ToldErrors(string Status, string Next, IReadOnlyList<CandidateError> Errors);

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Error, "Turn {TurnId} of session {SessionId}: the two validators disagree on a candidate for {Target}, which is refused: {Disagreement}")]
        internal static partial void Disagreed(ILogger logger, Guid turnId, Guid sessionId, string target, string disagreement);

        [LoggerMessage(LogLevel.Error, "Turn {TurnId} of session {SessionId}: a candidate for {Target} could not be judged, and is refused.")]
        internal static partial void Failed(ILogger logger, Exception fault, Guid turnId, Guid sessionId, string target);

        [LoggerMessage(LogLevel.Information, "Turn {TurnId} of session {SessionId}: the suggestion for {Target} passed once it was repaired: {Repairs}")]
        internal static partial void Repaired(ILogger logger, Guid turnId, Guid sessionId, string target, string repairs);
    }
}
