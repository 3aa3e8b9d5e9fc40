using Constellation.Realtime.Contracts;
using Constellation.Realtime.Engine;
using Constellation.Realtime.Engine.Limits;

namespace Constellation.Realtime.Hub.Auth;

/// <summary>A connection more than a user may have is refused on its upgrade, with 429. The request of an upgrade lasts as long as its connection.</summary>
internal static class ConnectionLimit
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(5);

    /// <summary>Behind authentication.</summary>
    public static void UseConnectionLimit(this WebApplication app) => app.UseWhen(HubRequest.IsUpgrade, branch => branch.Use(CountAsync));

    private static async Task CountAsync(HttpContext context, RequestDelegate next)
    {
        if (context.User.FindCaller() is not { } caller)
        {
            await next(context);
            return;
        }

        var slots = context.RequestServices.GetRequiredService<IConnectionSlots>();
        var connectionId = Guid.CreateVersion7(context.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow());
        if (!await slots.TryOpenAsync(caller.UserId, connectionId, context.RequestAborted))
        {
            throw new RefusedException(ErrorCodes.RateLimited, "You have too many connections open. Close one, and connect again.") { RetryAfter = RetryAfter };
        }

        try
        {
            await next(context);
        }
        finally
        {
            await slots.CloseAsync(caller.UserId, connectionId);
        }
    }
}
