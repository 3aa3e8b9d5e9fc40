using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Constellation.Realtime.Engine.Applying;

/// <summary>The APIs that suggestions are applied to, from configuration.</summary>
internal static class ApplyingSetup
{
    public static IServiceCollection AddApplying(this IServiceCollection services, IConfiguration configuration)
    {
        AddOptions<CoreOptions>(services, configuration, CoreOptions.Section);
        AddOptions<RunnerOptions>(services, configuration, RunnerOptions.Section);
        AddOptions<ApplyOptions>(services, configuration, ApplyOptions.Section);
        services.AddSingleton<TargetApis>();
        services.AddSingleton<Applications>();
        services.AddSingleton<Deciding>();
        services.AddSingleton<Applier>();
        return services.AddHostedService(provider => provider.GetRequiredService<Applier>());
    }

    private static void AddOptions<T>(IServiceCollection services, IConfiguration configuration, string section)
        where T : class => services.AddOptions<T>().Bind(configuration.GetSection(section)).ValidateDataAnnotations().ValidateOnStart();
}
