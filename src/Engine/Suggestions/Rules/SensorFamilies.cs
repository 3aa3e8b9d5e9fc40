namespace Constellation.Realtime.Engine.Suggestions.Rules;

/// <summary>
/// The taxonomy names satellites now by family (Sentinel-2), now by member (Sentinel-2A), and sister satellites carry the same instrument: what a model takes of
/// one it takes of the other.
/// </summary>
internal static class SensorFamilies
{
    private static readonly Dictionary<string, string> Families = Read(
        "Sentinel-1: Sentinel-1A, Sentinel-1B",
        "Sentinel-2: Sentinel-2A, Sentinel-2B",
        "Sentinel-3: Sentinel-3A, Sentinel-3B",
        "Sentinel-5: Sentinel-5P",
        "Landsat MSS: Landsat 1, Landsat 2, Landsat 3",
        "Landsat TM: Landsat 4, Landsat 5",
        "Landsat OLI: Landsat 8, Landsat 9",
        "MODIS: Terra MODIS, Aqua MODIS",
        "VIIRS: Suomi NPP, NOAA-20",
        "AVHRR: NOAA-15, NOAA-18, NOAA-19",
        "GOES-N: GOES-13, GOES-14, GOES-15",
        "GOES-R: GOES-16, GOES-17, GOES-18",
        "GRACE: GRACE Follow-On",
        "X-band of TerraSAR: TerraSAR-X, TanDEM-X",
        "RADARSAT: RADARSAT-1, RADARSAT-2",
        "ALOS: ALOS-1, ALOS-2",
        "ERS: ERS-1, ERS-2",
        "SPOT: SPOT-6, SPOT-7",
        "MetOp: MetOp-A, MetOp-B, MetOp-C",
        "Himawari: Himawari-8, Himawari-9");

    /// <summary>The satellite's family; itself where it has none.</summary>
    internal static string Of(string satellite) => Families.GetValueOrDefault(satellite, satellite);

    private static Dictionary<string, string> Read(params string[] lines) =>
        lines.Select(line => line.Split(": "))
            .SelectMany(parts => parts[1].Split(", ").Select(member => (Member: member, Family: parts[0])))
            .ToDictionary(pair => pair.Member, pair => pair.Family, StringComparer.Ordinal);
}
