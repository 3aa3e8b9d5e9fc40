namespace Constellation.Realtime.Chaos.Driving;

/// <summary>Chance that a seed makes, the same in every process.</summary>
internal static class Chance
{
    /// <param name="seed">Of the run, or of whoever goes on from it.</param>
    /// <param name="purpose">What it is for: each has a course of its own.</param>
    public static Random Of(int seed, int purpose) => new(unchecked((seed * 31) + purpose));
}
