using Constellation.Realtime.Engine.Applying;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Constellation.Realtime.Engine.Graph;

/// <summary>The catalogue and its source, from configuration.</summary>
internal static class GraphSetup
{
    public static IServiceCollection AddGraph(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<GraphOptions>(configuration, GraphOptions.Section)
            .PostConfigure(options => options.ConnectionString ??= configuration.GetConnectionString("Postgres"));
        services.AddSingleton(provider => Source(provider.GetRequiredService<IOptions<GraphOptions>>().Value, provider));
        services.AddSingleton<GraphFeed>();
        services.AddHostedService(provider => provider.GetRequiredService<GraphFeed>());
        return services.AddSingleton<GraphTools>();
    }

    private static IGraphSource Source(GraphOptions options, IServiceProvider provider) => options.Source switch
    {
        "postgres" => PostgresGraphSource.Open(options.ConnectionString!),
        "http" => HttpGraphSource.Open(
            options.Endpoint!, options.UserId, provider.GetRequiredService<IOptions<ApplyOptions>>(), provider.GetService<TimeProvider>() ?? TimeProvider.System),
        _ => new FileGraphSource(options.Path),
    };
}
