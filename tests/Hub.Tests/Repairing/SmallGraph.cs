using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Constellation.Realtime.Hub.Tests.Repairing;

/// <summary>A graph file with a few blocks that show what the rules tell apart, each with a letter for the texts of the tests.</summary>
internal static class SmallGraph
{
    private static readonly (char Letter, string Name, string Type, object Taxonomy, string? File)[] All =
    [
        ('P', "Photos", "dataset", new { input_data_types = new[] { "Optical" } }, "drive-1"),
        ('T', "Sentinel-2A tiles", "dataset", new { input_data_types = new[] { "Multispectral" }, satellite_data_sources = new[] { "Sentinel-2A" }, spatial_resolution = "Medium-High (5-10m)" }, null),
        ('R', "Sentinel-1 radar", "dataset", new { input_data_types = new[] { "SAR" }, satellite_data_sources = new[] { "Sentinel-1" }, spatial_resolution = "Medium-High (5-10m)" }, null),
        ('N', "NAIP", "dataset", new { input_data_types = new[] { "Multispectral" }, satellite_data_sources = new[] { "NAIP" }, spatial_resolution = "Very High (0.1-1m)" }, null),
        ('F', "Fire classifier", "model", new { input_data_types = new[] { "Optical" }, output_data_type = "Classification", keywords = new[] { "hf-image-classification" } }, null),
        ('C', "Crop segmenter", "model", new { input_data_types = new[] { "Multispectral" }, output_data_type = "Segmentation", satellite_data_sources = new[] { "Sentinel-2" }, spatial_resolution = "Medium (10-30m)" }, null),
        ('E', "Encoder", "model", new { input_data_types = new[] { "Multispectral" }, output_data_type = "N/A" }, null),
        ('L', "Flood mapper", "model", new { input_data_types = new[] { "SAR" }, output_data_type = "Segmentation", satellite_data_sources = new[] { "Sentinel-1" } }, null),
        ('S', "export-to-S3", "exports", new { accepted_output_data_types = new[] { "Classification", "Segmentation", "N/A" }, keywords = new[] { "dagster-op:export_to_s3" } }, null),
        ('M', "export-to-map", "exports", new { accepted_output_data_types = new[] { "Segmentation" } }, null),
        ('A', "A paper", "paper", new { }, null),
    ];

    /// <summary>The blocks' names by their letters.</summary>
    internal static IReadOnlyDictionary<char, string> Names { get; } = All.ToDictionary(block => block.Letter, block => block.Name);

    internal static string IdOf(char letter) => new Guid(SHA256.HashData(Encoding.UTF8.GetBytes(Names[letter])).AsSpan(0, 16)).ToString();

    internal static void WriteTo(string path) => File.WriteAllText(path, JsonSerializer.Serialize(new
    {
        blocks = All.Select(block => new { block_id = IdOf(block.Letter), name = block.Name, block_type = block.Type, filepath = block.File, taxonomy = block.Taxonomy }),
        edges = new[] { "PF", "FS", "TC", "CS" }.Select(edge => new { edge_id = Guid.NewGuid(), source_block_id = IdOf(edge[0]), target_block_id = IdOf(edge[1]) }),
    }));
}
