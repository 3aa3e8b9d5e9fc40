using Constellation.Realtime.Contracts;
using Microsoft.Extensions.Options;

namespace Constellation.Realtime.Engine.Limits;

/// <summary>Whether a user may start another turn now: one answer for every face.</summary>
internal sealed class Admission(IMessageRate rate, ITokensSpent tokens, IOptions<LimitOptions> options, TimeProvider time)
{
    /// <summary>Turns that a user may have running at once.</summary>
    public int ConcurrentTurns => options.Value.ConcurrentTurns;

    /// <summary>Takes one message of the user's rate, where the day's tokens are not used up. A turn that has begun is not cut short by them.</summary>
    /// <exception cref="RefusedException"><c>budget_exceeded</c> or <c>rate_limited</c>.</exception>
    public async Task TakeAsync(Caller caller, CancellationToken cancellationToken)
    {
        if (await tokens.ReadAsync(caller.UserId, cancellationToken) >= options.Value.TokensPerDay)
        {
            var now = time.GetUtcNow().UtcDateTime;
            throw new RefusedException(
                ErrorCodes.BudgetExceeded, $"Today's {options.Value.TokensPerDay} tokens are used up. They are counted anew from midnight UTC on.")
            {
                RetryAfter = now.Date.AddDays(1) - now,
            };
        }

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
