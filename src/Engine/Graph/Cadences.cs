namespace Constellation.Realtime.Engine.Graph;

/// <summary>The taxonomy's temporal resolutions, most frequent first.</summary>
internal static class Cadences
{
    private const double MostTimesRarer = 2.5;

    private static readonly string[] Classes = ["hourly", "daily", "weekly", "bi-weekly", "monthly", "annual"];

    private static readonly double[] Days = [1.0 / 24, 1, 7, 14, 30, 365];

    /// <summary>The rank, 0 the most frequent; null for none or unknown.</summary>
    public static int? Rank(string? value)
    {
        var rank = Array.FindIndex(Classes, name => string.Equals(name, value, StringComparison.OrdinalIgnoreCase));
        return rank < 0 ? null : rank;
    }

    /// <summary>Whether a step, though rarer than wished, is still of use to one who wishes it: one class off, and at most about twice as rare. Who
    /// wants weekly maps can work with a look every twelve days; who wants daily ones can't with one every five.</summary>
    public static bool NearlyServes(int rank, int wished) => rank == wished + 1 && Days[rank] <= MostTimesRarer * Days[wished];

    /// <summary>The cadence in lower case, as in a sentence.</summary>
    public static string Name(int rank) => Classes[rank];
}
