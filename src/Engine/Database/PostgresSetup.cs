using Constellation.Realtime.Engine.Turns;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Constellation.Realtime.Engine.Database;

/// <summary>What runs where PostgreSQL is configured.</summary>
internal static class PostgresSetup
{
    /// <summary>Above it a call is told that the database is away: within a second, all in all.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(900);

    public static void AddPostgres(this IServiceCollection services, string connectionString)
    {
        services.AddSingleton<IDatabase>(provider => new PostgresDatabase(
            PostgresConnections.Open(connectionString, Patience), Options(provider).DeadAfter, Patience, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<INodes>(provider => new PostgresNodes(
            PostgresConnections.OpenFew(connectionString),
            PostgresConnections.OpenUnpooled(connectionString),
            provider.GetRequiredService<Node>(),
            Options(provider),
            provider.GetRequiredService<TimeProvider>()));
    }

    private static NodeOptions Options(IServiceProvider provider) => provider.GetRequiredService<IOptions<NodeOptions>>().Value;
}
