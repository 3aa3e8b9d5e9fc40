namespace Constellation.Realtime.Engine.Providers;

/// <summary>
/// How many retries one node may make at one provider, so that a bad day of the provider's does not triple what it is asked: a share of the calls of the last
/// seconds, and a few more so that a quiet node may retry too. The rule and its figures are those of Finagle's <c>RetryBudget</c> (20 % and ten a second, over
/// ten seconds), which is the client's part of "Handling Overload" in Google's <i>Site Reliability Engineering</i>, chapter 21.
/// </summary>
internal sealed class RetryBudget(TimeProvider time)
{
    private const int Seconds = 10;
    private const int FreeASecond = 10;
    private const double Share = 0.2;

    private readonly Lock _lock = new();
    private readonly (int Calls, int Retries)[] _seconds = new (int, int)[Seconds];
    private long _now;

    /// <summary>A call is made that is no retry.</summary>
    public void Called()
    {
        lock (_lock) _seconds[Slot()].Calls++;
    }

    /// <summary>Takes one retry; false where there is none left now.</summary>
    public bool TryTake()
    {
        lock (_lock)
        {
            var slot = Slot();
            var (calls, retries) = (_seconds.Sum(second => second.Calls), _seconds.Sum(second => second.Retries));
            if (retries >= (FreeASecond * Seconds) + (Share * calls)) return false;
            _seconds[slot].Retries++;
            return true;
        }
    }

    /// <summary>This second's place, with those cleared that are older than the last round.</summary>
    private int Slot()
    {
        var now = time.GetUtcNow().ToUnixTimeSeconds();
        for (var second = Math.Max(_now + 1, now - Seconds + 1); second <= now; second++) _seconds[second % Seconds] = default;
        _now = Math.Max(_now, now);
        return (int)(_now % Seconds);
    }
}
