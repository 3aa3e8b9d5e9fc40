namespace Constellation.Realtime.Engine.Providers;

/// <summary>Whether a provider that failed before its first piece is asked again, and when.</summary>
internal static class RetryPause
{
    /// <summary>How often a provider is asked at most for one answer.</summary>
    public const int MostTries = 3;

    /// <summary>A provider that asks for more than this is given up for now: the person waits for an answer.</summary>
    public static readonly TimeSpan LongestRetryAfter = TimeSpan.FromSeconds(10);

    /// <summary>The same where another provider is left, which would answer meanwhile.</summary>
    public static readonly TimeSpan LongestRetryAfterOfMany = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan FirstBound = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LeastPause = TimeSpan.FromMilliseconds(10);

    /// <summary>
    /// The pause before the next try, or null for none. With full jitter, as in "Exponential Backoff and Jitter" (M. Brooker, AWS Architecture Blog, 2015):
    /// anything up to a bound that doubles; what the provider asks for comes on top.
    /// </summary>
    /// <param name="tries">How often it was asked so far.</param>
    /// <param name="isLast">Whether no other provider is left to ask.</param>
    /// <param name="jitter">0 to 1: spreads the tries of many turns that failed at once.</param>
    public static TimeSpan? Before(int tries, ProviderException fault, bool isLast, double jitter)
    {
        if (tries >= MostTries || fault.RetryAfter > (isLast ? LongestRetryAfter : LongestRetryAfterOfMany)
            || fault.Fault is not (ProviderFault.Busy or ProviderFault.Broken or ProviderFault.Stalled or ProviderFault.Empty))
        {
            return null;
        }

        var pause = FirstBound * Math.Pow(2, tries - 1) * jitter;
        return (fault.RetryAfter ?? TimeSpan.Zero) + (pause > LeastPause ? pause : LeastPause);
    }
}
