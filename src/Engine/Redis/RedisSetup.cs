using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Constellation.Realtime.Engine.Redis;

/// <summary>The node's connection to Redis, where one is configured.</summary>
internal static class RedisSetup
{
    /// <summary>Adds <see cref="RedisConnection"/> once, however often it is called. False where <c>ConnectionStrings:Redis</c> is not set.</summary>
    public static bool AddRedis(this IServiceCollection services, IConfiguration configuration)
    {
        if (configuration.GetConnectionString("Redis") is not { } connectionString || string.IsNullOrWhiteSpace(connectionString)) return false;
        if (services.Any(service => service.ServiceType == typeof(RedisConnection))) return true;

        services.AddOptions<RedisOptions>().Bind(configuration.GetSection("Redis")).ValidateDataAnnotations()
            .Validate(_ => IsReadable(connectionString), "ConnectionStrings:Redis must be host:port, then options, separated by commas")
            .ValidateOnStart();
        services.AddSingleton(provider => new RedisConnection(connectionString, provider.GetRequiredService<ILogger<RedisConnection>>()));
        services.AddHostedService(provider => provider.GetRequiredService<RedisConnection>());
        return true;
    }

    private static bool IsReadable(string connectionString)
    {
        try
        {
            return RedisConnection.Options(connectionString).EndPoints.Count > 0;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
