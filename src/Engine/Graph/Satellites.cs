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

    private static readonly HashSet<string> Commercial = new(StringComparer.OrdinalIgnoreCase)
    {
        "WorldView-1", "WorldView-2", "WorldView-3", "WorldView-4", "GeoEye-1", "PlanetScope", "RapidEye", "Pleiades", "SPOT-6", "SPOT-7", "RADARSAT-1",
        "RADARSAT-2", "TerraSAR-X", "COSMO-SkyMed", "ICEYE",
    };

    /// <summary>Whether some source of the one block is one of the other's, members of a family counting as the family.</summary>
    public static bool Share(Taxonomy one, Taxonomy other) => one.Sources().Any(source => other.Sources().Any(theirs => Match(source, theirs)));

    /// <summary>Whether images of it cost money.</summary>
    public static bool IsCommercial(string satellite) => Commercial.Contains(satellite);

    /// <summary>Whether data of the one are data of the other: both of one family.</summary>
    public static bool Match(string one, string other) =>
        string.Equals(Family(one), Family(other), StringComparison.OrdinalIgnoreCase);

    private static string Family(string satellite) => Families.GetValueOrDefault(satellite, satellite);
}
