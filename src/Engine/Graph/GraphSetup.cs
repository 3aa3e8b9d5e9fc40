using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Constellation.Realtime.Engine.Graph;

/// <summary>The catalogue and its source, from configuration.</summary>
internal static class GraphSetup
{
    public static IServiceCollection AddGraph(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<GraphOptions>().Bind(configuration.GetSection(GraphOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<IGraphSource>(provider => new FileGraphSource(provider.GetRequiredService<IOptions<GraphOptions>>().Value.Path));
        services.AddSingleton<GraphFeed>();
        services.AddHostedService(provider => provider.GetRequiredService<GraphFeed>());
        return services.AddSingleton<GraphTools>();
    }
}
