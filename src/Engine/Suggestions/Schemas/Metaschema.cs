using System.Collections.Frozen;
using System.Text.Json;

namespace Constellation.Realtime.Engine.Suggestions.Schemas;

/// <summary>The two drafts' own schemas, carried along.</summary>
internal static class Metaschema
{
    private static readonly FrozenDictionary<string, string> Files = new Dictionary<string, string>
    {
        ["http://json-schema.org/draft-07/schema"] = "draft-07.json",
        ["https://json-schema.org/draft/2020-12/schema"] = "2020-12.json",
        ["https://json-schema.org/draft/2020-12/meta/applicator"] = "2020-12.applicator.json",
        ["https://json-schema.org/draft/2020-12/meta/content"] = "2020-12.content.json",
        ["https://json-schema.org/draft/2020-12/meta/core"] = "2020-12.core.json",
        ["https://json-schema.org/draft/2020-12/meta/format-annotation"] = "2020-12.format-annotation.json",
        ["https://json-schema.org/draft/2020-12/meta/meta-data"] = "2020-12.meta-data.json",
        ["https://json-schema.org/draft/2020-12/meta/unevaluated"] = "2020-12.unevaluated.json",
        ["https://json-schema.org/draft/2020-12/meta/validation"] = "2020-12.validation.json",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly Lazy<CompiledSchema> Draft07 = new(() => Compile(Dialect.Draft07));
    private static readonly Lazy<CompiledSchema> Draft202012 = new(() => Compile(Dialect.Draft202012));

    /// <summary>The metaschema with this address, or null.</summary>
    internal static JsonElement? Find(string uri)
    {
        if (!Files.TryGetValue(uri, out var file))
            return null;
        using var stream = typeof(Metaschema).Assembly.GetManifestResourceStream($"Metaschemas.{file}")!;
        using var document = JsonDocument.Parse(stream);
        return document.RootElement.Clone();
    }

    internal static CompiledSchema Of(Dialect dialect) => (dialect.Is202012 ? Draft202012 : Draft07).Value;

    private static CompiledSchema Compile(Dialect dialect) => SchemaCompiler.CompileMetaschema(Find(dialect.Uri)!.Value);
}
