using Constellation.Realtime.Engine.Turns;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Constellation.Realtime.Engine.Database;

/// <summary>The only place that knows both databases.</summary>
internal static class DatabaseSetup
{
    /// <summary>Adds <see cref="IDatabase"/> and <see cref="INodes"/> on the configured database, and <see cref="DatabaseStart"/>, which migrates it.</summary>
    public static IServiceCollection AddDatabase(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<StorageOptions>(configuration, "Storage");
        services.AddOptions<NodeOptions>(configuration, "Node");
        services.AddSingleton<Node>();
        if (configuration.GetConnectionString("Postgres") is { } postgres && !string.IsNullOrWhiteSpace(postgres)) services.AddPostgres(postgres);
        else AddSqlite(services);

        services.AddSingleton<DatabaseStart>();
        services.AddHostedService(provider => provider.GetRequiredService<DatabaseStart>());
        return services;
    }

    private static void AddSqlite(IServiceCollection services)
    {
        services.AddSingleton<IDatabase>(provider => new SqliteDatabase(provider.GetRequiredService<IOptions<StorageOptions>>().Value));
        services.AddSingleton<INodes, SoleNode>();
    }
}
