using Constellation.Realtime.Contracts;

namespace Constellation.Realtime.Engine.EventLog;

/// <summary>One reader of a session: by itself until nothing more is there, then from the shared tail, and again by itself where that can't serve its cursor.</summary>
internal sealed class TailReader(SharedTails shared, Func<long, Reading> startReading, Guid sessionId, long after) : IDisposable
{
    private Reading? _own;
    private SharedTail? _joined;
    private long _cursor = after;

    /// <summary>What comes next above the cursor. May be empty.</summary>
    public async ValueTask<IReadOnlyList<SessionEvent>> NextAsync(CancellationToken cancellationToken)
    {
        var events = _joined is null ? await ReadAloneAsync(cancellationToken) : await ReadTogetherAsync(_joined, cancellationToken);
        if (events.Count > 0) _cursor = events[^1].Sequence;
        return events;
    }

    public void Dispose() => Part();

    private async ValueTask<IReadOnlyList<SessionEvent>> ReadAloneAsync(CancellationToken cancellationToken)
    {
        _own ??= startReading(_cursor);
        if (await _own.ReadOnAsync(cancellationToken) is { Count: > 0 } events) return events;

        _joined = shared.TryJoin(sessionId, _cursor);
        return _joined is null ? await _own.WaitAsync(cancellationToken) : [];
    }

    private async ValueTask<IReadOnlyList<SessionEvent>> ReadTogetherAsync(SharedTail joined, CancellationToken cancellationToken)
    {
        _own = null;
        if (await joined.NextAsync(_cursor, cancellationToken) is { } events) return events;

        Part();
        return [];
    }

    private void Part()
    {
        if (_joined is not null) shared.Part(sessionId, _joined);
        _joined = null;
    }
}
