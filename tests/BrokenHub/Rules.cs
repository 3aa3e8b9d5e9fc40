using Constellation.Realtime.Engine.EventLog;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Constellation.Realtime.BrokenHub;

/// <summary>The rules that can be taken out, by name.</summary>
internal static class Rules
{
    public static void TakeOut(string? rule, IServiceCollection services)
    {
        Func<IServiceProvider, IEventLog> broken = rule switch
        {
            "order" => provider => ActivatorUtilities.CreateInstance<ShowsBeforeLog>(provider, provider.GetRequiredService<RedisEventLog>()),
            "fence" => provider => ActivatorUtilities.CreateInstance<LogWithoutFence>(provider, provider.GetRequiredService<RedisEventLog>()),
            "seal" => provider => ActivatorUtilities.CreateInstance<LogWithLateSeal>(provider, provider.GetRequiredService<RedisEventLog>()),
            _ => throw new ArgumentException($"BROKEN_RULE is order, fence or seal, not '{rule}'."),
        };
        services.AddSingleton<RedisEventLog>();
        services.Replace(ServiceDescriptor.Singleton(broken));
    }
}
