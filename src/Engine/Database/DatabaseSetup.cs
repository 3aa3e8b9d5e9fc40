using Constellation.Realtime.Engine.Sessions;
using Constellation.Realtime.Engine.Turns;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Constellation.Realtime.Engine.Database;

/// <summary>The only place that knows both databases.</summary>
internal static class DatabaseSetup
{
    /// <summary>Adds <see cref="ITurnStore"/> and <see cref="IHistory"/> on the configured database, and <see cref="DatabaseStart"/>, which migrates it.</summary>
    public static IServiceCollection AddDatabase(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<StorageOptions>().Bind(configuration.GetSection("Storage")).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<IDatabase>(provider => new SqliteDatabase(provider.GetRequiredService<IOptions<StorageOptions>>().Value));
        services.AddSingleton<ITurnStore, DatabaseTurnStore>();
        services.AddSingleton<IHistory, DatabaseHistory>();
        services.AddSingleton<DatabaseStart>();
        services.AddHostedService(provider => provider.GetRequiredService<DatabaseStart>());
        return services;
    }
}
