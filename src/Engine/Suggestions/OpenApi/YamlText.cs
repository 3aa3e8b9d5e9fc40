using System.Globalization;
using System.Numerics;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Constellation.Realtime.Engine.Suggestions.OpenApi;

/// <summary>YAML as JSON, by the core schema of YAML 1.2 (<c>no</c> is a text, <c>200</c> as a name is one too), with merge keys. Aliases are copied, up to a cap.</summary>
internal sealed partial class YamlText
{
    private readonly Parser _parser;
    private readonly Dictionary<AnchorName, (JsonNode? Node, int Size)> _anchors = [];
    private int _copied;

    private YamlText(string text) => _parser = new Parser(new StringReader(text));

    /// <summary>Values that aliases may add.</summary>
    internal const int CopiedValues = 100_000;

    /// <exception cref="UnreadableException">It is no YAML, or none that JSON can hold.</exception>
    public static JsonNode? Read(string text)
    {
        var yaml = new YamlText(text);
        try
        {
            yaml._parser.Consume<StreamStart>();
            yaml._parser.Consume<DocumentStart>();
            var (node, _) = yaml.ReadNode(0);
            yaml._parser.Consume<DocumentEnd>();
            if (!yaml._parser.Accept<StreamEnd>(out _)) throw Wrong(yaml._parser.Current!.Start, "there is a second document");
            return node;
        }
        catch (YamlException exception)
        {
            throw Wrong(exception.Start, exception.Message);
        }
        catch (InvalidOperationException)
        {
            throw Wrong(yaml._parser.Current?.End ?? Mark.Empty, "it ends too early");
        }
    }

    private static UnreadableException Wrong(Mark at, string message) =>
        new("", "not_yaml", string.Create(CultureInfo.InvariantCulture, $"The YAML can't be read, line {at.Line}, column {at.Column}: {message}"));

    // The size counts values: what a copy of it adds.
    private (JsonNode? Node, int Size) ReadNode(int depth)
    {
        if (depth > ApiText.Depth) throw Wrong(_parser.Current!.Start, $"it is deeper than {ApiText.Depth} levels");
        if (_parser.TryConsume<AnchorAlias>(out var alias)) return Copy(alias);

        var begin = _parser.Consume<NodeEvent>();
        var read = begin switch
        {
            Scalar scalar => (ReadScalar(scalar), 1),
            SequenceStart => ReadSequence(depth),
            MappingStart => ReadMapping(depth),
            _ => throw Wrong(begin.Start, "this is no value"),
        };
        if (!begin.Anchor.IsEmpty) _anchors[begin.Anchor] = read;
        return read;
    }

    private (JsonNode? Node, int Size) Copy(AnchorAlias alias)
    {
        if (!_anchors.TryGetValue(alias.Value, out var known)) throw Wrong(alias.Start, $"the anchor '{alias.Value}' is not there, or holds this alias itself");
        _copied += known.Size;
        return _copied <= CopiedValues ? (known.Node?.DeepClone(), known.Size) : throw Wrong(alias.Start, $"the aliases add more than {CopiedValues} values");
    }

    private (JsonNode? Node, int Size) ReadSequence(int depth)
    {
        var (list, size) = (new JsonArray(), 1);
        while (!_parser.TryConsume<SequenceEnd>(out _))
        {
            var (item, more) = ReadNode(depth + 1);
            list.Add(item);
            size += more;
        }

        return (list, size);
    }

    private (JsonNode? Node, int Size) ReadMapping(int depth)
    {
        var (map, size) = (new JsonObject(), 1);
        List<JsonObject> merged = [];
        while (!_parser.TryConsume<MappingEnd>(out _))
        {
            if (!_parser.TryConsume<Scalar>(out var name)) throw Wrong(_parser.Current!.Start, "a name must be a text");
            var (value, more) = ReadNode(depth + 1);
            size += more;
            if (name is { Value: "<<", Style: ScalarStyle.Plain }) merged.AddRange(Merged(value, name.Start));
            else if (!map.TryAdd(name.Value, value)) throw Wrong(name.Start, $"the name '{name.Value}' is there twice");
        }

        foreach (var (name, value) in merged.SelectMany(other => other.ToList()))
        {
            // What the mapping says itself wins, then the earlier of those that it merges.
            if (!map.ContainsKey(name)) map.Add(name, value?.DeepClone());
        }

        return (map, size);
    }

    private static IEnumerable<JsonObject> Merged(JsonNode? value, Mark at) => value switch
    {
        JsonObject one => [one],
        JsonArray several when several.All(item => item is JsonObject) => several.Select(item => (JsonObject)item!),
        _ => throw Wrong(at, "only mappings can be merged"),
    };

    private static JsonNode? ReadScalar(Scalar scalar)
    {
        var tag = scalar.Tag.IsEmpty ? "" : scalar.Tag.Value;
        if (tag == "tag:yaml.org,2002:str" || tag == "!" || (tag.Length == 0 && scalar.Style != ScalarStyle.Plain)) return JsonValue.Create(scalar.Value);
        if (tag.Length > 0 && !tag.StartsWith("tag:yaml.org,2002:", StringComparison.Ordinal)) throw Wrong(scalar.Start, $"the tag '{tag}' has no meaning in JSON");
        return ReadPlain(scalar);
    }

    private static JsonNode? ReadPlain(Scalar scalar) => scalar.Value switch
    {
        "" or "~" or "null" or "Null" or "NULL" => null,
        "true" or "True" or "TRUE" => JsonValue.Create(true),
        "false" or "False" or "FALSE" => JsonValue.Create(false),
        var text when JsonNumber().IsMatch(text) => JsonNode.Parse(text),
        var text when Whole().IsMatch(text) => JsonNode.Parse(BigInteger.Parse(text.TrimStart('+'), CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture)),
        var text when text.StartsWith("0x", StringComparison.Ordinal) && Hexadecimal().IsMatch(text) =>
            JsonNode.Parse(BigInteger.Parse("0" + text[2..], NumberStyles.HexNumber, CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture)),
        var text when Fraction().IsMatch(text) => JsonNode.Parse(double.Parse(text, CultureInfo.InvariantCulture).ToString("R", CultureInfo.InvariantCulture)),
        var text when NotFinite().IsMatch(text) => throw Wrong(scalar.Start, $"JSON has no number {text}"),
        var text => JsonValue.Create(text),
    };

    [GeneratedRegex(@"^-?(0|[1-9][0-9]{0,999})(\.[0-9]{1,1000})?([eE][-+]?[0-9]{1,9})?$")]
    private static partial Regex JsonNumber();

    [GeneratedRegex("^[-+]?[0-9]{1,1000}$")]
    private static partial Regex Whole();

    [GeneratedRegex("^0x[0-9a-fA-F]{1,100}$")]
    private static partial Regex Hexadecimal();

    [GeneratedRegex(@"^[-+]?(\.[0-9]{1,20}|[0-9]{1,20}(\.[0-9]{0,20})?)([eE][-+]?[0-9]{1,2})?$")]
    private static partial Regex Fraction();

    [GeneratedRegex(@"^([-+]?\.(inf|Inf|INF)|\.nan|\.NaN|\.NAN)$")]
    private static partial Regex NotFinite();
}
