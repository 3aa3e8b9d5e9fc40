using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Constellation.Realtime.Contracts;
using Constellation.Realtime.Engine.Feedback;
using Constellation.Realtime.Engine.Graph;
using Constellation.Realtime.Engine.Prompting;
using Constellation.Realtime.Engine.Providers;
using Constellation.Realtime.Engine.Sessions;
using Constellation.Realtime.Engine.Suggestions;
using Constellation.Realtime.Engine.Suggestions.Registry;
using Microsoft.Extensions.Logging;

namespace Constellation.Realtime.Engine.Turns;

/// <summary>
/// The candidates of one turn: each is judged, shown where it passes, and sent back with all errors where it does not: in at most two answers, and not where what
/// came back is what was there before, or has just the same errors.
/// </summary>
internal sealed partial class Candidates(
    Turn turn,
    TurnWriter writer,
    IReadOnlyList<ReadySuggestion> before,
    TargetList targets,
    GraphFeed graph,
    BlockHandles handles,
    Drafts drafts,
    IHistory history,
    IAnnouncer announcer,
    CandidateWriter seen,
    TimeProvider time,
    ILogger<Candidates> logger) : IDisposable
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

    private readonly List<ReadySuggestion> _stored = [.. before];
    private readonly HashSet<(string Target, string Text)> _refused = [];
    private readonly HashSet<string> _errorsBefore = new(StringComparer.Ordinal);
    private readonly List<string> _errorsNow = [];
    private int _attempts;
    private int _corrections;
    private bool _asksAgain;
    private bool _givesUp;
    private bool _isLast;

    /// <summary>Whether the turn has a suggestion that the user can decide on.</summary>
    public bool AnyReady => _stored.Count > 0;

    /// <summary>By what the model knows the blocks.</summary>
    public BlockHandles Handles => handles;

    /// <summary>Whether a candidate was refused.</summary>
    public bool AnyRefused => _refused.Count > 0;

    /// <summary>Whether a candidate of the answer was refused, and the model is asked to correct none: it is asked for words, once.</summary>
    public bool GaveUp => _givesUp && !_asksAgain;

    /// <summary>Where a candidate comes from.</summary>
    /// <param name="IsCall">Whether it is a tool call; else a fenced block.</param>
    /// <param name="By">Who wrote it.</param>
    internal readonly record struct Origin(bool IsCall, Attempt? By);

    /// <summary>What became of a candidate.</summary>
    /// <param name="Told">What the model is told of it.</param>
    /// <param name="IsRefused">Whether it did not pass.</param>
    internal readonly record struct Judged(string Told, bool IsRefused);

    /// <summary>The model begins an answer. What it corrects in one answer is one correction, however many candidates there are.</summary>
    /// <param name="isLast">Whether the model is not asked again after it, whatever is wrong with it.</param>
    public void BeginAnswer(bool isLast)
    {
        (_asksAgain, _givesUp, _isLast) = (false, false, isLast);
        _errorsBefore.UnionWith(_errorsNow);
        _errorsNow.Clear();
    }

    /// <summary>Shows what an owner before this one stored and did not live to show, or the log has lost since.</summary>
    public void ShowStored()
    {
        foreach (var suggestion in _stored) drafts.Keep(suggestion);
        foreach (var suggestion in _stored.Where(suggestion => !writer.HasShown(suggestion.SuggestionId)))
            writer.Add(SessionEvent.SuggestionReady(turn.SessionId, turn.TurnId, time.GetUtcNow(), suggestion));
    }

    /// <summary>More of a candidate has come.</summary>
    /// <param name="key">Tells apart candidates that are written at the same time; the same as when it is judged.</param>
    public void Write(string key, string targetName, string part) => drafts.Write(key, targetName, part);

    /// <summary>Another provider writes the answer anew.</summary>
    public void StartOver() => drafts.StartOver();

    /// <summary>No draft is shown from here on.</summary>
    public void Dispose() => drafts.Dispose();

    public async Task<Judged> JudgeAsync(string key, string targetName, string text, bool isCut, Origin origin, CancellationToken cancellationToken)
    {
        _attempts++;
        var id = drafts.Close(key, targetName);
        if (targets.Find(targetName) is not { } target)
            return Refuse(id, targetName, text, new Verdict.Refused([Unknown(targetName)]));

        var verdict = SuggestionCheck.Check(target, text, graph.Current, isCut, handles);
        Keep(id, targetName, text, origin, verdict);
        return verdict switch
        {
            Verdict.Accepted accepted => await StoreAsync(id, accepted.Suggestion, cancellationToken),
            Verdict.Refused refused => Refuse(id, targetName, text, isCut ? refused : OtherTargets.Hint(refused, target, targets.All, text, graph.Current, handles)),
            _ => throw new InvalidOperationException("A verdict is one of the two."),
        };
    }

    private void Keep(Guid id, string target, string text, Origin origin, Verdict verdict) => seen.Add(new SeenCandidate
    {
        CandidateId = Guid.CreateVersion7(time.GetUtcNow()),
        SessionId = turn.SessionId,
        TurnId = turn.TurnId,
        SuggestionId = id,
        Number = _attempts,
        Target = target,
        Text = text,
        IsCall = origin.IsCall,
        Passed = verdict is Verdict.Accepted,
        Codes = verdict switch
        {
            Verdict.Accepted accepted => accepted.Suggestion.Repairs.Select(repair => repair.Code),
            Verdict.Refused refused => refused.Errors.Select(error => error.Code),
            _ => [],
        },
        AttemptId = origin.By?.AttemptId,
        Provider = origin.By?.Provider ?? "",
        Model = origin.By?.Model ?? "",
        At = time.GetUtcNow(),
    });

    private Judged Refuse(Guid id, string target, string text, Verdict.Refused verdict)
    {
        var errors = verdict.Errors;
        if (verdict.Fault is { } fault)
            Log.Failed(logger, fault, turn.TurnId, turn.SessionId, target);
        if (errors.FirstOrDefault(error => error.Code == FindingCodes.SecondOpinion) is { } disagreement)
            Log.Disagreed(logger, turn.TurnId, turn.SessionId, target, disagreement.Message);

        var asksAgain = _refused.Add((target, text)) & IsNew(target, errors) & !_isLast && (_asksAgain || _corrections < MostCorrections);
        if (asksAgain)
        {
            _corrections += _asksAgain ? 0 : 1;
            _asksAgain = true;
            drafts.Corrects(id);
        }
        else
        {
            _givesUp = true;
        }

        writer.Add(SessionEvent.SuggestionInvalid(turn.SessionId, turn.TurnId, time.GetUtcNow(), _attempts, asksAgain, [.. errors.Select(error => error.ToFinding())]));

        return new Judged(InertJson.Quiet(handles.Told(JsonSerializer.Serialize(new ToldErrors("invalid", asksAgain ? Correct : GiveUp, errors), Told))), IsRefused: true);
    }

    // As the person sees them: a model that goes round in circles is not asked once more.
    private bool IsNew(string target, IReadOnlyList<CandidateError> errors)
    {
        var told = errors.Select(error => $"{error.Pointer}\0{error.Code}\0{error.Message}").Order(StringComparer.Ordinal);
        var all = string.Join('\0', told.Prepend(target));
        _errorsNow.Add(all);
        return !_errorsBefore.Contains(all);
    }

    private async Task<Judged> StoreAsync(Guid id, CheckedSuggestion candidate, CancellationToken cancellationToken)
    {
        var same = _stored.Find(one => one.Shown.Target == candidate.Target.Name && one.Shown.Payload.GetRawText() == candidate.Payload.GetRawText());
        var suggestion = same ?? ReadySuggestion.Of(candidate, id, turn.SessionId, turn.TurnId);
        if (same is null)
        {
            await StoreAsync(suggestion, cancellationToken);
            _stored.Add(suggestion);
            drafts.Keep(suggestion);
            if (candidate.Repairs.Count > 0)
                Log.Repaired(logger, turn.TurnId, turn.SessionId, candidate.Target.Name, string.Join(", ", candidate.Repairs.Select(repair => repair.Code).Distinct()));
        }

        // The person may have decided on it since.
        if (same is not null) suggestion = await AsItStandsAsync(same, cancellationToken);
        writer.Add(SessionEvent.SuggestionReady(turn.SessionId, turn.TurnId, time.GetUtcNow(), suggestion));
        await writer.FlushAsync(cancellationToken);
        if (suggestion.Shown.Status == SuggestionStatus.Ready) await announcer.ToUser(turn.UserId).SuggestionReady(suggestion.Shown);
        return new Judged("""{"status":"ready","next":"It is shown to the person, who decides on it. Do not repeat it."}""", IsRefused: false);
    }

    private async Task<ReadySuggestion> AsItStandsAsync(ReadySuggestion stored, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                var all = await history.ReadReadyAsync(turn.SessionId, turn.TurnId, cancellationToken);
                return all.FirstOrDefault(one => one.SuggestionId == stored.SuggestionId) ?? stored;
            }
            catch (StoreUnavailableException)
            {
                await Task.Delay(Pause, time, cancellationToken);
            }
        }
    }

    /// <summary>What the user may decide on is in the database before it is shown. While that is away the turn waits for it.</summary>
    private async Task StoreAsync(ReadySuggestion suggestion, CancellationToken cancellationToken)
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
        Message = $"There is no target '{target}'. There are: {string.Join(", ", targets.All.Select(one => one.Name).Take(CandidateError.AllowedListed))}.",
        Got = target,
        Allowed = [.. targets.All.Select(one => one.Name).Take(CandidateError.AllowedListed)],
        Hint = OtherTargets.Nearest(target, targets.All) is { } near ? $"Is '{near.Name}' meant?" : null,
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
