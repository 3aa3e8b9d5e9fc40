namespace Constellation.Realtime.Engine.Providers.Breakers;

/// <summary>The breakers of a process that serves alone.</summary>
internal sealed class MemoryBreakers(TimeProvider time) : IBreakers
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Breaker> _breakers = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public ValueTask<BreakerState> AdmitAsync(string provider, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            var now = time.GetUtcNow();
            if (Find(provider, now) is not { OpenUntil: { } until } breaker) return new(BreakerState.Closed);
            if (now < until || now < breaker.ProbeUntil) return new(BreakerState.Open);
            _breakers[provider] = breaker with { ProbeUntil = now + BreakerRule.ProbeTime, Changed = now };
            return new(BreakerState.HalfOpen);
        }
    }

    /// <inheritdoc/>
    public ValueTask<BreakerState> ReportAsync(string provider, BreakerReport report, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            var now = time.GetUtcNow();
            var breaker = Find(provider, now) ?? new Breaker(now);
            switch (report)
            {
                case BreakerReport.Answered:
                    _breakers.Remove(provider);
                    return new(BreakerState.Closed);
                case BreakerReport.Failed:
                    var faults = breaker.Faults + 1;
                    var opens = breaker.OpenUntil is not null || faults >= BreakerRule.Faults;
                    _breakers[provider] = new Breaker(now) { Faults = faults, OpenUntil = opens ? now + BreakerRule.OpenTime : null };
                    return new(opens ? BreakerState.Open : BreakerState.Closed);
                default:
                    if (breaker.OpenUntil is null) return new(BreakerState.Closed);
                    _breakers[provider] = breaker with { ProbeUntil = null };
                    return new(now < breaker.OpenUntil ? BreakerState.Open : BreakerState.HalfOpen);
            }
        }
    }

    private Breaker? Find(string provider, DateTimeOffset now)
    {
        if (!_breakers.TryGetValue(provider, out var breaker)) return null;
        return now - breaker.Changed < (breaker.OpenUntil is null ? BreakerRule.InARow : BreakerRule.Memory) ? breaker : null;
    }

    private sealed record Breaker(DateTimeOffset Changed)
    {
        public int Faults { get; init; }

        public DateTimeOffset? OpenUntil { get; init; }

        public DateTimeOffset? ProbeUntil { get; init; }
    }
}
