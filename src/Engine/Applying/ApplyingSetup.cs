using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Constellation.Realtime.Engine.Applying;

/// <summary>The APIs that suggestions are applied to, from configuration.</summary>
internal static class ApplyingSetup
{
    public static IServiceCollection AddApplying(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<CoreOptions>(configuration, CoreOptions.Section);
        services.AddOptions<RunnerOptions>(configuration, RunnerOptions.Section);
        services.AddOptions<ApplyOptions>(configuration, ApplyOptions.Section);
        services.AddSingleton<TargetApis>();
        services.AddSingleton<Applications>();
        services.AddSingleton<Deciding>();
        services.AddSingleton<Applier>();
        return services.AddHostedService(provider => provider.GetRequiredService<Applier>());
    }
}
