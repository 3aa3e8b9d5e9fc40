using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Constellation.Realtime.Engine.Providers.Planner;

/// <summary>The built-in planner, as one of the kinds of provider.</summary>
internal static class PlannerSetup
{
    public static IServiceCollection AddPlanner(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<PlannerOptions>(configuration, PlannerOptions.Section);
        return services.AddKeyedSingleton<ILlmProvider, PlannerProvider>(ProviderKinds.Planner);
    }
}
