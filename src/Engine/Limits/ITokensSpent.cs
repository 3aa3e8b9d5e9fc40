namespace Constellation.Realtime.Engine.Limits;

/// <summary>
/// The tokens that each user's calls of providers have cost today (UTC), over all nodes: what is recorded of them, and at once what has just ended. The database knows
/// best: what is kept beside it is read anew from there each minute, so that no mistake lasts.
/// </summary>
internal interface ITokensSpent
{
    /// <summary>After which the database is asked anew.</summary>
    internal static readonly TimeSpan GoodFor = TimeSpan.FromMinutes(1);

    /// <summary>Today's.</summary>
    /// <exception cref="Sessions.StoreUnavailableException">The database was needed, and did not answer.</exception>
    ValueTask<long> ReadAsync(Guid userId, CancellationToken cancellationToken);

    /// <summary>A call has ended; it is recorded as well.</summary>
    ValueTask AddAsync(Guid userId, long tokens, CancellationToken cancellationToken);
}
