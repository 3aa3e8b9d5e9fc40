namespace Constellation.Realtime.Engine.Feedback;

/// <summary>Weeks from Monday to Sunday, in UTC.</summary>
internal static class Weeks
{
    /// <summary>The Monday of a time's week.</summary>
    public static DateOnly Of(DateTimeOffset at)
    {
        var day = DateOnly.FromDateTime(at.UtcDateTime);
        return day.AddDays(-(((int)day.DayOfWeek + 6) % 7));
    }

    public static DateTimeOffset BeginningOf(DateTimeOffset at) => new(Of(at).ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);

    /// <summary>A share to four digits; null of nothing.</summary>
    public static double? Rate(int part, int all) => all == 0 ? null : Math.Round((double)part / all, 4);
}
