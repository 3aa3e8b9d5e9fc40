using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Constellation.Realtime.Engine.Graph;

/// <summary>Writes tools' results: short JSON, each with a cap on its size.</summary>
internal static class ToolText
{
    /// <summary>The longest result in characters; entries at the end fall away beyond it.</summary>
    public const int MostChars = 8_000;

    private const int DescriptionChars = 220;
    private const int MostNeighbours = 15;

    private static readonly JsonSerializerOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Error(string message) => Write(new JsonObject { ["error"] = message });

    public static string Blocks(IReadOnlyList<Block> blocks) => Capped("blocks", [.. blocks.Select(Short)], new JsonObject());

    public static string Block(Block block, GraphSnapshot graph)
    {
        var json = Short(block);
        json["description"] = block.Description;
        json["filepath"] = block.Filepath;
        Add(json, "application_areas", block.Taxonomy.ApplicationAreas);
        Add(json, "keywords", block.Taxonomy.Keywords);
        Add(json, "accepted_output_data_types", block.Taxonomy.AcceptedOutputDataTypes);
        json["application_readiness"] = block.Taxonomy.ApplicationReadiness;
        json["processing_level"] = block.Taxonomy.ProcessingLevel;
        var up = graph.Up(block.BlockId).Select(edge => graph.Find(edge.SourceBlockId)!).ToList();
        var down = graph.Down(block.BlockId).Select(edge => graph.Find(edge.TargetBlockId)!).ToList();
        json["up"] = new JsonArray([.. up.Take(MostNeighbours).Select(Reference)]);
        json["down"] = new JsonArray([.. down.Take(MostNeighbours).Select(Reference)]);
        if (up.Count > MostNeighbours || down.Count > MostNeighbours)
            json["neighbours"] = $"{up.Count} up, {down.Count} down; the first {MostNeighbours} are listed";
        return Write(json);
    }

    public static string Findings(Findings findings, Goal goal)
    {
        var rest = new JsonObject();
        if (findings.Paths.Count == 0)
        {
            rest["note"] = goal.Unheard is { } unheard ? $"No block of the catalogue speaks of '{unheard}'."
                : "No pipeline of the catalogue fits; suggest none.";
            rest["nearest"] = new JsonArray([.. findings.Nearest.Select(path => (JsonNode)new JsonObject
            {
                ["pipeline"] = path.ToString(),
                ["but"] = new JsonArray([.. path.Misses.Select(miss => (JsonNode)miss.Text)]),
            })]);
            rest["not_joined"] = new JsonArray([.. findings.Unjoined.Select(facts => Reference(facts.Block))]);
        }

        return Capped("pipelines", [.. findings.Paths.Select(Path)], rest);
    }

    private static JsonObject Path(PipelinePath path)
    {
        var json = new JsonObject { ["blocks"] = new JsonArray([.. path.Blocks.Select(Reference)]), ["fit"] = Math.Round(path.Fit, 2) };
        var reasons = EdgeRules.WhyNotRunnable(path.Dataset.Block, path.Model.Block, path.Export?.Block);
        json["runnable"] = reasons.Count == 0;
        json["gives"] = path.Model.Output;
        return json;
    }

    private static JsonObject Short(Block block)
    {
        var taxonomy = block.Taxonomy;
        var json = Reference(block);
        json["description"] = Cut(block.Description);
        Add(json, "data_types", taxonomy.InputDataTypes);
        Add(json, "sources", [.. taxonomy.SatelliteDataSources, .. taxonomy.ClimateWeatherDataSources]);
        json["gives"] = taxonomy.OutputDataType;
        json["spatial_resolution"] = taxonomy.SpatialResolution;
        json["temporal_resolution"] = taxonomy.TemporalResolution;
        foreach (var empty in json.Where(pair => pair.Value is null).Select(pair => pair.Key).ToList())
            json.Remove(empty);
        return json;
    }

    private static JsonObject Reference(Block block) =>
        new() { ["block_id"] = block.BlockId.ToString(), ["name"] = block.Name, ["block_type"] = GraphJson.ToText(block.BlockType) };

    private static void Add(JsonObject json, string name, IReadOnlyList<string> values)
    {
        if (values.Count > 0)
            json[name] = new JsonArray([.. values.Select(value => (JsonNode)value)]);
    }

    private static string Capped(string name, List<JsonObject> entries, JsonObject rest)
    {
        var kept = entries.Count;
        while (true)
        {
            var json = new JsonObject { [name] = new JsonArray([.. entries.Take(kept).Select(entry => entry.DeepClone())]) };
            foreach (var (key, value) in rest)
                json[key] = value?.DeepClone();
            if (kept < entries.Count)
                json["left_out"] = entries.Count - kept;
            var text = Write(json);
            if (text.Length <= MostChars || kept == 0)
                return text;
            kept--;
        }
    }

    private static string? Cut(string? text)
    {
        if (text is null || text.Length <= DescriptionChars)
            return text;
        var end = char.IsHighSurrogate(text[DescriptionChars - 1]) ? DescriptionChars - 1 : DescriptionChars;
        return text[..end] + "…";
    }

    private static string Write(JsonNode json) => json.ToJsonString(Options);
}
