namespace Constellation.Realtime.Engine.EventLog;

/// <summary>What a reading makes of events that the log no longer holds.</summary>
internal enum Gap
{
    /// <summary>The database tells them: for who reads a turn.</summary>
    Tell,

    /// <summary>A <c>session.snapshot</c> comes in their place: for who watches a session.</summary>
    Snapshot,

    /// <summary>Each reader tells them to itself: for a shared tail, whose readers are of both sorts.</summary>
    Leave,
}
