using Constellation.Realtime.Engine;
using Constellation.Realtime.Engine.Turns;
using Constellation.Realtime.Hub.Lifetime;
using OpenTelemetry.Metrics;

namespace Constellation.Realtime.Hub;

/// <summary>What this node measures, in Prometheus' text format, for whoever is on call.</summary>
internal static class Metrics
{
    // What runs below the product, as the framework measures it itself.
    private static readonly string[] Meters =
        [Telemetry.MeterName, "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Runtime"];

    public static void AddMetrics(this WebApplicationBuilder builder) =>
        builder.Services.AddOpenTelemetry().WithMetrics(metrics => metrics.AddMeter(Meters).AddPrometheusExporter());

    public static void MapMetrics(this WebApplication app)
    {
        var (queue, connections) = (app.Services.GetRequiredService<TurnQueue>(), app.Services.GetRequiredService<OpenConnections>());
        app.Services.GetRequiredService<Telemetry>().ObserveLoad(() => queue.Count, () => connections.Count);

        // A route of one method, so that any other one is told so.
        var scrape = ((IApplicationBuilder)app).New().UseOpenTelemetryPrometheusScrapingEndpoint(_ => true).Build();
        app.MapMethods("/metrics", [HttpMethods.Get], scrape).AllowAnonymous().WithTags("Health").WithSummary("What this node measures, in Prometheus' text format.");
    }
}
