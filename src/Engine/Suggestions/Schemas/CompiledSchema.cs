using System.Text.Json;

namespace Constellation.Realtime.Engine.Suggestions.Schemas;

/// <summary>A JSON Schema (draft-07 or 2020-12) ready to judge values, every keyword of it. Immutable; any number of threads may use it at once.</summary>
internal sealed class CompiledSchema
{
    internal CompiledSchema(SchemaNode root, JsonElement source) => (Root, Source) = (root, source);

    internal SchemaNode Root { get; }

    /// <summary>The schema as it was given.</summary>
    internal JsonElement Source { get; }

    /// <summary>Who else has to accept a value before it is taken; null where nobody else enforces all of the schema.</summary>
    internal SecondOpinion? Second { get; init; }

    /// <summary>Null where the schema is none or can't be enforced whole; then <paramref name="findings"/> say why, each with its place.</summary>
    internal static CompiledSchema? Compile(JsonElement schema, out SchemaFindings findings) => SchemaCompiler.Compile(schema, UnknownKeywords.Refused, out findings);

    /// <summary>The same, for somebody who only tries it: what the specifications ignore is ignored.</summary>
    internal static CompiledSchema? CompileTrial(JsonElement schema, out SchemaFindings findings) => SchemaCompiler.Compile(schema, UnknownKeywords.Ignored, out findings);

    /// <summary>Whether the value passes. False also where judging it would take too long.</summary>
    internal bool Accepts(JsonElement value) => Evaluation.Passes(Root, value, budget: null);

    /// <inheritdoc cref="Accepts(JsonElement)"/>
    /// <param name="budget">What the larger whole may take that this is part of.</param>
    internal bool Accepts(JsonElement value, StepBudget budget) => Evaluation.Passes(Root, value, budget);

    /// <summary>All that is wrong with the value; empty where it passes.</summary>
    /// <param name="allAlternatives">Where none of several alternatives fits: what is wrong with each, not only with the nearest.</param>
    /// <param name="budget">What the larger whole may take that this is part of, if it is part of any.</param>
    internal IReadOnlyList<CandidateError> Judge(JsonElement value, bool allAlternatives = false, StepBudget? budget = null) => Evaluation.Find(Root, value, allAlternatives, budget);
}
