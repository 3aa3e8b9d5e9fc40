using Constellation.Realtime.Engine;

namespace Constellation.Realtime.Hub.Auth;

/// <summary>Stand-ins for tokens where a browser can't send a header: opaque, good once, for <see cref="Lifetime"/>, on any node.</summary>
internal interface ITickets
{
    /// <summary>How long a ticket is good, unless its token ends before.</summary>
    static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(30);

    /// <summary>A new ticket: text that fits into an address.</summary>
    /// <exception cref="RefusedException"><c>rate_limited</c>: the caller, or everybody together, has too many that are still good.</exception>
    Task<string> IssueAsync(TicketHolder holder, CancellationToken cancellationToken);

    /// <summary>Whom it was issued to, the first time; null from then on, after its time, and for what is no ticket.</summary>
    Task<TicketHolder?> RedeemAsync(string ticket, CancellationToken cancellationToken);
}

/// <summary>Whom a ticket stands for.</summary>
/// <param name="TokenExpiresAt">When the token ends that it was had for; the connection ends with it.</param>
internal sealed record TicketHolder(Caller Caller, DateTimeOffset TokenExpiresAt);
