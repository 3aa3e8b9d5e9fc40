using Constellation.Realtime.Engine.Sessions;
using Constellation.Realtime.Engine.Turns;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Constellation.Realtime.Engine.Database;

/// <summary>The only place that knows both databases.</summary>
internal static class DatabaseSetup
{
    /// <summary>Above it a call is told that the database is away: within a second, all in all.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(900);

    /// <summary>Adds <see cref="ITurnStore"/> and <see cref="IHistory"/> on the configured database, and <see cref="DatabaseStart"/>, which migrates it.</summary>
    public static IServiceCollection AddDatabase(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<StorageOptions>().Bind(configuration.GetSection("Storage")).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<NodeOptions>().Bind(configuration.GetSection("Node")).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<IDatabase>(provider => Choose(provider, configuration.GetConnectionString("Postgres")));
        services.AddSingleton<ITurnStore, DatabaseTurnStore>();
        services.AddSingleton<IHistory, DatabaseHistory>();
        services.AddSingleton<DatabaseStart>();
        services.AddHostedService(provider => provider.GetRequiredService<DatabaseStart>());
        return services;
    }

    private static IDatabase Choose(IServiceProvider provider, string? postgres) => string.IsNullOrWhiteSpace(postgres)
        ? new SqliteDatabase(provider.GetRequiredService<IOptions<StorageOptions>>().Value)
        : new PostgresDatabase(
            PostgresConnections.Open(postgres),
            provider.GetRequiredService<IOptions<NodeOptions>>().Value.DeadAfter,
            Patience,
            provider.GetRequiredService<TimeProvider>());
}
