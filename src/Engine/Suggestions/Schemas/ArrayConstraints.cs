using System.Runtime.InteropServices;
using System.Text.Json;

namespace Constellation.Realtime.Engine.Suggestions.Schemas;

/// <summary><c>prefixItems</c> and <c>items</c>; in draft-07 <c>items</c> and <c>additionalItems</c>.</summary>
internal sealed class ItemsConstraint(SchemaNode[] prefix, SchemaNode? rest) : Constraint
{
    internal override bool Accepts(JsonElement value, Evaluation evaluation, Marks? marks)
    {
        if (value.ValueKind != JsonValueKind.Array)
            return true;
        var accepts = true;
        var index = 0;
        foreach (var item in value.EnumerateArray())
        {
            var node = index < prefix.Length ? prefix[index] : rest;
            if (node is null)
                break;
            evaluation.Push(index++);
            accepts &= node.RefusesAll ? SchemaNode.Unexpected(evaluation, "items") : node.Accepts(item, evaluation, null);
            evaluation.Pop();
            if (!accepts && !evaluation.Collecting)
                return false;
        }
        if (rest is not null)
            marks?.AddAll();
        else
            MarkPrefix(index, marks);
        return accepts;
    }

    private static void MarkPrefix(int count, Marks? marks)
    {
        for (var index = 0; marks is not null && index < count; index++)
            marks.Add(index);
    }
}

/// <summary><c>minItems</c> and <c>maxItems</c>.</summary>
internal sealed class ItemCount(long min, long max) : Constraint
{
    internal override bool Accepts(JsonElement value, Evaluation evaluation, Marks? marks)
    {
        if (value.ValueKind != JsonValueKind.Array || (value.GetArrayLength() is var count && count >= min && count <= max))
            return true;
        if (evaluation.Collecting)
        {
            var (code, expected) = count < min ? ("min_items", $"at least {min} items") : ("max_items", $"at most {max} items");
            evaluation.Add(code, $"Expected {expected}, got {count}.", value, expected);
        }
        return false;
    }
}

/// <summary><c>uniqueItems</c>.</summary>
internal sealed class UniqueItems : Constraint
{
    internal override bool Accepts(JsonElement value, Evaluation evaluation, Marks? marks)
    {
        if (value.ValueKind != JsonValueKind.Array || value.GetArrayLength() < 2)
            return true;
        var accepts = true;
        Dictionary<string, int> seen = new(StringComparer.Ordinal);
        var index = 0;
        foreach (var item in value.EnumerateArray())
        {
            if (!evaluation.Spend(2 + (JsonMarshal.GetRawUtf8Value(item).Length / 8)))
                return false;
            var canonical = JsonEquality.Canonical(item);
            if (!seen.TryAdd(canonical, index))
            {
                accepts = false;
                if (!evaluation.Collecting)
                    return false;
                evaluation.Push(index);
                evaluation.Add("unique_items", $"This is the same as item {seen[canonical]}: items must differ.", item);
                evaluation.Pop();
            }
            index++;
        }
        return accepts;
    }
}

/// <summary><c>contains</c> with <c>minContains</c> and <c>maxContains</c>.</summary>
/// <param name="evaluates">Whether what it finds counts as evaluated: from 2020-12 on.</param>
internal sealed class ContainsConstraint(SchemaNode node, long min, long max, bool evaluates) : Constraint
{
    internal override bool Accepts(JsonElement value, Evaluation evaluation, Marks? marks)
    {
        if (value.ValueKind != JsonValueKind.Array)
            return true;
        var found = 0L;
        var index = 0;
        foreach (var item in value.EnumerateArray())
        {
            if (evaluation.Probe(node, item, null))
            {
                found++;
                if (evaluates)
                    marks?.Add(index);
            }
            index++;
        }
        if (found >= min && found <= max)
            return true;
        if (evaluation.Collecting)
        {
            var (code, expected) = found < min ? (min == 1 ? "contains" : "min_contains", $"at least {min}") : ("max_contains", $"at most {max}");
            evaluation.Add(code, $"Expected {expected} of the items to be as 'contains' asks, got {found}.", value, expected);
        }
        return false;
    }
}
