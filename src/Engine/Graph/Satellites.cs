namespace Constellation.Realtime.Engine.Graph;

/// <summary>The taxonomy names both families and members: Sentinel-2 beside Sentinel-2A. A member is of its family.</summary>
internal static class Satellites
{
    private static readonly Dictionary<string, string> Families = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Sentinel-1A"] = "Sentinel-1",
        ["Sentinel-1B"] = "Sentinel-1",
        ["Sentinel-2A"] = "Sentinel-2",
        ["Sentinel-2B"] = "Sentinel-2",
        ["Sentinel-3A"] = "Sentinel-3",
        ["Sentinel-3B"] = "Sentinel-3",
        ["Sentinel-5P"] = "Sentinel-5",
        ["Terra MODIS"] = "Terra",
        ["Aqua MODIS"] = "Aqua",
    };

    /// <summary>Whether data of the one are data of the other.</summary>
    public static bool Match(string one, string other) =>
        Same(one, other) || (Families.TryGetValue(one, out var family) && Same(family, other)) || (Families.TryGetValue(other, out family) && Same(one, family));

    private static bool Same(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
}
