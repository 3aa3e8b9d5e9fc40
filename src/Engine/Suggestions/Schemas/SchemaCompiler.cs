using System.Runtime.InteropServices;
using System.Text.Json;
using Constellation.Realtime.Engine.Suggestions.Reading;

namespace Constellation.Realtime.Engine.Suggestions.Schemas;

/// <summary>Makes nodes of schemas: every schema that is reachable from the root, each once.</summary>
internal sealed class SchemaCompiler
{
    private const int DynamicWays = 200_000;

    private readonly SchemaFindings _findings = new();
    private readonly SchemaIndex _index;
    private readonly Dictionary<SchemaSite, SchemaNode> _nodes = new(ReferenceEqualityComparer.Instance);
    private readonly Queue<SchemaSite> _waiting = new();
    private readonly KeywordReader _keywords;
    private int _dynamic;

    private SchemaCompiler(UnknownKeywords unknown)
    {
        _index = new(_findings, unknown);
        _keywords = new(this, _findings);
    }

    /// <summary>Never throws: a fault of ours is in the findings, to be logged.</summary>
    internal static CompiledSchema? Compile(JsonElement schema, UnknownKeywords unknown, out SchemaFindings findings)
    {
        CandidateError? fault = null;
        if (schema.ValueKind == JsonValueKind.Undefined || StrictJson.Read(JsonMarshal.GetRawUtf8Value(schema), out fault, StrictJson.SchemaDepth) is null)
        {
            fault ??= new() { Pointer = "", Code = FindingCodes.Empty, Message = "There is no schema." };
            findings = SchemaFindings.Of(fault.Pointer, fault.Code, fault.Message);
            return null;
        }
        var compiler = new SchemaCompiler(unknown);
        findings = compiler._findings;
        return Guard(() => compiler.Run(schema, isMetaschema: false), ref findings);
    }

    /// <summary>Makes of whatever <paramref name="compile"/> throws a finding.</summary>
    internal static CompiledSchema? Guard(Func<CompiledSchema?> compile, ref SchemaFindings findings)
    {
        try
        {
            return compile();
        }
#pragma warning disable CA1031 // A fault in here must cost a schema, never the process or whoever asked.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            findings = SchemaFindings.Of(fault);
            return null;
        }
    }

    internal static CompiledSchema CompileMetaschema(JsonElement schema) => new SchemaCompiler(UnknownKeywords.Refused).Run(schema, isMetaschema: true)!;

    private CompiledSchema? Run(JsonElement schema, bool isMetaschema)
    {
        if (_index.Read(schema, isMetaschema) is not { } root)
            return null;
        if (!isMetaschema)
            JudgeByMetaschemas();
        if (_findings.Count > 0)
            return null;
        var node = Node(root);
        CompileWaiting();
        if (_dynamic > 0)
            CompileDynamicAnchors();
        foreach (var site in _nodes.Keys.ToArray())
            _keywords.Complete(site, _nodes[site], _dynamic > 0);
        if (_findings.Count == 0)
            ReferenceCycles.Find(_nodes.Values, _findings);
        return _findings.Count == 0 ? new(node, schema) { Second = isMetaschema ? null : SecondOpinion.Of(schema) } : null;
    }

    private void JudgeByMetaschemas()
    {
        foreach (var site in _index.Unjudged)
        {
            foreach (var error in Metaschema.Of(site.Resource.Dialect).Judge(site.Schema))
                _findings.Add(site.Pointer + error.Pointer, error.Code == FindingCodes.TooCostly ? error.Code : FindingCodes.BadKeyword, error.Message);
        }
    }

    /// <summary>The node of this place, made now and filled later.</summary>
    internal SchemaNode Node(SchemaSite site)
    {
        if (!_nodes.TryGetValue(site, out var node))
        {
            _nodes.Add(site, node = new(site.Pointer, site.Resource));
            _waiting.Enqueue(site);
        }
        return node;
    }

    /// <summary>The node of a subschema, which the index has found.</summary>
    internal SchemaNode Sub(SchemaSite site, string path) => Node(site.Resource.Document.Sites[$"{site.Pointer}/{path}"]);

    internal SchemaSite? Resolve(SchemaSite site, string keyword, string reference) => _index.Resolve(site, keyword, reference);

    /// <summary>Notes that the schema has dynamic references.</summary>
    internal void UsesDynamicScope() => _dynamic++;

    internal IEnumerable<SchemaNode> DynamicAnchors(string name) =>
        _index.Resources.Select(resource => resource.DynamicAnchors.GetValueOrDefault(name)).OfType<SchemaNode>();

    private void CompileWaiting()
    {
        while (_waiting.TryDequeue(out var site) && _findings.Count == 0)
            _keywords.Read(site);
    }

    private void CompileDynamicAnchors()
    {
        for (var known = -1; known != _index.Resources.Count();)
        {
            known = _index.Resources.Count();
            foreach (var resource in _index.Resources.ToArray())
            {
                foreach (var (name, site) in resource.DynamicSites)
                    resource.DynamicAnchors[name] = Node(site);
            }
            CompileWaiting();
        }
        // Each of them may lead into each resource.
        if (_dynamic * (long)_index.Resources.Count() > DynamicWays)
            _findings.Add("", FindingCodes.TooManySchemas, $"There are {_dynamic} dynamic references to follow into {_index.Resources.Count()} resources: more than {DynamicWays} ways.");
    }
}
