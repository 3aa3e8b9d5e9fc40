namespace Constellation.Realtime.Engine.Turns;

/// <summary>
/// Since when this node reaches the database without a gap. When the database was away all heartbeats are old and all locks are free: whoever comes back
/// first must not take the others for dead, but give them time to come back too.
/// </summary>
internal sealed class NodePulse(NodeOptions options, TimeProvider time)
{
    private readonly Lock _lock = new();
    private long? _since;
    private long _last;

    /// <summary>Whether it has reached the database, and has done so for long enough.</summary>
    public bool IsSteady
    {
        get
        {
            lock (_lock) return _since is { } since && !IsLate() && time.GetElapsedTime(since) >= options.DeadAfter;
        }
    }

    /// <summary>Whether the others know that this node lives, as far as it can tell.</summary>
    public bool IsHeard
    {
        get
        {
            lock (_lock) return _since is not null && !IsLate();
        }
    }

    /// <summary>The database has the heartbeat.</summary>
    public void Beat()
    {
        lock (_lock)
        {
            var now = time.GetTimestamp();
            if (_since is null || IsLate()) _since = now;
            _last = now;
        }
    }

    /// <summary>The database did not answer.</summary>
    public void Miss()
    {
        lock (_lock) _since = null;
    }

    // A process that was paused finds out here, before it judges others.
    private bool IsLate() => time.GetElapsedTime(_last) > 2 * options.BeatEvery;
}
