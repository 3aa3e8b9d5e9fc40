namespace Constellation.Realtime.Simulation;

/// <summary>What became of a seed.</summary>
/// <param name="Seed">The seed.</param>
/// <param name="Wrong">The promise that was broken; null where none was.</param>
/// <param name="Steps">How many calls to a store it took.</param>
/// <param name="Faults">How many faults there were beside those of calls.</param>
/// <param name="Trace">All that happened, where it was asked for.</param>
internal sealed record Course(int Seed, string? Wrong, int Steps, int Faults, IReadOnlyList<string> Trace);
