namespace Constellation.Realtime.Engine.Providers.Breakers;

/// <summary>When a breaker opens and for how long.</summary>
internal static class BreakerRule
{
    /// <summary>So many faults in a row open it.</summary>
    public const int Faults = 5;

    /// <summary>Faults further apart than this are not in a row.</summary>
    public static readonly TimeSpan InARow = TimeSpan.FromMinutes(1);

    /// <summary>How long it is open before a call may find out.</summary>
    public static readonly TimeSpan OpenTime = TimeSpan.FromSeconds(15);

    /// <summary>After so long a call that was to find out is given up for lost: its node may be gone.</summary>
    public static readonly TimeSpan ProbeTime = TimeSpan.FromMinutes(1);

    /// <summary>How long an open breaker is remembered while nobody calls.</summary>
    public static readonly TimeSpan Memory = TimeSpan.FromMinutes(10);

    /// <summary>What a fault tells about the provider. A bad request, a wrong key, a filter or an empty answer is no sign that it is out.</summary>
    public static BreakerReport Of(ProviderFault fault) =>
        fault is ProviderFault.Busy or ProviderFault.Quota or ProviderFault.Broken or ProviderFault.Stalled ? BreakerReport.Failed : BreakerReport.Unknown;
}
