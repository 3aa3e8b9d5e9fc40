using System.Text.Json;
using Constellation.Realtime.Contracts;
using Constellation.Realtime.Engine.Graph;
using Constellation.Realtime.Engine.Suggestions.Reading;
using Constellation.Realtime.Engine.Suggestions.Rules;
using Constellation.Realtime.Engine.Suggestions.Schemas;

namespace Constellation.Realtime.Engine.Suggestions;

/// <summary>A suggestion that passed the schema and the rules of its target: whoever holds one knows that. It comes into being only in <see cref="Judge"/>.</summary>
internal sealed class CheckedSuggestion
{
    private const int TitleChars = 200;

    private CheckedSuggestion(Target target, JsonElement payload, IReadOnlyList<Repair> repairs, Judgement judgement)
    {
        (Target, Payload, Repairs, Graph) = (target, payload, repairs, judgement.Graph);
        (Runnable, Warnings) = (judgement.Runnable, judgement.Warnings);
        Title = Cut(judgement.Title ?? "") is { Length: > 0 } title ? title : target.Name;
        Summary = judgement.Summary?.Replace('\0', '\uFFFD');
    }

    /// <summary>What it was judged by, in that very version.</summary>
    internal Target Target { get; }

    /// <summary>As written: key order, number text and all, but for the repairs.</summary>
    internal JsonElement Payload { get; }

    /// <summary>What reading mended; empty where the text was JSON as it stood.</summary>
    internal IReadOnlyList<Repair> Repairs { get; }

    /// <summary>A name for people, at most 200 characters.</summary>
    internal string Title { get; }

    /// <summary>What it does, in a sentence; may be null.</summary>
    internal string? Summary { get; }

    /// <summary>In the order of the data's flow, names resolved; null where there is nothing to draw.</summary>
    internal Contracts.Graph? Graph { get; }

    /// <summary>Whether today's runner could execute it; where false, <see cref="Warnings"/> say why.</summary>
    internal bool Runnable { get; }

    internal IReadOnlyList<Finding> Warnings { get; }

    /// <summary>Reads the text by the target's schema, leniently, judges it by the schema and then by the target's rules, strictly.</summary>
    /// <param name="cutShort">Whether the model was stopped before it had said all: then nothing passes.</param>
    /// <param name="handles">What the text may have for the ids of blocks.</param>
    /// <param name="budget">What may be spent on it, where it is shared with others.</param>
    internal static Verdict Judge(Target target, string text, GraphSnapshot catalogue, bool cutShort, BlockHandles handles, StepBudget? budget)
    {
        var reading = CandidateReading.Read(text, target.Compiled, cutShort, handles, budget);
        if (reading.Value is not { } value)
            return new Verdict.Refused([.. reading.Errors.Select((error, place) => place < PipelineRules.Hints ? Named(error, catalogue, handles) : error)]);
        var judgement = target.Kind switch
        {
            TargetKind.Pipeline => PipelineRules.Judge(value, catalogue),
            TargetKind.Edge => Rules.PairRules.Judge(value, catalogue),
            TargetKind.Block => BlockRules.Judge(value, catalogue),
            TargetKind.DagsterJob => JobRules.Judge(value, catalogue),
            _ => new Judgement { Title = Named(value) },
        };
        return judgement.Errors.Count > 0 ? new Verdict.Refused([.. judgement.Errors.Take(CandidateError.Most)]) : new Verdict.Accepted(new(target, value, reading.Repairs, judgement));
    }

    // A name where an id is asked for, or a handle that is none: which block may be meant.
    private static CandidateError Named(CandidateError error, GraphSnapshot catalogue, BlockHandles handles) =>
        error is { Code: "format", Expected: "uuid", Got: { } got, Hint: null } && NearestBlock.Hint(got.Trim('"'), catalogue, handles) is { Length: > 0 } hint
            ? error with { Hint = hint.TrimStart() }
            : error;

    private static string? Named(JsonElement value) => Text(value, "title") ?? Text(value, "name");

    private static string? Text(JsonElement value, string member) =>
        value.ValueKind == JsonValueKind.Object && value.TryGetProperty(member, out var found) && found.ValueKind == JsonValueKind.String
            && !string.IsNullOrWhiteSpace(found.GetString()) ? found.GetString() : null;

    // What people see and databases keep has no control characters.
    private static string Cut(string title)
    {
        var clean = string.Concat(title.Select(character => char.IsControl(character) ? ' ' : character)).Trim();
        if (clean.Length <= TitleChars)
            return clean;
        var end = TitleChars - 1;
        return string.Concat(clean.AsSpan(0, char.IsHighSurrogate(clean[end - 1]) ? end - 1 : end), "…");
    }
}
