using System.Text.Json;

namespace Constellation.Realtime.Engine.Suggestions.Schemas;

/// <summary><c>allOf</c>, and <c>$ref</c>, which is one more schema for the same value.</summary>
internal sealed class AllOf(params SchemaNode[] nodes) : Constraint
{
    internal override IEnumerable<SchemaNode> InPlace => nodes;

    internal override bool Accepts(JsonElement value, Evaluation evaluation, Marks? marks)
    {
        var accepts = true;
        foreach (var node in nodes)
        {
            accepts &= node.Accepts(value, evaluation, marks);
            if (!accepts && !evaluation.Collecting)
                return false;
        }
        return accepts;
    }
}

/// <summary><c>anyOf</c> and <c>oneOf</c>.</summary>
internal sealed class Alternatives(SchemaNode[] nodes, bool one) : Constraint
{
    internal override IEnumerable<SchemaNode> InPlace => nodes;

    internal override bool Accepts(JsonElement value, Evaluation evaluation, Marks? marks)
    {
        var fitting = 0;
        foreach (var node in nodes)
        {
            var own = marks is null ? null : new Marks();
            if (!evaluation.Probe(node, value, own))
                continue;
            fitting++;
            marks?.Add(own!);
            // What else fits matters where only one may, or where each tells what it evaluates.
            if ((one && fitting > 1) || (!one && marks is null))
                break;
        }
        if (fitting == 1 || (fitting > 1 && !one))
            return true;
        if (evaluation.Collecting)
            Explain(value, evaluation, fitting);
        return false;
    }

    private void Explain(JsonElement value, Evaluation evaluation, int fitting)
    {
        if (fitting > 1)
        {
            evaluation.Add("one_of", "More than one of the alternatives fits; exactly one must.", value);
            return;
        }
        List<CandidateError>[] why = [.. nodes.Select(node => evaluation.Explain(node, value))];
        var here = evaluation.Pointer;
        evaluation.Add(one ? "one_of" : "any_of", $"None of the {nodes.Length} alternatives fits.", value);
        if (evaluation.AllAlternatives)
            evaluation.Add(why.SelectMany(errors => errors).DistinctBy(error => (error.Pointer, error.Code, error.Expected)));
        else if (why.Length > 0)
            evaluation.Add(why.OrderBy(errors => errors.Any(error => error.Pointer == here && error.Code is "type" or "const" or "enum") ? 1 : 0).ThenBy(Mismatches).ThenBy(errors => errors.Count).First());
    }

    // A member whose fixed value differs says that another alternative was meant.
    private static int Mismatches(List<CandidateError> errors) => errors.Count(error => error.Code is "const" or "enum");
}

/// <summary><c>not</c>.</summary>
internal sealed class Not(SchemaNode node) : Constraint
{
    internal override IEnumerable<SchemaNode> InPlace => [node];

    internal override bool Accepts(JsonElement value, Evaluation evaluation, Marks? marks)
    {
        if (!evaluation.Probe(node, value, null))
            return true;
        if (evaluation.Collecting)
            evaluation.Add("not", "This is just what must not be here.", value);
        return false;
    }
}

/// <summary><c>if</c>, <c>then</c>, <c>else</c>.</summary>
internal sealed class Conditional(SchemaNode condition, SchemaNode? then, SchemaNode? otherwise) : Constraint
{
    internal override IEnumerable<SchemaNode> InPlace => new[] { condition, then, otherwise }.OfType<SchemaNode>();

    internal override bool Accepts(JsonElement value, Evaluation evaluation, Marks? marks)
    {
        var own = marks is null ? null : new Marks();
        var holds = evaluation.Probe(condition, value, own);
        if (holds)
            marks?.Add(own!);
        return (holds ? then : otherwise)?.Accepts(value, evaluation, marks) ?? true;
    }
}

/// <summary><c>$dynamicRef</c> that leads to a <c>$dynamicAnchor</c>: the one of the outermost resource entered that has it.</summary>
internal sealed class DynamicReference(string anchor, SchemaNode initial, Func<IEnumerable<SchemaNode>> all) : Constraint
{
    internal override IEnumerable<SchemaNode> InPlace => all().Append(initial);

    internal override bool Accepts(JsonElement value, Evaluation evaluation, Marks? marks)
    {
        if (!evaluation.Spend(evaluation.Scopes.Count / 4))
            return false;
        foreach (var scope in evaluation.Scopes)
        {
            if (scope.DynamicAnchors.TryGetValue(anchor, out var node))
                return node.Accepts(value, evaluation, marks);
        }
        return initial.Accepts(value, evaluation, marks);
    }
}
