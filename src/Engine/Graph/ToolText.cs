using System.Text.Json.Nodes;
using Constellation.Realtime.Engine.Prompting;

namespace Constellation.Realtime.Engine.Graph;

/// <summary>Writes tools' results: short JSON, each with a cap on its size.</summary>
/// <param name="handles">What stands for the blocks' ids.</param>
internal sealed class ToolText(BlockHandles handles)
{
    /// <summary>The longest result in characters; entries at the end fall away beyond it.</summary>
    public const int MostChars = 8_000;

    private const int DescriptionChars = 220;
    private const int LongDescriptionChars = 2_000;
    private const int NameChars = 200;
    private const int ValueChars = 80;
    private const int MostNeighbours = 15;
    private const int MostValues = 30;
    private const int ShortValues = 10;

    public static string Error(string message) => Write(new JsonObject { ["error"] = message });

    public string Blocks(IReadOnlyList<Block> blocks) => Capped("blocks", [.. blocks.Select(block => Short(block, ShortValues))], new JsonObject());

    public string Block(Block block, GraphSnapshot graph)
    {
        for (var share = 1; ; share *= 2)
        {
            var text = Write(Whole(block, graph, share));
            if (text.Length <= MostChars || share > LongDescriptionChars)
                return text;
        }
    }

    // The larger the share's divisor, the less is told of all that can be long.
    private JsonObject Whole(Block block, GraphSnapshot graph, int divisor)
    {
        var (values, neighbours) = (MostValues / divisor, MostNeighbours / divisor);
        var json = Short(block, Math.Min(ShortValues, values));
        json["description"] = Cut(block.Description, LongDescriptionChars / divisor);
        json["filepath"] = Cut(block.Filepath, DescriptionChars);
        Add(json, "application_areas", block.Taxonomy.ApplicationAreas, values);
        Add(json, "keywords", block.Taxonomy.Keywords, values);
        Add(json, "accepted_output_data_types", block.Taxonomy.AcceptedOutputDataTypes, values);
        json["application_readiness"] = Cut(block.Taxonomy.ApplicationReadiness, ValueChars);
        json["processing_level"] = Cut(block.Taxonomy.ProcessingLevel, ValueChars);
        var up = graph.Up(block.BlockId).Select(edge => graph.Find(edge.SourceBlockId)!).ToList();
        var down = graph.Down(block.BlockId).Select(edge => graph.Find(edge.TargetBlockId)!).ToList();
        json["up"] = new JsonArray([.. up.Take(neighbours).Select(Reference)]);
        json["down"] = new JsonArray([.. down.Take(neighbours).Select(Reference)]);
        if (up.Count > neighbours || down.Count > neighbours)
            json["neighbours"] = $"{up.Count} up, {down.Count} down; the first {neighbours} are listed";
        return json;
    }

    public string Findings(Findings findings, Goal goal)
    {
        var rest = new JsonObject();
        if (findings.Paths.Count == 0)
        {
            rest["note"] = goal.Unheard is { } unheard ? $"No block of the catalogue speaks of '{Cut(unheard, NameChars)}'."
                : "No pipeline of the catalogue fits; suggest none.";
            rest["nearest"] = new JsonArray([.. findings.Nearest.Select(path => (JsonNode)new JsonObject
            {
                ["pipeline"] = Cut(path.ToString(), 3 * NameChars),
                ["but"] = new JsonArray([.. path.Misses.Select(miss => (JsonNode)Cut(miss.Text, 2 * NameChars)!)]),
            })]);
            rest["not_joined"] = new JsonArray([.. findings.Unjoined.Select(facts => Reference(facts.Block))]);
        }

        return Capped("pipelines", [.. findings.Paths.Select(Path)], rest);
    }

    private JsonObject Path(PipelinePath path)
    {
        var json = new JsonObject { ["blocks"] = new JsonArray([.. path.Blocks.Select(Reference)]), ["fit"] = Math.Round(path.Fit, 2) };
        var reasons = EdgeRules.WhyNotRunnable(path.Dataset.Block, path.Model.Block, path.Export?.Block);
        json["runnable"] = reasons.Count == 0;
        json["gives"] = path.Model.Output;
        return json;
    }

    private JsonObject Short(Block block, int values)
    {
        var taxonomy = block.Taxonomy;
        var json = Reference(block);
        json["description"] = Cut(block.Description, DescriptionChars);
        Add(json, "data_types", taxonomy.InputDataTypes, values);
        Add(json, "sources", [.. taxonomy.SatelliteDataSources, .. taxonomy.ClimateWeatherDataSources], values);
        json["gives"] = Cut(taxonomy.OutputDataType, ValueChars);
        json["spatial_resolution"] = Cut(taxonomy.SpatialResolution, ValueChars);
        json["temporal_resolution"] = Cut(taxonomy.TemporalResolution, ValueChars);
        foreach (var empty in json.Where(pair => pair.Value is null).Select(pair => pair.Key).ToList())
            json.Remove(empty);
        return json;
    }

    private JsonObject Reference(Block block) =>
        new() { ["block_id"] = handles.Of(block.BlockId), ["name"] = Cut(block.Name, NameChars), ["block_type"] = GraphJson.ToText(block.BlockType) };

    private static void Add(JsonObject json, string name, IReadOnlyList<string> values, int most)
    {
        if (values.Count > 0 && most > 0)
            json[name] = new JsonArray([.. values.Take(most).Select(value => (JsonNode)Cut(value, ValueChars)!)]);
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

    private static string? Cut(string? text, int most)
    {
        if (text is null || text.Length <= most)
            return text;
        var end = most > 0 && char.IsHighSurrogate(text[most - 1]) ? most - 1 : most;
        return text[..end] + "…";
    }

    private static string Write(JsonNode json) => InertJson.Write(json);
}
