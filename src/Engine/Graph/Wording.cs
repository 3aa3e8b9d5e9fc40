namespace Constellation.Realtime.Engine.Graph;

/// <summary>How the taxonomy's terms read in a sentence.</summary>
internal static class Wording
{
    /// <summary>The sort of result, in the plural.</summary>
    public static string Output(string? output) => output switch
    {
        "Classification" => "classes",
        "Regression" => "estimated values",
        "Object Detection" => "detections with positions",
        "Segmentation" => "a map, pixel by pixel",
        "Time Series" => "a time series",
        "Change Detection" => "changes between dates",
        "Forecasting" => "a forecast",
        "Anomaly Detection" => "anomalies",
        "N/A" => "embeddings",
        _ => "results of a kind that the catalogue doesn't say",
    };

    /// <summary>The pixel size of a class, as in "with pixels of …".</summary>
    public static string Pixels(int rank) => Resolutions.Name(rank) switch
    {
        var name when name.IndexOf('(', StringComparison.Ordinal) is >= 0 and var at => "pixels of "
            + name[(at + 1)..^1].Replace("m", " m", StringComparison.Ordinal),
        var name => name,
    };

    /// <summary>"a", "a or b", "a, b or c".</summary>
    public static string Or(IEnumerable<string> parts) => Join(parts, "or");

    /// <summary>"a", "a and b", "a, b and c".</summary>
    public static string And(IEnumerable<string> parts) => Join(parts, "and");

    private static string Join(IEnumerable<string> parts, string word)
    {
        var list = parts.Distinct().ToList();
        return list.Count < 2 ? string.Concat(list) : $"{string.Join(", ", list[..^1])} {word} {list[^1]}";
    }
}
