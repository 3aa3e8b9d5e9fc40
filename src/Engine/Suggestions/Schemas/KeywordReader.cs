using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using Constellation.Realtime.Engine.Suggestions.Schemas.Formats;

namespace Constellation.Realtime.Engine.Suggestions.Schemas;

/// <summary>Makes constraints of keywords.</summary>
internal sealed class KeywordReader(SchemaCompiler compiler, SchemaFindings findings)
{
    private const int Patterns = 100;

    /// <summary>Of all patterns together: some 200 ms.</summary>
    private const int PatternWeight = 16_000;

    private readonly Dictionary<SchemaSite, Draft> _drafts = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<string, EcmaPattern> _patterns = new(StringComparer.Ordinal);
    private int _patternRoom = PatternWeight;

    private sealed record Draft(List<Constraint> Constraints, SchemaNode? UnevaluatedProperties = null, SchemaNode? UnevaluatedItems = null);

    /// <summary>Reads the schema at this place; what it refers to is made, and waits to be read itself.</summary>
    internal void Read(SchemaSite site)
    {
        List<Constraint> constraints = [];
        _drafts[site] = new(constraints);
        if (site.Schema.ValueKind != JsonValueKind.Object)
            return;
        if (site.Schema.TryGetProperty("$ref", out var reference))
        {
            if (compiler.Resolve(site, "$ref", reference.GetString()!) is { } target)
                constraints.Add(new AllOf(compiler.Node(target)));
            // Draft-07, section 8.3: all other members beside $ref are ignored.
            if (!site.Resource.Dialect.Is202012)
                return;
        }
        ReadValue(site, constraints);
        ReadString(site, constraints);
        ReadObject(site, constraints);
        ReadArray(site, constraints);
        ReadApplicators(site, constraints);
        if (!site.Resource.Dialect.Is202012)
            return;
        ReadDynamicReference(site, constraints);
        _drafts[site] = new(constraints, Sub(site, "unevaluatedProperties"), Sub(site, "unevaluatedItems"));
    }

    /// <summary>Fills the node with what was read.</summary>
    internal void Complete(SchemaSite site, SchemaNode node, bool scoped)
    {
        if (!_drafts.TryGetValue(site, out var draft))
            return;
        node.Complete([.. draft.Constraints], draft.UnevaluatedProperties, draft.UnevaluatedItems, scoped);
        if (site.Schema.ValueKind == JsonValueKind.False)
            node.RefuseAll();
    }

    private static void ReadValue(SchemaSite site, List<Constraint> constraints)
    {
        if (Find(site, "type") is { } type)
        {
            string[] names = type.ValueKind == JsonValueKind.Array ? [.. type.EnumerateArray().Select(name => name.GetString()!)] : [type.GetString()!];
            constraints.Add(new TypeConstraint(names.Aggregate(JsonTypes.None, (types, name) => types | Enum.Parse<JsonTypes>(name, ignoreCase: true)), names));
        }
        if (Find(site, "enum") is { } values)
            constraints.Add(new AllowedValues("enum", [.. values.EnumerateArray()]));
        if (Find(site, "const") is { } value)
            constraints.Add(new AllowedValues("const", [value]));
        foreach (var (keyword, code) in NumberKeywords)
        {
            if (Find(site, keyword) is { } bound)
                constraints.Add(new NumberConstraint(code, bound));
        }
    }

    private static readonly (string Keyword, string Code)[] NumberKeywords =
    [
        ("minimum", "minimum"), ("maximum", "maximum"), ("exclusiveMinimum", "exclusive_minimum"), ("exclusiveMaximum", "exclusive_maximum"),
        ("multipleOf", "multiple_of"),
    ];

    private void ReadString(SchemaSite site, List<Constraint> constraints)
    {
        if (Bounds(site, "minLength", "maxLength") is { } length)
            constraints.Add(new LengthConstraint(length.Min, length.Max));
        if (Find(site, "pattern") is { } pattern && Pattern($"{site.Pointer}/pattern", pattern.GetString()!) is { } compiled)
            constraints.Add(new PatternConstraint(compiled));
        if (Find(site, "format") is { } format)
            ReadFormat(site, format.GetString()!, constraints);
    }

    private void ReadFormat(SchemaSite site, string name, List<Constraint> constraints)
    {
        if (FormatNames.OfString(name) is { } holds)
            constraints.Add(new FormatConstraint(name, holds));
        else if (FormatNames.OfNumber(name) is { } range)
            constraints.AddRange([new WholeNumber(name), new NumberConstraint("minimum", Number(range.Min)), new NumberConstraint("maximum", Number(range.Max))]);
        else if (!FormatNames.SaysNothing(name))
            findings.Add($"{site.Pointer}/format", FindingCodes.UnknownFormat, $"The format '{name}' can't be enforced. Known are {string.Join(", ", FormatNames.All)}.");
    }

    private void ReadObject(SchemaSite site, List<Constraint> constraints)
    {
        ReadMembers(site, constraints);
        if (Bounds(site, "minProperties", "maxProperties") is { } count)
            constraints.Add(new MemberCount(count.Min, count.Max));
        if (Sub(site, "propertyNames") is { } names)
            constraints.Add(new MemberNames(names));
        foreach (var member in Members(site, "dependentRequired"))
            constraints.Add(new DependentNames(member.Name, Strings(member.Value)));
        foreach (var member in Members(site, "dependentSchemas"))
            constraints.Add(new DependentSchema(member.Name, Sub(site, "dependentSchemas", member.Name)));
        foreach (var member in Members(site, "dependencies"))
        {
            constraints.Add(member.Value.ValueKind == JsonValueKind.Array
                ? new DependentNames(member.Name, Strings(member.Value))
                : new DependentSchema(member.Name, Sub(site, "dependencies", member.Name)));
        }
    }

    private void ReadMembers(SchemaSite site, List<Constraint> constraints)
    {
        var properties = Members(site, "properties").ToArray();
        var required = Find(site, "required") is { } list ? Strings(list) : [];
        List<(EcmaPattern, SchemaNode)> patterns = [];
        foreach (var member in Members(site, "patternProperties"))
        {
            if (Pattern($"{site.Pointer}/patternProperties/{Evaluation.Escape(member.Name)}", member.Name) is { } pattern)
                patterns.Add((pattern, Sub(site, "patternProperties", member.Name)));
        }
        var additional = Sub(site, "additionalProperties");
        if (properties.Length == 0 && required.Count == 0 && patterns.Count == 0 && additional is null)
            return;
        var table = new PropertyTable([.. properties.Select(property => property.Name).Union(required, StringComparer.Ordinal)]);
        SchemaNode?[] nodes = [.. properties.Select(property => Sub(site, "properties", property.Name)), .. new SchemaNode?[table.Names.Count - properties.Length]];
        var asked = required.ToHashSet(StringComparer.Ordinal);
        constraints.Add(new ObjectConstraint(table, nodes, [.. table.Names.Select(asked.Contains)], patterns, additional));
    }

    private void ReadArray(SchemaSite site, List<Constraint> constraints)
    {
        var is202012 = site.Resource.Dialect.Is202012;
        var listed = !is202012 && Find(site, "items") is { ValueKind: JsonValueKind.Array };
        var prefixKeyword = listed ? "items" : "prefixItems";
        SchemaNode[] prefix = Find(site, prefixKeyword) is { ValueKind: JsonValueKind.Array } list
            ? [.. Enumerable.Range(0, list.GetArrayLength()).Select(index => Sub(site, prefixKeyword, index.ToString(CultureInfo.InvariantCulture)))]
            : [];
        // Draft-07, section 6.4.2: additionalItems means nothing unless items is a list.
        var rest = listed ? Sub(site, "additionalItems") : Sub(site, "items");
        if (prefix.Length > 0 || rest is not null)
            constraints.Add(new ItemsConstraint(prefix, rest));
        if (Bounds(site, "minItems", "maxItems") is { } count)
            constraints.Add(new ItemCount(count.Min, count.Max));
        if (Find(site, "uniqueItems") is { ValueKind: JsonValueKind.True })
            constraints.Add(new UniqueItems());
        if (Sub(site, "contains") is { } contains)
        {
            var found = Bounds(site, "minContains", "maxContains") ?? (1, long.MaxValue);
            constraints.Add(new ContainsConstraint(contains, Find(site, "minContains") is null ? 1 : found.Min, found.Max, evaluates: is202012));
        }
    }

    private void ReadApplicators(SchemaSite site, List<Constraint> constraints)
    {
        if (List(site, "allOf") is { } all)
            constraints.Add(new AllOf(all));
        if (List(site, "anyOf") is { } any)
            constraints.Add(new Alternatives(any, one: false));
        if (List(site, "oneOf") is { } one)
            constraints.Add(new Alternatives(one, one: true));
        if (Sub(site, "not") is { } not)
            constraints.Add(new Not(not));
        // Alone, "if" still tells what it evaluates.
        if (Sub(site, "if") is { } condition)
            constraints.Add(new Conditional(condition, Sub(site, "then"), Sub(site, "else")));
    }

    private void ReadDynamicReference(SchemaSite site, List<Constraint> constraints)
    {
        if (Find(site, "$dynamicRef") is not { } reference || compiler.Resolve(site, "$dynamicRef", reference.GetString()!) is not { } target)
            return;
        var text = reference.GetString()!;
        var anchor = Uri.UnescapeDataString(text[(text.IndexOf('#', StringComparison.Ordinal) + 1)..]);
        if (target.Resource.DynamicSites.GetValueOrDefault(anchor) != target)
        {
            constraints.Add(new AllOf(compiler.Node(target)));
            return;
        }
        compiler.UsesDynamicScope();
        constraints.Add(new DynamicReference(anchor, compiler.Node(target), () => compiler.DynamicAnchors(anchor)));
    }

    private EcmaPattern? Pattern(string pointer, string source)
    {
        if (_patterns.TryGetValue(source, out var known))
            return known;
        if (_patterns.Count == Patterns)
        {
            findings.Add(pointer, FindingCodes.BadPattern, $"There are more than {Patterns} different patterns in this schema.");
            return null;
        }
        if (EcmaPattern.Parse(source, ref _patternRoom, out var reason) is { } pattern)
            return _patterns[source] = pattern;
        findings.Add(pointer, FindingCodes.BadPattern, $"This pattern can't be enforced: {reason}");
        return null;
    }

    private static JsonElement? Find(SchemaSite site, string keyword) =>
        site.Resource.Dialect.KindOf(keyword) != KeywordKind.Unknown && site.Schema.TryGetProperty(keyword, out var value) ? value : null;

    private SchemaNode? Sub(SchemaSite site, string keyword) => Find(site, keyword) is null ? null : compiler.Sub(site, keyword);

    private SchemaNode Sub(SchemaSite site, string keyword, string member) => compiler.Sub(site, $"{keyword}/{Evaluation.Escape(member)}");

    private SchemaNode[]? List(SchemaSite site, string keyword) => Find(site, keyword) is { } list
        ? [.. Enumerable.Range(0, list.GetArrayLength()).Select(index => Sub(site, keyword, index.ToString(CultureInfo.InvariantCulture)))]
        : null;

    private static IEnumerable<JsonProperty> Members(SchemaSite site, string keyword) => Find(site, keyword)?.EnumerateObject() ?? Enumerable.Empty<JsonProperty>();

    private static IReadOnlyList<string> Strings(JsonElement list) => [.. list.EnumerateArray().Select(item => item.GetString()!)];

    private static (long Min, long Max)? Bounds(SchemaSite site, string min, string max)
    {
        var (least, most) = (Find(site, min), Find(site, max));
        return least is null && most is null ? null : (Count(least) ?? 0, Count(most) ?? long.MaxValue);
    }

    // The metaschema has it that these are whole and not negative; 2.0 and 1e2 are whole. What no long holds, nothing reaches.
    private static long? Count(JsonElement? bound)
    {
        if (bound is not { } value)
            return null;
        return value.TryGetInt64(out var count) ? count
            : decimal.TryParse(JsonMarshal.GetRawUtf8Value(value), NumberStyles.Float, CultureInfo.InvariantCulture, out var whole) && whole <= long.MaxValue ? (long)whole
            : long.MaxValue;
    }

    private static JsonElement Number(string text) => JsonElement.Parse(text);
}
