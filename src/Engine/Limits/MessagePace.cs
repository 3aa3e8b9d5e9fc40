namespace Constellation.Realtime.Engine.Limits;

/// <summary>
/// The generic cell rate algorithm (ITU-T I.371, annex A) for one user: of messages a whole minute's worth may come at once, then one at each interval. All that
/// it keeps is when the next message would be due if they came evenly.
/// </summary>
internal static class MessagePace
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    /// <summary>The time between two messages that come evenly.</summary>
    public static TimeSpan Interval(int perMinute) => Minute / perMinute;

    /// <summary>Takes one message at <paramref name="now"/>, if there is room.</summary>
    /// <param name="due">When the next message is due.</param>
    /// <returns>When the one after it is due; and how long to wait first, where there is no room.</returns>
    public static (DateTimeOffset Due, TimeSpan? Wait) Take(DateTimeOffset due, DateTimeOffset now, int perMinute)
    {
        var from = due > now ? due : now;
        var next = from + Interval(perMinute);
        var wait = next - now - Minute;
        return wait > TimeSpan.Zero ? (due, wait) : (next, null);
    }
}
