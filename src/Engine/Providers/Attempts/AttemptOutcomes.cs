namespace Constellation.Realtime.Engine.Providers.Attempts;

/// <summary>How a call of a provider ends: in the database, in metrics and in reports.</summary>
internal static class AttemptOutcomes
{
    /// <summary>With a whole answer.</summary>
    public const string Answered = "answered";

    /// <summary>Nobody listened any more: the turn was cancelled or handed over.</summary>
    public const string Cancelled = "cancelled";

    /// <summary>The content filter stopped it.</summary>
    public const string Filtered = "filtered";

    /// <summary>With a fault of ours.</summary>
    public const string Failed = "failed";

    /// <summary>With a fault of the provider's.</summary>
    public static string Of(ProviderFault fault) => fault switch
    {
        ProviderFault.Busy => "busy",
        ProviderFault.Quota => "quota",
        ProviderFault.Auth => "auth",
        ProviderFault.BadRequest => "bad_request",
        ProviderFault.Overlong => "overlong",
        ProviderFault.Filtered => Filtered,
        ProviderFault.Broken => "broken",
        ProviderFault.Stalled => "stalled",
        ProviderFault.Empty => "empty",
        _ => Failed,
    };
}
