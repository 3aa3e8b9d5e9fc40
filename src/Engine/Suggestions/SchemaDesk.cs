using System.Text.Json;
using Constellation.Realtime.Contracts;
using Constellation.Realtime.Engine.Graph;
using Constellation.Realtime.Engine.Suggestions.Reading;
using Constellation.Realtime.Engine.Suggestions.Schemas;

namespace Constellation.Realtime.Engine.Suggestions;

/// <summary>The registered targets, to look at and to try.</summary>
internal sealed class SchemaDesk(IReadOnlyList<Target> targets, GraphFeed graph)
{
    private const int TextBytes = 1_000_000;

    /// <summary>All targets, in a stable order.</summary>
    public IReadOnlyList<Target> List() => targets;

    /// <summary>The target.</summary>
    /// <exception cref="RefusedException"><c>not_found</c>.</exception>
    public Target Find(string name) => targets.FirstOrDefault(target => target.Name == name) ?? throw RefusedException.NotFound("target");

    /// <summary>Reads and judges a text as if a model had written it; nothing is kept.</summary>
    /// <param name="caller">An administrator.</param>
    /// <param name="schema">Any JSON Schema; or null, and <paramref name="target"/> is given.</param>
    /// <exception cref="RefusedException"><c>forbidden</c>; <c>too_large</c>; <c>invalid_request</c> where the schema can't be enforced, with the places.</exception>
    public SchemaTrial Check(Caller caller, JsonElement? schema, string? target, string text)
    {
        if (!caller.IsAdministrator) throw new RefusedException(ErrorCodes.Forbidden, "This is for administrators.");
        if (System.Text.Encoding.UTF8.GetByteCount(text) > TextBytes)
            throw new RefusedException(ErrorCodes.TooLarge, $"The text is longer than {TextBytes} bytes.");
        if (schema is null == target is null) throw RefusedException.Invalid("Give either a schema or a target.");

        if (target is not null)
        {
            return SuggestionCheck.Check(Find(target), text, graph.Current, cutShort: false) switch
            {
                Verdict.Accepted { Suggestion: var passed } => new SchemaTrial(passed.Payload, passed.Repairs, []),
                Verdict.Refused refused => new SchemaTrial(null, [], refused.Errors),
                _ => throw new InvalidOperationException("A verdict is one of the two."),
            };
        }

        if (CompiledSchema.Compile(schema!.Value, out var findings) is not { } compiled)
            throw new RefusedException(ErrorCodes.InvalidRequest, "The schema can't be enforced whole.") { Errors = findings };
        var reading = CandidateReading.Read(text, compiled, cutShort: false);
        return new SchemaTrial(reading.Value, reading.Repairs, reading.Errors);
    }
}

/// <summary>What reading and judging a text came to.</summary>
/// <param name="Value">Null where there are errors.</param>
/// <param name="Repairs">Empty where the text was strict JSON as it stood.</param>
internal sealed record SchemaTrial(JsonElement? Value, IReadOnlyList<Repair> Repairs, IReadOnlyList<CandidateError> Errors);
