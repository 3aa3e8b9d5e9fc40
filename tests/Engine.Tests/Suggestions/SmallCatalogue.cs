using Constellation.Realtime.Engine.Graph;

namespace Constellation.Realtime.Engine.Tests.Suggestions;

/// <summary>A few blocks that show what the rules tell apart.</summary>
internal static class SmallCatalogue
{
    internal static readonly Block Photos = Block("Photos", BlockType.Dataset, new() { InputDataTypes = ["Optical"] }, filepath: "drive-1");
    internal static readonly Block Sentinel2A = Block("Sentinel-2A tiles", BlockType.Dataset, new()
    {
        InputDataTypes = ["Multispectral"],
        SatelliteDataSources = ["Sentinel-2A"],
        SpatialResolution = "Medium-High (5-10m)",
    });
    internal static readonly Block Radar = Block("Sentinel-1 radar", BlockType.Dataset, new()
    {
        InputDataTypes = ["SAR"],
        SatelliteDataSources = ["Sentinel-1"],
        SpatialResolution = "Medium-High (5-10m)",
    });
    internal static readonly Block Naip = Block("NAIP", BlockType.Dataset, new()
    {
        InputDataTypes = ["Multispectral"],
        SatelliteDataSources = ["NAIP"],
        SpatialResolution = "Very High (0.1-1m)",
    });
    internal static readonly Block Unsaid = Block("Unsaid", BlockType.Dataset, Taxonomy.Unknown);
    internal static readonly Block Reanalysis = Block("ERA5", BlockType.Dataset, new() { InputDataTypes = ["Weather"], ClimateWeatherDataSources = ["ERA5"] });

    internal static readonly Block Fire = Block("Fire classifier", BlockType.Model, new()
    {
        InputDataTypes = ["Optical"],
        OutputDataType = "Classification",
        SpatialResolution = "Variable Resolution",
        Keywords = ["hf-image-classification"],
    });
    internal static readonly Block Crops = Block("Crop segmenter", BlockType.Model, new()
    {
        InputDataTypes = ["Multispectral"],
        OutputDataType = "Segmentation",
        SatelliteDataSources = ["Sentinel-2"],
        SpatialResolution = "Medium (10-30m)",
    });
    internal static readonly Block Encoder = Block("Encoder", BlockType.Model, new() { InputDataTypes = ["Multispectral"], OutputDataType = "N/A" });
    internal static readonly Block Floods = Block("Flood mapper", BlockType.Model, new()
    {
        InputDataTypes = ["SAR"],
        OutputDataType = "Segmentation",
        SatelliteDataSources = ["Sentinel-1"],
    });

    internal static readonly Block S3 = Block("export-to-S3", BlockType.Exports, new()
    {
        AcceptedOutputDataTypes = ["Classification", "Segmentation", "N/A"],
        Keywords = ["dagster-op:export_to_s3"],
    });
    internal static readonly Block Map = Block("export-to-map", BlockType.Exports, new() { AcceptedOutputDataTypes = ["Segmentation"] });
    internal static readonly Block Paper = Block("A paper", BlockType.Paper, Taxonomy.Unknown);

    internal static readonly GraphSnapshot Snapshot = new(
        [Photos, Sentinel2A, Radar, Naip, Unsaid, Reanalysis, Fire, Crops, Encoder, Floods, S3, Map, Paper],
        [Edge(Photos, Fire), Edge(Fire, S3), Edge(Sentinel2A, Crops), Edge(Crops, S3), Edge(Reanalysis, Crops)]);

    internal static Edge Edge(Block source, Block target) =>
        new() { EdgeId = Id($"{source.Name}>{target.Name}"), SourceBlockId = source.BlockId, TargetBlockId = target.BlockId };

    internal static Block Block(string name, BlockType type, Taxonomy taxonomy, string? filepath = null) =>
        new() { BlockId = Id(name), Name = name, BlockType = type, Description = $"{name}, a block.", Taxonomy = taxonomy, Filepath = filepath };

    internal static Guid Id(string name) => new(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(name)).AsSpan(0, 16));
}
