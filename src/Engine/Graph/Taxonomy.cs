namespace Constellation.Realtime.Engine.Graph;

/// <summary>What is known of a block, in the words of Constellation's taxonomy: the strings on the wire, "N/A" among them. Empty or null: not
/// said.</summary>
internal sealed record Taxonomy
{
    /// <summary>What the taxonomy says where it says that nothing applies.</summary>
    public const string None = "N/A";

    public static readonly Taxonomy Unknown = new();

    public string? PaperType { get; init; }

    public IReadOnlyList<string> ApplicationAreas { get; init; } = [];

    public IReadOnlyList<string> Keywords { get; init; } = [];

    public string? SpatialScale { get; init; }

    public string? TemporalScale { get; init; }

    public string? ApplicationReadiness { get; init; }

    public string? ModelType { get; init; }

    public string? Architecture { get; init; }

    public IReadOnlyList<string> InputDataTypes { get; init; } = [];

    public string? OutputDataType { get; init; }

    public IReadOnlyList<string> AcceptedOutputDataTypes { get; init; } = [];

    public string? SpatialResolution { get; init; }

    public string? TemporalResolution { get; init; }

    public IReadOnlyList<string> SatelliteDataSources { get; init; } = [];

    public IReadOnlyList<string> ClimateWeatherDataSources { get; init; } = [];

    public string? ProcessingLevel { get; init; }

    /// <summary>The satellites and climate sources together, without "N/A".</summary>
    public IEnumerable<string> Sources() => SatelliteDataSources.Concat(ClimateWeatherDataSources).Where(source => source != None);
}
