using Constellation.Realtime.Engine.Applying;
using Constellation.Realtime.Engine.Database;
using Constellation.Realtime.Engine.EventLog;
using Constellation.Realtime.Engine.Feedback;
using Constellation.Realtime.Engine.Graph;
using Constellation.Realtime.Engine.Limits;
using Constellation.Realtime.Engine.Prompting;
using Constellation.Realtime.Engine.Providers;
using Constellation.Realtime.Engine.Providers.Attempts;
using Constellation.Realtime.Engine.Providers.Planner;
using Constellation.Realtime.Engine.Redis;
using Constellation.Realtime.Engine.Sessions;
using Constellation.Realtime.Engine.Suggestions;
using Constellation.Realtime.Engine.Suggestions.Registry;
using Constellation.Realtime.Engine.Turns;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace Constellation.Realtime.Engine;

/// <summary>Which parts run, from configuration.</summary>
internal static class EngineSetup
{
    /// <summary>Adds <see cref="ChatEngine"/> and all that it stands on. The face adds its <see cref="IAnnouncer"/>.</summary>
    public static IServiceCollection AddChatEngine(this IServiceCollection services, IConfiguration configuration)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<Telemetry>();
        services.AddOptions<LimitOptions>(configuration, "Limits");
        services.AddOptions<LogOptions>(configuration, "Log");
        services.AddOptions<StreamOptions>(configuration, "Stream");
        services.AddOptions<TurnOptions>(configuration, "Turns");
        services.AddOptions<TargetOptions>(configuration, "Targets");

        // Hosted services start in this order, and each finds those before it ready.
        services.AddDatabase(configuration);
        AddSessions(services, configuration);
        services.AddGraph(configuration);
        services.AddPlanner(configuration);
        services.AddProviders(configuration);

        // It stops after all who ask providers, and writes what they left.
        services.AddHostedService<AttemptWriter>();
        AddEventLog(services, configuration);
        AddLimits(services, configuration);
        services.AddOptions<FeedbackOptions>().Bind(configuration.GetSection(FeedbackOptions.Section))
            .Validate(
                options => options.Retention >= TimeSpan.FromDays(2) && options.Retention <= TimeSpan.FromDays(3660), "Feedback:Retention must be 2.00:00:00 to 3660.00:00:00.")
            .ValidateOnStart();
        AddTurns(services);
        services.AddApplying(configuration);
        return services.AddSingleton<ChatEngine>();
    }

    private static void AddSessions(IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<DatabaseHistory>();
        services.AddSingleton<DatabaseTurnStore>();
        services.AddSingleton<SessionSearch>();
        services.AddSingleton<Transcripts>();
        if (services.AddRedis(configuration))
        {
            services.AddSingleton<RedisSessions>();
            services.AddSingleton<IHistory>(provider => ActivatorUtilities.CreateInstance<CopiedHistory>(provider, provider.GetRequiredService<DatabaseHistory>()));
            services.AddSingleton<ITurnStore>(provider =>
                ActivatorUtilities.CreateInstance<CopiedTurnStore>(provider, provider.GetRequiredService<DatabaseTurnStore>()));
        }
        else
        {
            services.AddSingleton<IHistory>(provider => provider.GetRequiredService<DatabaseHistory>());
            services.AddSingleton<ITurnStore>(provider => provider.GetRequiredService<DatabaseTurnStore>());
        }
    }

    private static void AddEventLog(IServiceCollection services, IConfiguration configuration)
    {
        if (services.AddRedis(configuration))
        {
            AddHosted<RedisNudges>(services);
            services.AddSingleton<IEventLog, RedisEventLog>();
        }
        else
        {
            services.AddSingleton<IEventLog, MemoryEventLog>();
        }

        services.AddSingleton<Snapshots>();
        services.AddSingleton<Tail>();
        services.AddSingleton<OutsideEvents>();
    }

    private static void AddLimits(IServiceCollection services, IConfiguration configuration)
    {
        if (services.AddRedis(configuration))
        {
            AddHosted<RedisConnectionSlots>(services);
            services.AddSingleton<IConnectionSlots>(provider => provider.GetRequiredService<RedisConnectionSlots>());
            services.AddSingleton<IMessageRate, RedisMessageRate>();
            services.AddSingleton<ITokensSpent, RedisTokensSpent>();
        }
        else
        {
            services.AddSingleton<IConnectionSlots, MemoryConnectionSlots>();
            services.AddSingleton<IMessageRate, MemoryMessageRate>();
            services.AddSingleton<ITokensSpent, MemoryTokensSpent>();
        }

        services.AddSingleton<RecordedTokens>();
        services.AddSingleton<Admission>();
    }

    private static void AddTurns(IServiceCollection services)
    {
        AddHosted<CandidateWriter>(services);
        AddHosted<Sweeping>(services);
        services.AddSingleton<TrainingSessions>();
        services.AddSingleton<FeedbackDesk>();
        services.AddSingleton<TargetRegistry>();
        services.AddHostedService<KeptSchemas>();
        services.AddSingleton<Registering>();
        services.AddHostedService<FolderFeed>();
        services.AddSingleton<SchemaDesk>();
        services.AddSingleton<Suggesting>();
        services.AddSingleton<SessionMemories>();
        services.AddSingleton<Examples>();
        services.AddSingleton<Summariser>();
        services.AddSingleton<Prompts>();
        services.AddSingleton<Answering>();
        services.AddSingleton<TurnRunner>();
        services.AddSingleton<TurnStarter>();
        services.AddSingleton<SessionEnding>();
        AddHosted<Titling>(services);
        AddHosted<Remembering>(services);
        AddHosted<SentPrompts>(services);

        // They stop in the opposite order: a node says that it is gone when it has let go of its turns.
        services.AddHostedService<NodeLife>();
        AddHosted<Pump>(services);
        AddHosted<TurnQueue>(services);
        AddHosted<Takeover>(services);
        services.AddHostedService<TakeoverOfEndings>();
    }

    private static void AddHosted<T>(IServiceCollection services)
        where T : class, IHostedService
    {
        services.AddSingleton<T>();
        services.AddHostedService(provider => provider.GetRequiredService<T>());
    }
}
