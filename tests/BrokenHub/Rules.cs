using Constellation.Realtime.Engine.EventLog;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Constellation.Realtime.BrokenHub;

/// <summary>The rules that can be taken out, by name.</summary>
internal static class Rules
{
    /// <param name="rule">Its name; <c>nothing</c> leaves every rule where it is, for what is found must come of the rule, not of this host.</param>
    /// <param name="services">The hub's services, as it is about to be built.</param>
    public static void TakeOut(string? rule, IServiceCollection services)
    {
        if (rule == "nothing") return;
        Func<IServiceProvider, IEventLog> broken = rule switch
        {
            "order" => provider => ActivatorUtilities.CreateInstance<ShowsBeforeLog>(provider, provider.GetRequiredService<RedisEventLog>()),
            "fence" => provider => ActivatorUtilities.CreateInstance<LogWithoutFence>(provider, provider.GetRequiredService<RedisEventLog>()),
            "seal" => provider => ActivatorUtilities.CreateInstance<LogWithLateSeal>(provider, provider.GetRequiredService<RedisEventLog>()),
            _ => throw new ArgumentException($"BROKEN_RULE is order, fence, seal or nothing, not '{rule}'."),
        };
        services.AddSingleton<RedisEventLog>();
        services.Replace(ServiceDescriptor.Singleton(broken));
    }
}
