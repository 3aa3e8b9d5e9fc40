namespace Constellation.Realtime.Engine.Graph;

/// <summary>The taxonomy's temporal resolutions, most frequent first.</summary>
internal static class Cadences
{
    private static readonly string[] Classes = ["hourly", "daily", "weekly", "bi-weekly", "monthly", "annual"];

    /// <summary>The rank, 0 the most frequent; null for none or unknown.</summary>
    public static int? Rank(string? value)
    {
        var rank = Array.FindIndex(Classes, name => string.Equals(name, value, StringComparison.OrdinalIgnoreCase));
        return rank < 0 ? null : rank;
    }

    /// <summary>The cadence in lower case, as in a sentence.</summary>
    public static string Name(int rank) => Classes[rank];
}
