using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Constellation.Realtime.Engine;

/// <summary>Options from one section of the configuration.</summary>
internal static class OptionsSetup
{
    /// <summary>What their attributes don't allow stops the start.</summary>
    public static OptionsBuilder<T> AddOptions<T>(this IServiceCollection services, IConfiguration configuration, string section)
        where T : class => services.AddOptions<T>().Bind(configuration.GetSection(section)).ValidateDataAnnotations().ValidateOnStart();
}
