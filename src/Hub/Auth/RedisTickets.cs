using Constellation.Realtime.Contracts;
using Constellation.Realtime.Engine;
using Constellation.Realtime.Engine.Redis;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Constellation.Realtime.Hub.Auth;

/// <summary>Tickets of all nodes together: had from one, good at another, once. How many a user has is counted by deadlines, which free themselves.</summary>
internal sealed class RedisTickets(RedisConnection redis, IOptions<RedisOptions> options, TimeProvider time) : ITickets
{
    internal const int PerUser = 100;

    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(1);
    private static readonly RedisScript Reserve = RedisScript.Load(typeof(RedisTickets).Assembly, "Auth.RedisTickets.lua");

    private readonly string _prefix = options.Value.Prefix;

    /// <exception cref="RefusedException">Also <c>unavailable</c>: Redis is away.</exception>
    public async Task<string> IssueAsync(TicketHolder holder, CancellationToken cancellationToken)
    {
        var ticket = TicketText.New();
        var hash = TicketText.Hash(ticket);
        try
        {
            var database = await DatabaseAsync();
            var wait = (long)await Reserve.RunAsync(database, [User(holder.Caller)], [hash, (long)ITickets.Lifetime.TotalMilliseconds, PerUser]);
            if (wait > 0)
            {
                throw new RefusedException(ErrorCodes.RateLimited, "There are too many unused tickets.") { RetryAfter = TimeSpan.FromMilliseconds(wait) };
            }

            await database.StringSetAsync(Ticket(hash), StoredJson.WriteUtf8(holder), ITickets.Lifetime).InTimeAsync(database, cancellationToken);
            return ticket;
        }
        catch (Exception exception) when (RedisErrors.MeansAway(exception, cancellationToken))
        {
            throw Unavailable();
        }
    }

    /// <exception cref="RefusedException"><c>unavailable</c>: Redis is away; whether the ticket is used up is not known.</exception>
    public async Task<TicketHolder?> RedeemAsync(string ticket, CancellationToken cancellationToken)
    {
        var hash = TicketText.Hash(ticket);
        try
        {
            var database = await DatabaseAsync();
            if ((byte[]?)await database.StringGetDeleteAsync(Ticket(hash)).InTimeAsync(database, cancellationToken) is not { } stored) return null;
            var holder = StoredJson.Read<TicketHolder>(stored);
            await database.SortedSetRemoveAsync(User(holder.Caller), hash, CommandFlags.FireAndForget);
            return holder.TokenExpiresAt > time.GetUtcNow() ? holder : null;
        }
        catch (Exception exception) when (RedisErrors.MeansAway(exception, cancellationToken))
        {
            throw Unavailable();
        }
    }

    private static RefusedException Unavailable() =>
        new(ErrorCodes.Unavailable, "Tickets can't be had or used at the moment. Please try again in a moment.") { RetryAfter = Soon };

    private async Task<IDatabase> DatabaseAsync() => (await redis.GetAsync()).GetDatabase();

    private RedisKey Ticket(string hash) => $"{_prefix}:ticket:{hash}";

    private RedisKey User(Caller caller) => $"{_prefix}:tickets:{caller.UserId}";
}
