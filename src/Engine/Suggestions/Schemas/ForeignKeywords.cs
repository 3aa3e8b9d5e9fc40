using System.Collections.Frozen;
using Constellation.Realtime.Engine.Graph.Words;

namespace Constellation.Realtime.Engine.Suggestions.Schemas;

/// <summary>
/// What a keyword that a dialect does not know may have been meant as. To the specifications such a keyword is an annotation (2020-12 core, section 4.3.1), but
/// whoever wrote a misspelt one, or one of another draft, believes that it is enforced.
/// </summary>
internal static class ForeignKeywords
{
    /// <summary>Assertions, and what changes their meaning, of drafts and dialects other than our two.</summary>
    private static readonly FrozenSet<string> Elsewhere = new[]
    {
        // Drafts 03, 04 and 2019-09, and what is proposed.
        "divisibleBy", "disallow", "extends", "id", "$recursiveRef", "$recursiveAnchor", "propertyDependencies",
        // OpenAPI 3.0, JSON Type Definition.
        "nullable", "elements", "optionalProperties",
        // Ajv and its keywords.
        "$data", "$merge", "$patch", "formatMinimum", "formatMaximum", "formatExclusiveMinimum", "formatExclusiveMaximum", "instanceof", "typeof", "range", "exclusiveRange",
        "regexp", "uniqueItemProperties", "allRequired", "anyRequired", "oneRequired", "patternRequired", "prohibited", "deepProperties", "deepRequired", "switch", "select", "selectCases",
    }.Concat(Dialect.Draft07.Enforced).Concat(Dialect.Draft202012.Enforced).ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenDictionary<string, string> Plain = Elsewhere.ToFrozenDictionary(PlainOf, keyword => keyword, StringComparer.Ordinal);

    private static readonly Spelling Spelling = new(Plain.Keys);

    /// <summary>The keyword of ours or of another dialect that this one is, or that it looks like misspelt; null where it looks like none.</summary>
    internal static string? Meant(string keyword)
    {
        var plain = PlainOf(keyword);
        return Plain.GetValueOrDefault(plain) ?? (Spelling.Correct(plain) is { } near ? Plain[near] : null);
    }

    // min_length, min-length and minlength are one.
    private static string PlainOf(string keyword) => keyword.Replace("_", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal).ToLowerInvariant();
}
