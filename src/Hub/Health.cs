using Constellation.Realtime.Engine.Database;
using Constellation.Realtime.Engine.Graph;
using Constellation.Realtime.Engine.Redis;
using Constellation.Realtime.Engine.Sessions;
using Constellation.Realtime.Engine.Turns;

namespace Constellation.Realtime.Hub;

/// <summary>Whether the process lives, and whether it should get connections. While a store is away it still should: it serves what it can and says which.</summary>
internal static class Health
{
    public static void MapHealth(this IEndpointRouteBuilder app)
    {
        var health = app.MapGroup("/healthz").AllowAnonymous().WithTags("Health");
        health.MapGet("/live", Live).WithSummary("The process answers.");
        health.MapGet("/ready", ReadyAsync).WithSummary("It should get connections; says which store is away.")
            .Produces<HealthBody>().Produces<HealthBody>(StatusCodes.Status503ServiceUnavailable);

        // Many a load balancer asks for the status alone.
        health.MapMethods("/live", [HttpMethods.Head], Live).ExcludeFromDescription();
        health.MapMethods("/ready", [HttpMethods.Head], ReadyAsync).ExcludeFromDescription();
    }

    private static IResult Live() => Results.Ok(new HealthBody("live", null));

    private static async Task<IResult> ReadyAsync(
        Node node, DatabaseStart start, IHistory history, GraphFeed graph, IServiceProvider services, CancellationToken cancellationToken)
    {
        if (node.IsDraining) return NotReady("draining");
        if (!start.IsMigrated) return NotReady("migrating");

        var stores = new Dictionary<string, string>
        {
            ["database"] = await AnswersAsync(history, cancellationToken) ? "up" : "away",
            ["graph"] = graph.Fault is null ? "up" : "away",
        };
        if (services.GetService<RedisConnection>() is { } redis) stores["redis"] = await redis.AnswersAsync(cancellationToken) ? "up" : "away";
        return Results.Ok(new HealthBody("ready", stores));
    }

    private static IResult NotReady(string status) =>
        Results.Json(new HealthBody(status, null), statusCode: StatusCodes.Status503ServiceUnavailable);

    private static async Task<bool> AnswersAsync(IHistory history, CancellationToken cancellationToken)
    {
        try
        {
            await history.FindSessionAsync(Guid.Empty, Guid.Empty, cancellationToken);
            return true;
        }
        catch (StoreUnavailableException)
        {
            return false;
        }
    }

    /// <param name="Status"><c>live</c>, <c>ready</c>, <c>migrating</c> or <c>draining</c>.</param>
    /// <param name="Stores">Each store as <c>up</c> or <c>away</c>.</param>
    internal sealed record HealthBody(string Status, IReadOnlyDictionary<string, string>? Stores);
}
