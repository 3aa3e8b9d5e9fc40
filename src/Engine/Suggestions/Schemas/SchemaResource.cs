using System.Text.Json;

namespace Constellation.Realtime.Engine.Suggestions.Schemas;

/// <summary>A schema with an identity of its own: a document's root, or a subschema with <c>$id</c>.</summary>
internal sealed class SchemaResource(Uri uri, string pointer, Dialect dialect, SchemaDocument document)
{
    internal Uri Uri => uri;

    /// <summary>Where its root is in the document.</summary>
    internal string Pointer => pointer;

    internal Dialect Dialect => dialect;

    internal SchemaDocument Document => document;

    /// <summary>By <c>$anchor</c> or <c>$dynamicAnchor</c>: where.</summary>
    internal Dictionary<string, SchemaSite> Anchors { get; } = new(StringComparer.Ordinal);

    /// <summary>By <c>$dynamicAnchor</c>: where.</summary>
    internal Dictionary<string, SchemaSite> DynamicSites { get; } = new(StringComparer.Ordinal);

    /// <summary>By <c>$dynamicAnchor</c>: what; filled by the compiler.</summary>
    internal Dictionary<string, SchemaNode> DynamicAnchors { get; } = new(StringComparer.Ordinal);
}

/// <summary>A JSON text with schemas in it.</summary>
/// <param name="IsMetaschema">Whether it is one of ours, known to be sound.</param>
internal sealed record SchemaDocument(JsonElement Root, bool IsMetaschema)
{
    /// <summary>By JSON Pointer: every place where a schema is.</summary>
    internal Dictionary<string, SchemaSite> Sites { get; } = new(StringComparer.Ordinal);
}

/// <summary>A place where a schema is.</summary>
internal sealed record SchemaSite(JsonElement Schema, string Pointer, SchemaResource Resource);
