namespace Constellation.Realtime.Engine.Providers.Breakers;

/// <summary>
/// Which providers are out, as one state over all nodes that share it: M. Nygard's circuit breaker (<i>Release It!</i>). After so many faults in a row a provider is
/// passed over for a while; then one call at a time finds out whether it is back. Whether there is another provider to go to is the caller's to know.
/// </summary>
internal interface IBreakers
{
    /// <summary>Whether to call the provider now. Where the answer is <see cref="BreakerState.HalfOpen"/> the call is the one that finds out: nobody else gets
    /// that answer until it was reported, or <see cref="BreakerRule.ProbeTime"/> is over.</summary>
    ValueTask<BreakerState> AdmitAsync(string provider, CancellationToken cancellationToken);

    /// <summary>How the call went.</summary>
    /// <returns>The state from now on.</returns>
    ValueTask<BreakerState> ReportAsync(string provider, BreakerReport report, CancellationToken cancellationToken);
}

/// <summary>Whether a provider is called.</summary>
internal enum BreakerState
{
    /// <summary>It is.</summary>
    Closed = 0,

    /// <summary>By one call at a time.</summary>
    HalfOpen = 1,

    /// <summary>It is passed over.</summary>
    Open = 2,
}

/// <summary>How a call went, as far as it tells whether the provider is out.</summary>
internal enum BreakerReport
{
    /// <summary>Well.</summary>
    Answered = 0,

    /// <summary>With a fault of the kind that the next call would meet too.</summary>
    Failed = 1,

    /// <summary>It tells nothing: it was broken off, or the fault was in what was asked.</summary>
    Unknown = 2,
}
