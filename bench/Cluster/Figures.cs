using System.Globalization;

namespace Constellation.Realtime.ClusterBench;

/// <summary>What was waited, in order.</summary>
internal sealed class Figures(string what, IEnumerable<TimeSpan> waits)
{
    private readonly List<TimeSpan> _waits = [.. waits.Order()];

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{what}: {_waits.Count} waits, median {Share(0.5):0.0} ms, p99 {Share(0.99):0.0} ms, most {Share(1):0.0} ms");

    private double Share(double share) => _waits[Math.Min(_waits.Count - 1, (int)Math.Ceiling(share * _waits.Count) - 1)].TotalMilliseconds;
}
