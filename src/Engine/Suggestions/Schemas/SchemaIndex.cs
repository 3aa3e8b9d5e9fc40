using System.Text.Json;
using Constellation.Realtime.Engine.Suggestions.Reading;

namespace Constellation.Realtime.Engine.Suggestions.Schemas;

/// <summary>Where in a document schemas are and by which names they can be referred to. Nothing is ever fetched: what is not in the document or one of the
/// two drafts' own metaschemas is not there.</summary>
internal sealed class SchemaIndex(SchemaFindings findings, UnknownKeywords unknown)
{
    private const int Schemas = 10_000;

    /// <summary>Of the way to a schema, and of an identity, in characters: every schema has one, and what is around it is in each.</summary>
    private const int PointerChars = 4_000, UriChars = 2_000;

    /// <summary>The base of documents without <c>$id</c>; nobody can refer to it.</summary>
    private static readonly Uri Nameless = new("schema://nameless.invalid/");

    private readonly Dictionary<string, SchemaResource> _resources = new(StringComparer.Ordinal);
    private int _count;

    internal IEnumerable<SchemaResource> Resources => _resources.Values;

    /// <summary>The schemas to be judged by the metaschema of their dialect for every schema of the document to be judged: the root, and what no judging of another reaches.</summary>
    internal List<SchemaSite> Unjudged { get; } = [];

    /// <summary>Finds all schemas of the document; null where its dialect is none that can be enforced.</summary>
    internal SchemaSite? Read(JsonElement root, bool isMetaschema)
    {
        if (DialectOf(root, "", Dialect.Draft202012) is not { } dialect)
            return null;
        var document = new SchemaDocument(root, isMetaschema);
        Walk(root, "", new SchemaResource(Nameless, "", dialect, document), judgedWith: null, isRoot: true);
        return document.Sites.GetValueOrDefault("");
    }

    /// <summary>The schema that <paramref name="reference"/> means, seen from <paramref name="from"/>; null where there is none, which is told.</summary>
    internal SchemaSite? Resolve(SchemaSite from, string keyword, string reference)
    {
        var pointer = $"{from.Pointer}/{keyword}";
        var hash = reference.IndexOf('#', StringComparison.Ordinal);
        var address = hash < 0 ? reference : reference[..hash];
        var resource = from.Resource;
        if (address.Length > 0)
        {
            if (!TryResolve(resource.Uri, address, out var uri))
            {
                findings.Add(pointer, FindingCodes.BadReference, $"'{reference}' is no reference.");
                return null;
            }
            resource = _resources.GetValueOrDefault(Key(uri)) ?? ReadMetaschema(Key(uri));
        }
        if (resource is null)
        {
            findings.Add(pointer, FindingCodes.RemoteReference, $"'{reference}' is not in this document, and nothing is fetched. Put it under $defs.");
            return null;
        }
        string fragment;
        try
        {
            fragment = hash < 0 ? "" : Uri.UnescapeDataString(reference[(hash + 1)..]);
        }
        catch (UriFormatException)
        {
            fragment = "\0";
        }
        var site = fragment.Length == 0 || fragment[0] == '/'
            ? resource.Document.Sites.GetValueOrDefault(resource.Pointer + fragment)
            : resource.Anchors.GetValueOrDefault(fragment);
        if (site is null)
            findings.Add(pointer, FindingCodes.BadReference, $"There is no schema at '{reference}'.");
        return site;
    }

    private SchemaResource? ReadMetaschema(string uri)
    {
        if (Metaschema.Find(uri) is not { } root)
            return null;
        Read(root, isMetaschema: true);
        return _resources.GetValueOrDefault(uri);
    }

    /// <param name="judgedWith">The dialect whose metaschema, judging the schema around, judges this one too; null where none does.</param>
    private void Walk(JsonElement schema, string pointer, SchemaResource resource, Dialect? judgedWith, bool isRoot = false)
    {
        if (++_count > Schemas)
        {
            if (_count == Schemas + 1)
                findings.Add(pointer, FindingCodes.TooManySchemas, $"There are more than {Schemas} schemas in this document.");
            return;
        }
        if (pointer.Length > PointerChars)
        {
            findings.Add(pointer[..Math.Max(0, pointer.LastIndexOf('/', JsonPointer.Chars))], FindingCodes.TooLarge, $"The pointer to a schema in here is longer than {PointerChars} characters: take shorter names.");
            return;
        }
        if (schema.ValueKind is not (JsonValueKind.Object or JsonValueKind.True or JsonValueKind.False))
        {
            findings.Add(pointer, FindingCodes.BadKeyword, "A schema is an object, true or false.");
            return;
        }
        if (schema.ValueKind == JsonValueKind.Object)
            resource = Enter(schema, pointer, resource, isRoot);
        else if (isRoot)
            Register(resource, pointer);
        var site = new SchemaSite(schema, pointer, resource);
        resource.Document.Sites.Add(pointer, site);
        if (judgedWith != resource.Dialect && !resource.Document.IsMetaschema)
            Unjudged.Add(site);
        if (schema.ValueKind != JsonValueKind.Object)
            return;
        ReadAnchors(site);
        foreach (var property in schema.EnumerateObject())
        {
            var at = $"{pointer}/{Evaluation.Escape(property.Name)}";
            WalkKeyword(property, at, resource);
            if (unknown == UnknownKeywords.Refused && resource.Dialect.WhyUnread(property.Name, schema) is { } reason)
                findings.Add(at, FindingCodes.UnknownKeyword, reason);
        }
    }

    private void WalkKeyword(JsonProperty property, string pointer, SchemaResource resource)
    {
        var judgedWith = resource.Dialect.IsJudged(property.Name) ? resource.Dialect : null;
        switch (resource.Dialect.KindOf(property.Name))
        {
            case KeywordKind.Unknown:
                MeetUnknown(property.Name, pointer, resource.Dialect);
                break;
            case KeywordKind.SchemaOrList when property.Value.ValueKind == JsonValueKind.Array:
            case KeywordKind.SchemaList:
                WalkList(property, pointer, resource, judgedWith);
                break;
            case KeywordKind.Schema or KeywordKind.SchemaOrList:
                Walk(property.Value, pointer, resource, judgedWith);
                break;
            case KeywordKind.SchemaMap or KeywordKind.SchemaOrNamesMap:
                WalkMap(property, pointer, resource, judgedWith);
                break;
        }
    }

    private void MeetUnknown(string keyword, string pointer, Dialect dialect)
    {
        var meant = ForeignKeywords.Meant(keyword);
        if (meant is null && unknown == UnknownKeywords.Ignored)
            return;
        var hint = meant is null ? " A name that begins with 'x-' says nothing of what is valid." : meant == keyword ? "" : $" Is '{meant}' meant?";
        findings.Add(pointer, FindingCodes.UnknownKeyword, $"'{keyword}' is no keyword of JSON Schema {dialect.Name}, so it can't be enforced.{hint}");
    }

    private void WalkList(JsonProperty property, string pointer, SchemaResource resource, Dialect? judgedWith)
    {
        if (property.Value.ValueKind != JsonValueKind.Array)
        {
            findings.Add(pointer, FindingCodes.BadKeyword, $"'{property.Name}' is a list of schemas.");
            return;
        }
        var index = 0;
        foreach (var item in property.Value.EnumerateArray())
            Walk(item, $"{pointer}/{index++}", resource, judgedWith);
    }

    private void WalkMap(JsonProperty property, string pointer, SchemaResource resource, Dialect? judgedWith)
    {
        if (property.Value.ValueKind != JsonValueKind.Object)
        {
            findings.Add(pointer, FindingCodes.BadKeyword, $"'{property.Name}' is an object.");
            return;
        }
        foreach (var member in property.Value.EnumerateObject())
        {
            if (member.Value.ValueKind == JsonValueKind.Array && resource.Dialect.KindOf(property.Name) == KeywordKind.SchemaOrNamesMap)
                continue;
            Walk(member.Value, $"{pointer}/{Evaluation.Escape(member.Name)}", resource, judgedWith);
        }
    }

    /// <summary>The resource that this schema belongs to: a new one where it has an identity of its own.</summary>
    private SchemaResource Enter(JsonElement schema, string pointer, SchemaResource resource, bool isRoot)
    {
        var id = Text(schema, "$id", pointer);
        // In draft-07 everything beside $ref is ignored, and an $id that is only a fragment is an anchor.
        if (!resource.Dialect.Is202012 && (schema.TryGetProperty("$ref", out _) || id is ['#', _, ..]))
            id = null;
        if (id is null or "" or "#")
        {
            if (isRoot)
                Register(resource, pointer);
            return resource;
        }
        var hash = id.IndexOf('#', StringComparison.Ordinal);
        // Draft-07 allows one, which names an anchor.
        if (resource.Dialect.Is202012 && hash >= 0 && hash < id.Length - 1)
            findings.Add($"{pointer}/$id", FindingCodes.BadKeyword, "An $id has no fragment.");
        if (!TryResolve(resource.Uri, hash < 0 ? id : id[..hash], out var uri))
        {
            findings.Add($"{pointer}/$id", FindingCodes.BadKeyword, $"'{id}' is no URI reference.");
            uri = resource.Uri;
        }
        else if (uri.OriginalString.Length > UriChars)
        {
            findings.Add($"{pointer}/$id", FindingCodes.TooLarge, $"An $id, resolved, has at most {UriChars} characters.");
            uri = Nameless;
        }
        var dialect = isRoot ? resource.Dialect : DialectOf(schema, pointer, resource.Dialect) ?? resource.Dialect;
        var own = new SchemaResource(uri, pointer, dialect, resource.Document);
        Register(own, pointer);
        return own;
    }

    private void Register(SchemaResource resource, string pointer)
    {
        if (!_resources.TryAdd(Key(resource.Uri), resource))
            findings.Add($"{pointer}/$id", FindingCodes.BadKeyword, $"'{resource.Uri}' names two schemas.");
    }

    private void ReadAnchors(SchemaSite site)
    {
        var resource = site.Resource;
        if (!resource.Dialect.Is202012)
        {
            if (!site.Schema.TryGetProperty("$ref", out _) && Text(site.Schema, "$id", site.Pointer) is { } id && id.IndexOf('#', StringComparison.Ordinal) is var hash && hash >= 0 && hash < id.Length - 1)
                AddAnchor(resource.Anchors, site, "$id", id[(hash + 1)..]);
            return;
        }
        if (Text(site.Schema, "$anchor", site.Pointer) is { } anchor)
            AddAnchor(resource.Anchors, site, "$anchor", anchor);
        if (Text(site.Schema, "$dynamicAnchor", site.Pointer) is { } dynamicAnchor)
        {
            AddAnchor(resource.Anchors, site, "$dynamicAnchor", dynamicAnchor);
            resource.DynamicSites.TryAdd(dynamicAnchor, site);
        }
    }

    private void AddAnchor(Dictionary<string, SchemaSite> anchors, SchemaSite site, string keyword, string name)
    {
        if (!anchors.TryAdd(name, site) && anchors[name] != site)
            findings.Add($"{site.Pointer}/{keyword}", FindingCodes.BadKeyword, $"'{name}' names two schemas.");
    }

    private Dialect? DialectOf(JsonElement schema, string pointer, Dialect otherwise)
    {
        if (schema.ValueKind != JsonValueKind.Object || Text(schema, "$schema", pointer) is not { } uri)
            return otherwise;
        var dialect = Dialect.Find(uri);
        if (dialect is null)
            findings.Add($"{pointer}/$schema", FindingCodes.UnknownDialect, $"'{uri}' can't be enforced. Known are {Dialect.Draft07.Uri}# and {Dialect.Draft202012.Uri}.");
        return dialect;
    }

    private string? Text(JsonElement schema, string keyword, string pointer)
    {
        if (!schema.TryGetProperty(keyword, out var value))
            return null;
        if (value.ValueKind == JsonValueKind.String)
            return value.GetString();
        findings.Add($"{pointer}/{keyword}", FindingCodes.BadKeyword, $"'{keyword}' is a string.");
        return null;
    }

    private static bool TryResolve(Uri from, string address, out Uri uri) => Uri.TryCreate(from, address, out uri!);

    private static string Key(Uri uri) => uri.GetComponents(UriComponents.AbsoluteUri & ~UriComponents.Fragment, UriFormat.UriEscaped);
}
