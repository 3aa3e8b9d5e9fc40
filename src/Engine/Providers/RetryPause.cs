namespace Constellation.Realtime.Engine.Providers;

/// <summary>Whether a provider that failed before its first piece is asked again, and when.</summary>
internal static class RetryPause
{
    /// <summary>How often a provider is asked at most.</summary>
    public const int MostTries = 3;

    /// <summary>A provider that asks for more than this is given up for now: the person waits for an answer.</summary>
    public static readonly TimeSpan LongestRetryAfter = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(500);

    /// <summary>The pause before the next try, or null for none.</summary>
    /// <param name="tries">How often it was asked so far.</param>
    /// <param name="jitter">0 to 1: spreads the tries of many turns that failed at once.</param>
    public static TimeSpan? Before(int tries, ProviderException fault, double jitter)
    {
        if (tries >= MostTries || fault.RetryAfter > LongestRetryAfter
            || fault.Fault is not (ProviderFault.Busy or ProviderFault.Broken or ProviderFault.Stalled or ProviderFault.Empty))
        {
            return null;
        }

        var pause = FirstPause * Math.Pow(2, tries - 1);
        return fault.RetryAfter is { } asked && asked > pause / 2
            ? asked + (pause / 2 * jitter)
            : (pause / 2) + (pause / 2 * jitter);
    }
}
