using Constellation.Realtime.Engine.Database;

namespace Constellation.Realtime.Engine.Limits;

/// <summary>What is recorded of a user's calls of providers.</summary>
internal sealed class RecordedTokens(IDatabase database, TimeProvider time)
{
    /// <summary>The tokens of the calls that began today (UTC).</summary>
    public async Task<long> TodayAsync(Guid userId, CancellationToken cancellationToken)
    {
        var midnight = new DateTimeOffset(time.GetUtcNow().UtcDateTime.Date, TimeSpan.Zero);
        return await database.ReadAsync(db => AttemptQueries.TokensAsync(db, userId, midnight), cancellationToken);
    }
}
