namespace Constellation.Realtime.Engine.Database;

/// <summary>Times as every database keeps them, so that a message's time is the same in history and in the event that was stored with it.</summary>
internal static class StoredTime
{
    /// <summary>The time in UTC, in whole microseconds.</summary>
    public static DateTimeOffset Of(DateTimeOffset at) => new(at.UtcTicks - (at.UtcTicks % TimeSpan.TicksPerMicrosecond), TimeSpan.Zero);
}
