using System.Text.Json;

namespace Constellation.Realtime.Engine.Suggestions.Schemas;

/// <summary>One compiled schema or subschema.</summary>
internal sealed class SchemaNode(string pointer, SchemaResource resource)
{
    private Constraint[] _constraints = [];
    private SchemaNode? _unevaluatedProperties;
    private SchemaNode? _unevaluatedItems;
    private bool _refusesAll;
    private bool _scoped;

    /// <summary>Where in its document.</summary>
    internal string Pointer => pointer;

    internal SchemaResource Resource => resource;

    /// <summary>The schemas that are applied to the very same value.</summary>
    internal IEnumerable<SchemaNode> InPlace => _constraints.SelectMany(constraint => constraint.InPlace);

    internal IReadOnlyList<Constraint> Constraints => _constraints;

    /// <summary>Accepts everything unless completed otherwise: nodes refer to each other in circles, so they are made first and filled later.</summary>
    /// <param name="scoped">Whether the schema has dynamic references, which ask through which resources the judging came.</param>
    internal void Complete(Constraint[] constraints, SchemaNode? unevaluatedProperties, SchemaNode? unevaluatedItems, bool scoped)
    {
        (_constraints, _unevaluatedProperties, _unevaluatedItems, _scoped) = (constraints, unevaluatedProperties, unevaluatedItems, scoped);
    }

    internal void RefuseAll() => _refusesAll = true;

    /// <summary>Whether the value passes. Every error is told if the evaluation collects; else the first one ends it.</summary>
    /// <param name="marks">Takes what is evaluated of the value, if anybody asks; worth nothing when false is returned.</param>
    internal bool Accepts(JsonElement value, Evaluation evaluation, Marks? marks)
    {
        if (!evaluation.Enter())
            return false;
        var scoped = _scoped && (evaluation.Scopes.Count == 0 || evaluation.Scopes[^1] != resource);
        if (scoped)
            evaluation.Scopes.Add(resource);
        var accepts = _refusesAll ? Refuse(value, evaluation) : AcceptsAll(value, evaluation, marks);
        if (scoped)
            evaluation.Scopes.RemoveAt(evaluation.Scopes.Count - 1);
        evaluation.Leave();
        return accepts;
    }

    private static bool Refuse(JsonElement value, Evaluation evaluation)
    {
        if (evaluation.Collecting)
            evaluation.Add("not_allowed", "Nothing is allowed here.", value);
        return false;
    }

    private bool AcceptsAll(JsonElement value, Evaluation evaluation, Marks? marks)
    {
        var asks = (_unevaluatedProperties is not null && value.ValueKind == JsonValueKind.Object)
            || (_unevaluatedItems is not null && value.ValueKind == JsonValueKind.Array);
        var own = asks ? new Marks() : marks;
        var accepts = true;
        foreach (var constraint in _constraints)
        {
            if (constraint.Accepts(value, evaluation, own))
                continue;
            accepts = false;
            if (!evaluation.Collecting)
                return false;
        }
        if (!asks || !accepts)
            return accepts;
        accepts = value.ValueKind == JsonValueKind.Object ? AcceptsRestOfObject(value, evaluation, own!) : AcceptsRestOfArray(value, evaluation, own!);
        marks?.AddAll();
        return accepts;
    }

    private bool AcceptsRestOfObject(JsonElement value, Evaluation evaluation, Marks own)
    {
        var accepts = true;
        var position = 0;
        foreach (var property in value.EnumerateObject())
        {
            if (own[position++])
                continue;
            evaluation.Push(property);
            accepts &= _unevaluatedProperties!._refusesAll ? Unexpected(evaluation, "unevaluated_properties") : _unevaluatedProperties.Accepts(property.Value, evaluation, null);
            evaluation.Pop();
            if (!accepts && !evaluation.Collecting)
                return false;
        }
        return accepts;
    }

    private bool AcceptsRestOfArray(JsonElement value, Evaluation evaluation, Marks own)
    {
        var accepts = true;
        var position = 0;
        foreach (var item in value.EnumerateArray())
        {
            if (!own[position])
            {
                evaluation.Push(position);
                accepts &= _unevaluatedItems!._refusesAll ? Unexpected(evaluation, "unevaluated_items") : _unevaluatedItems.Accepts(item, evaluation, null);
                evaluation.Pop();
                if (!accepts && !evaluation.Collecting)
                    return false;
            }
            position++;
        }
        return accepts;
    }

    internal bool RefusesAll => _refusesAll;

    internal static bool Unexpected(Evaluation evaluation, string code)
    {
        if (evaluation.Collecting)
            evaluation.Add(code, "This is not part of the schema and must not be here.");
        return false;
    }
}
