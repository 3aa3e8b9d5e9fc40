using System.Collections.Concurrent;

namespace Constellation.Realtime.Engine.Limits;

/// <summary>The tokens of a process that serves alone. Who has not asked for a while is forgotten.</summary>
internal sealed class MemoryTokensSpent(RecordedTokens recorded, TimeProvider time) : ITokensSpent
{
    private const int SweepEvery = 1024;

    private readonly ConcurrentDictionary<Guid, Spent> _spent = new();
    private int _read;

    /// <inheritdoc/>
    public async ValueTask<long> ReadAsync(Guid userId, CancellationToken cancellationToken)
    {
        if (Interlocked.Increment(ref _read) % SweepEvery == 0) Sweep();
        if (_spent.TryGetValue(userId, out var known) && IsGood(known)) return known.Tokens;
        var tokens = await recorded.TodayAsync(userId, cancellationToken);
        _spent[userId] = new Spent(tokens, time.GetUtcNow());
        return tokens;
    }

    /// <inheritdoc/>
    public ValueTask AddAsync(Guid userId, long tokens, CancellationToken cancellationToken)
    {
        while (_spent.TryGetValue(userId, out var known) && !_spent.TryUpdate(userId, known with { Tokens = known.Tokens + tokens }, known))
        {
            // Another call of this user ended at the same moment.
        }

        return ValueTask.CompletedTask;
    }

    private bool IsGood(Spent known) =>
        time.GetUtcNow() is var now && now - known.ReadAt < ITokensSpent.GoodFor && now.UtcDateTime.Date == known.ReadAt.UtcDateTime.Date;

    private void Sweep()
    {
        foreach (var entry in _spent.Where(entry => !IsGood(entry.Value))) _spent.TryRemove(entry);
    }

    private sealed record Spent(long Tokens, DateTimeOffset ReadAt);
}
