namespace Constellation.Realtime.Engine.Graph;

/// <summary>The taxonomy's classes of pixel size, finest first.</summary>
internal static class Resolutions
{
    private static readonly string[] Classes =
    [
        "Extremely High (<0.1m)", "Very High (0.1-1m)", "High (1-5m)", "Medium-High (5-10m)", "Medium (10-30m)", "Medium-Low (30-100m)", "Low (100-250m)",
        "Very Low (250-1000m)", "Extremely Low (>1000m)",
    ];

    private static readonly double[] FinestMetres = [0, 0.1, 1, 5, 10, 30, 100, 250, 1000];

    /// <summary>The class's rank, 0 the finest; null for variable, custom, none or unknown.</summary>
    public static int? Rank(string? value)
    {
        var rank = Array.IndexOf(Classes, value);
        return rank < 0 ? null : rank;
    }

    /// <summary>The rank of the class that has pixels of this size.</summary>
    public static int Of(double metres)
    {
        var rank = Classes.Length - 1;
        while (rank > 0 && FinestMetres[rank] >= metres)
            rank--;
        return rank;
    }

    /// <summary>Whether some of the class's pixels are as fine as wished.</summary>
    public static bool Reaches(int rank, double metres) => FinestMetres[rank] <= metres;

    /// <summary>A size that pixels of this class don't reach, but those of the next finer one do.</summary>
    public static double FinerThan(int rank) => FinestMetres[rank] * 0.99;

    /// <summary>The class's name in the taxonomy.</summary>
    public static string Name(int rank) => Classes[rank];
}
