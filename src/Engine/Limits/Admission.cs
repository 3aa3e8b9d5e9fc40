using Constellation.Realtime.Contracts;
using Microsoft.Extensions.Options;

namespace Constellation.Realtime.Engine.Limits;

/// <summary>Whether a user may start another turn now: one answer for every face.</summary>
internal sealed class Admission(IMessageRate rate, IOptions<LimitOptions> options)
{
    /// <summary>Turns that a user may have running at once.</summary>
    public int ConcurrentTurns => options.Value.ConcurrentTurns;

    /// <exception cref="RefusedException"><c>rate_limited</c>.</exception>
    public async Task TakeAsync(Caller caller, CancellationToken cancellationToken)
    {
        if (await rate.TryTakeAsync(caller.UserId, cancellationToken) is not { } wait) return;
        throw new RefusedException(
            ErrorCodes.RateLimited, $"At most {options.Value.MessagesPerMinute} messages a minute are taken. Please wait a moment.")
        {
            RetryAfter = wait,
        };
    }

    /// <summary>What was taken was not used: the turn was not accepted.</summary>
    public async Task GiveBackAsync(Caller caller) => await rate.GiveBackAsync(caller.UserId, CancellationToken.None);
}
