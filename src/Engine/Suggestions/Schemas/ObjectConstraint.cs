using System.Runtime.InteropServices;
using System.Text.Json;

namespace Constellation.Realtime.Engine.Suggestions.Schemas;

/// <summary><c>properties</c>, <c>patternProperties</c>, <c>additionalProperties</c> and <c>required</c>, in one pass over the members.</summary>
internal sealed class ObjectConstraint(
    PropertyTable table, SchemaNode?[] properties, bool[] required, IReadOnlyList<(EcmaPattern Pattern, SchemaNode Node)> patterns, SchemaNode? additional) : Constraint
{
    /// <summary>Members that go with the step for the object itself.</summary>
    private const int Free = 64;

    /// <summary>Bytes of a name that go with its member.</summary>
    private const int ShortName = 256;

    private readonly int _required = required.Count(asked => asked);

    internal override bool Accepts(JsonElement value, Evaluation evaluation, Marks? marks)
    {
        if (value.ValueKind != JsonValueKind.Object)
            return true;
        if (value.GetPropertyCount() is > Free and var count && !evaluation.Spend(count / 2))
            return false;
        var accepts = true;
        var missing = _required;
        var position = 0;
        foreach (var property in value.EnumerateObject())
        {
            evaluation.Push(property);
            accepts &= Accepts(property, position++, evaluation, marks, ref missing);
            evaluation.Pop();
            if (!accepts && !evaluation.Collecting)
                return false;
        }
        return missing == 0 ? accepts : Missing(value, evaluation);
    }

    private bool Accepts(JsonProperty property, int position, Evaluation evaluation, Marks? marks, ref int missing)
    {
        if (JsonMarshal.GetRawUtf8PropertyName(property).Length is > ShortName and var length && !evaluation.Spend(length / 64))
            return false;
        var accepts = true;
        var place = table.Find(property);
        var node = place < 0 ? null : properties[place];
        if (place >= 0 && required[place])
            missing--;
        if (node is not null)
            accepts = node.Accepts(property.Value, evaluation, null);
        var known = node is not null;
        foreach (var (pattern, patternNode) in patterns)
        {
            if (!evaluation.Matches(pattern, property.Name))
                continue;
            known = true;
            accepts &= patternNode.Accepts(property.Value, evaluation, null);
        }
        if (!known && additional is not null)
        {
            known = true;
            accepts &= additional.RefusesAll ? Unexpected(property, evaluation) : additional.Accepts(property.Value, evaluation, null);
        }
        if (known)
            marks?.Add(position);
        return accepts;
    }

    private bool Unexpected(JsonProperty property, Evaluation evaluation)
    {
        if (evaluation.Collecting)
        {
            string[] known = [.. table.Names.Where((_, place) => properties[place] is not null).Take(CandidateError.AllowedListed).Select(Evaluation.ShortName)];
            evaluation.Add("additional_properties", $"There must be no '{Evaluation.ShortName(property.Name)}' here.{(known.Length > 0 ? $" Known are: {string.Join(", ", known)}." : "")}", property.Value, allowed: known);
        }
        return false;
    }

    private bool Missing(JsonElement value, Evaluation evaluation)
    {
        if (!evaluation.Collecting)
            return false;
        var there = new bool[table.Names.Count];
        foreach (var property in value.EnumerateObject())
        {
            if (table.Find(property) is var place and >= 0)
                there[place] = true;
        }
        for (var place = 0; place < there.Length; place++)
        {
            if (required[place] && !there[place])
                evaluation.Add("required", $"'{Evaluation.ShortName(table.Names[place])}' is missing.", expected: Evaluation.ShortName(table.Names[place]));
        }
        return false;
    }
}

/// <summary><c>minProperties</c> and <c>maxProperties</c>.</summary>
internal sealed class MemberCount(long min, long max) : Constraint
{
    internal override bool Accepts(JsonElement value, Evaluation evaluation, Marks? marks)
    {
        if (value.ValueKind != JsonValueKind.Object || (value.GetPropertyCount() is var count && count >= min && count <= max))
            return true;
        if (evaluation.Collecting)
        {
            var (code, expected) = count < min ? ("min_properties", $"at least {min} members") : ("max_properties", $"at most {max} members");
            evaluation.Add(code, $"Expected {expected}, got {count}.", value, expected);
        }
        return false;
    }
}

/// <summary><c>propertyNames</c>.</summary>
internal sealed class MemberNames(SchemaNode names) : Constraint
{
    internal override bool Accepts(JsonElement value, Evaluation evaluation, Marks? marks)
    {
        if (value.ValueKind != JsonValueKind.Object)
            return true;
        var accepts = true;
        foreach (var property in value.EnumerateObject())
        {
            // The name is written and read once more.
            if (!evaluation.Spend(4 + (JsonMarshal.GetRawUtf8PropertyName(property).Length / 16)))
                return false;
            evaluation.Push(property);
            var name = JsonSerializer.SerializeToElement(property.Name);
            if (!evaluation.Probe(names, name, null))
            {
                accepts = false;
                if (evaluation.Collecting)
                    evaluation.Add("property_names", $"The name '{Evaluation.ShortName(property.Name)}' is not allowed: {evaluation.Explain(names, name).FirstOrDefault()?.Message}", name);
            }
            evaluation.Pop();
            if (!accepts && !evaluation.Collecting)
                return false;
        }
        return accepts;
    }
}

/// <summary><c>dependentRequired</c>, and <c>dependencies</c> that list names.</summary>
internal sealed class DependentNames(string member, IReadOnlyList<string> required) : Constraint
{
    internal override bool Accepts(JsonElement value, Evaluation evaluation, Marks? marks)
    {
        if (value.ValueKind != JsonValueKind.Object || !Dependents.IsThere(value, member, evaluation))
            return true;
        var accepts = true;
        foreach (var name in required)
        {
            if (Dependents.IsThere(value, name, evaluation))
                continue;
            accepts = false;
            if (evaluation.Collecting)
                evaluation.Add("dependent_required", $"'{Evaluation.ShortName(name)}' is missing: '{Evaluation.ShortName(member)}' asks for it.", expected: Evaluation.ShortName(name));
            else
                return false;
        }
        return accepts;
    }
}

/// <summary><c>dependentSchemas</c>, and <c>dependencies</c> that are schemas.</summary>
internal sealed class DependentSchema(string member, SchemaNode node) : Constraint
{
    internal override IEnumerable<SchemaNode> InPlace => [node];

    internal override bool Accepts(JsonElement value, Evaluation evaluation, Marks? marks) =>
        value.ValueKind != JsonValueKind.Object || !Dependents.IsThere(value, member, evaluation) || node.Accepts(value, evaluation, marks);
}

/// <summary>Looks for the members that others depend on: there is no table of them, so all members are passed for each.</summary>
internal static class Dependents
{
    internal static bool IsThere(JsonElement value, string member, Evaluation evaluation) =>
        evaluation.Spend(1 + (value.GetPropertyCount() / 8)) && value.TryGetProperty(member, out _);
}
