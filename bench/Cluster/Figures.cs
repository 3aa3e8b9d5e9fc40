using System.Globalization;

namespace Constellation.Realtime.ClusterBench;

/// <summary>What was waited, in order, and what may be.</summary>
/// <param name="median">The most that the median may be; <paramref name="p99"/> likewise.</param>
internal sealed class Figures(string what, IEnumerable<TimeSpan> waits, TimeSpan median, TimeSpan p99)
{
    private readonly List<TimeSpan> _waits = [.. waits.Order()];

    public bool AreKept => Share(0.5) <= median.TotalMilliseconds && Share(0.99) <= p99.TotalMilliseconds;

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{what}: {_waits.Count} waits, median {Share(0.5):0.0} ms, p99 {Share(0.99):0.0} ms, most {Share(1):0.0} ms; may be {median.TotalMilliseconds:0} and {p99.TotalMilliseconds:0} ms");

    private double Share(double share) => _waits[Math.Min(_waits.Count - 1, (int)Math.Ceiling(share * _waits.Count) - 1)].TotalMilliseconds;
}
