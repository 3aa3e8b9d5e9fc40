namespace Constellation.Realtime.Chaos;

/// <summary>There is no fault, or no crash point, of that name.</summary>
internal sealed class UnknownFaultException(string name, IEnumerable<string> known) : Exception($"Nothing is called '{name}'. There are: {string.Join(", ", known.Distinct())}.");
