using Constellation.Realtime.Engine.Graph.Words;

namespace Constellation.Realtime.Engine.Graph;

/// <summary>Constellation's taxonomy where it is stored as a tree of category names: says which field a name belongs to, by its parent or by
/// itself.</summary>
internal static class TaxonomyTerms
{
    private const string None = "N/A";

    private static readonly HashSet<string> DataTypes = ["Optical", "SAR", "LiDAR", "Hyperspectral", "Climate", "Weather", "Microwave", "Thermal", "Multispectral"];

    private static readonly HashSet<string> Outputs =
        ["Classification", "Regression", "Object Detection", "Segmentation", "Time Series", "Change Detection", "Forecasting", "Anomaly Detection"];

    private static readonly HashSet<string> Readiness = ["Theoretical", "Experimental", "Prototype", "Operational"];

    private static readonly HashSet<string> PaperTypes = ["Weather/Climate Model", "Earth Observation Model", "Dataset"];

    private static readonly HashSet<string> Areas =
    [
        .. Vocabulary.Shared.Concepts.SelectMany(concept =>
            concept.Areas), "Biodiversity and Conservation", "Cultural Heritage Preservation", "Natural Resource Management",
        "National Security and Defense", "General",
    ];

    private static readonly HashSet<string> Sources = [.. Vocabulary.Shared.Concepts.SelectMany(concept => concept.Satellites)];

    /// <summary>The taxonomy that a block's categories make.</summary>
    /// <param name="categories">Each category's name and its parent's, null where it has none.</param>
    public static Taxonomy Read(IEnumerable<(string Name, string? Parent)> categories)
    {
        var fields = categories.ToLookup(category => Field(category.Parent) ?? FieldOf(category.Name), category => category.Name);
        IReadOnlyList<string> All(string field) => [.. fields[field].Distinct()];
        string? One(string field) => fields[field].FirstOrDefault();
        return new Taxonomy
        {
            PaperType = One("papertype"),
            ApplicationAreas = All("applicationarea"),
            Keywords = All("keyword"),
            SpatialScale = One("spatialscale"),
            TemporalScale = One("temporalscale"),
            ApplicationReadiness = One("applicationreadiness"),
            ModelType = One("modeltype"),
            Architecture = One("architecture"),
            InputDataTypes = All("inputdatatype"),
            OutputDataType = One("outputdatatype"),
            AcceptedOutputDataTypes = All("acceptedoutputdatatype"),
            SpatialResolution = One("spatialresolution"),
            TemporalResolution = One("temporalresolution"),
            SatelliteDataSources = All("satellitedatasource"),
            ClimateWeatherDataSources = All("climateweatherdatasource"),
            ProcessingLevel = One("processinglevel"),
        };
    }

    // "Input Data Types", "input_data_types" and "InputDataType" are one.
    private static string? Field(string? parent)
    {
        if (parent is null)
            return null;
        var field = string.Concat(parent.Where(char.IsLetter)).ToLowerInvariant().TrimEnd('s');
        return field switch
        {
            "satellitesource" => "satellitedatasource",
            "climateweathersource" => "climateweatherdatasource",
            "readines" => "applicationreadiness",
            "applicationreadines" => "applicationreadiness",
            "papertype" or "applicationarea" or "keyword" or "spatialscale" or "temporalscale" or "modeltype" or "architecture" or "inputdatatype" or "outputdatatype"
                or "acceptedoutputdatatype" or "spatialresolution" or "temporalresolution" or "satellitedatasource" or "climateweatherdatasource" or "processinglevel" => field,
            _ => null,
        };
    }

    private static string FieldOf(string name) =>
        DataTypes.Contains(name) ? "inputdatatype"
        : Outputs.Contains(name) ? "outputdatatype"
        : Areas.Contains(name) ? "applicationarea"
        : name == "ERA5" || name == "GHCN" ? "climateweatherdatasource"
        : Sources.Contains(name) ? "satellitedatasource"
        : Resolutions.Rank(name) is not null ? "spatialresolution"
        : Readiness.Contains(name) ? "applicationreadiness"
        : PaperTypes.Contains(name) ? "papertype"
        : name is None ? "unsaid"
        : "keyword";
}
