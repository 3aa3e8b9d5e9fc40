namespace Constellation.Realtime.Engine.EventLog;

/// <summary>The node's shared tails: at most one for each session, for as long as somebody reads from it.</summary>
internal sealed class SharedTails(Func<Guid, long, Reading> startReading)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<Guid, SharedTail> _tails = [];

    /// <summary>The session's shared tail, begun at this cursor where there is none; null where there is one that does not cover it.</summary>
    public SharedTail? TryJoin(Guid sessionId, long cursor)
    {
        lock (_lock)
        {
            if (!_tails.TryGetValue(sessionId, out var tail) || tail.IsOver) _tails[sessionId] = tail = new SharedTail(startReading(sessionId, cursor));
            if (!tail.Covers(cursor)) return null;
            tail.Readers++;
            return tail;
        }
    }

    public void Part(Guid sessionId, SharedTail tail)
    {
        lock (_lock)
        {
            if (--tail.Readers == 0 && _tails.GetValueOrDefault(sessionId) == tail) _tails.Remove(sessionId);
        }
    }
}
