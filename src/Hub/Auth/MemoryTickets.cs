using Constellation.Realtime.Contracts;
using Constellation.Realtime.Engine;

namespace Constellation.Realtime.Hub.Auth;

/// <summary>Tickets of a single node.</summary>
internal sealed class MemoryTickets(TimeProvider time) : ITickets
{
    internal const int PerUser = 100;
    internal const int Together = 20_000;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Ticket> _tickets = new(StringComparer.Ordinal);
    private readonly Dictionary<Guid, int> _perUser = [];
    private readonly Queue<(string Hash, DateTimeOffset EndsAt)> _oldestFirst = [];

    public Task<string> IssueAsync(TicketHolder holder, CancellationToken cancellationToken)
    {
        var ticket = TicketText.New();
        var now = time.GetUtcNow();
        var endsAt = now + ITickets.Lifetime;
        lock (_lock)
        {
            DropEnded(now);
            var count = _perUser.GetValueOrDefault(holder.Caller.UserId);
            if (count >= PerUser || _oldestFirst.Count >= Together)
            {
                var oldestEndsIn = _oldestFirst.Peek().EndsAt - now;
                throw new RefusedException(ErrorCodes.RateLimited, "There are too many unused tickets.") { RetryAfter = oldestEndsIn };
            }

            var hash = TicketText.Hash(ticket);
            _tickets.Add(hash, new Ticket(holder, endsAt));
            _oldestFirst.Enqueue((hash, endsAt));
            _perUser[holder.Caller.UserId] = count + 1;
        }

        return Task.FromResult(ticket);
    }

    public Task<TicketHolder?> RedeemAsync(string ticket, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        lock (_lock)
        {
            DropEnded(now);
            return Task.FromResult(Take(TicketText.Hash(ticket)) is { } taken && taken.Holder.TokenExpiresAt > now ? taken.Holder : null);
        }
    }

    private void DropEnded(DateTimeOffset now)
    {
        while (_oldestFirst.TryPeek(out var oldest) && oldest.EndsAt <= now) Take(_oldestFirst.Dequeue().Hash);
    }

    private Ticket? Take(string hash)
    {
        if (!_tickets.Remove(hash, out var ticket)) return null;
        var userId = ticket.Holder.Caller.UserId;
        if (--_perUser[userId] == 0) _perUser.Remove(userId);
        return ticket;
    }

    private sealed record Ticket(TicketHolder Holder, DateTimeOffset EndsAt);
}
