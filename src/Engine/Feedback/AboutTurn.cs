using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Constellation.Realtime.Contracts;
using Constellation.Realtime.Engine.Database;
using Constellation.Realtime.Engine.Prompting;
using Constellation.Realtime.Engine.Providers.Attempts;

namespace Constellation.Realtime.Engine.Feedback;

/// <summary>What a turn's answer was made of (the prompt's ingredients, the call of a provider) together with what was thought of it.</summary>
internal static class AboutTurn
{
    private static readonly JsonSerializerOptions Snake = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>What is not known is left out: of older turns, of those whose node died, and of what was kept for long enough.</summary>
    /// <param name="answered">The call that gave what the line has of the turn.</param>
    /// <param name="unnamed">Takes out of a text who it is.</param>
    public static JsonObject About(this TrainingTurn turn, AttemptRow? answered, Func<string, string> unnamed) => (JsonObject)JsonSerializer.SerializeToNode(
        new Content(PromptOf(turn, unnamed), AttemptOf(answered) is { } call ? call with { Others = Others(turn, call) } : null, FeedbackOf(turn, unnamed)), Snake)!;

    private static Prompt? PromptOf(TrainingTurn turn, Func<string, string> unnamed)
    {
        if (turn.Ingredients is not { } row) return null;
        var made = StoredJson.Read<Ingredients>(row.Content);
        return new Prompt(
            row.Template, row.Tokens, row.Window, [.. made.Facts.Select(unnamed)], made.Found, made.Examples.Count, made.Suggestion is not null, made.HasSummary,
            made.Messages, made.Tools, made.LeftOut);
    }

    private static Attempt? AttemptOf(AttemptRow? made) => made is null ? null : new Attempt(
        made.AttemptId, made.Provider, made.Model, made.Round, made.Number, made.Outcome, made.DurationMs, made.FirstTokenMs, made.InputTokens, made.OutputTokens, Others: null);

    private static int Others(TrainingTurn turn, Attempt call) => turn.Attempts.Count(attempt => attempt.Purpose == Purposes.Reply && attempt.AttemptId != call.AttemptId);

    private static Feedback FeedbackOf(TrainingTurn turn, Func<string, string> unnamed) => new(
        Word(turn.Reply.Feedback),
        Said(turn.Reply.FeedbackComment, unnamed),
        turn.Reply.Status == MessageStatus.Superseded,
        [
            .. turn.Suggestions.Select(suggestion => new Judged(
                suggestion.Target,
                Word((SuggestionStatus?)suggestion.Status)!,
                Word(suggestion.Decision),
                Said(suggestion.Comment, unnamed),
                suggestion.Original is not null,
                turn.Candidates.Any(candidate => candidate.SuggestionId == suggestion.SuggestionId && (!candidate.Passed || candidate.Codes.Length > 0)),
                turn.Of(suggestion) is { } by ? $"{by.Provider}:{by.Model}" : null,
                AttemptOf(turn.By(turn.Of(suggestion))))),
        ]);

    private static string? Said(string? comment, Func<string, string> unnamed) => comment is { Length: > 0 } ? unnamed(comment) : null;

    private static string? Word<T>(T? value)
        where T : struct, Enum => value?.ToString().ToLowerInvariant();

    private sealed record Content(Prompt? Prompt, Attempt? Attempt, Feedback Feedback);

    /// <param name="Tokens">Of the prompt, by our own count.</param>
    /// <param name="Found">Blocks.</param>
    /// <param name="Examples">How many.</param>
    /// <param name="Messages">How many.</param>
    private sealed record Prompt(
        string Template, int Tokens, int? Window, IReadOnlyList<string> Facts, IReadOnlyList<Guid> Found, int Examples, bool Suggestion, bool Summary, int Messages,
        IReadOnlyList<string> Tools, IReadOnlyList<string> LeftOut);

    /// <param name="AttemptId">In the table <c>attempts</c>.</param>
    /// <param name="Others">How many other calls the turn made; null of a suggestion's.</param>
    private sealed record Attempt(
        Guid AttemptId, string Provider, string Model, int Round, int Number, string Outcome, int DurationMs, int? FirstTokenMs, int? InputTokens, int? OutputTokens, int? Others);

    private sealed record Feedback(string? Rating, string? Comment, bool Regenerated, IReadOnlyList<Judged> Suggestions);

    /// <param name="By">Provider and model.</param>
    /// <param name="Attempt">The call that wrote what became it.</param>
    private sealed record Judged(string Target, string Status, string? Decision, string? Comment, bool Edited, bool Repaired, string? By, Attempt? Attempt);
}
