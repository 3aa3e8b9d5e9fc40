using Constellation.Realtime.Engine.Redis;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Options;
using StackExchange.Redis;
using SignalROptions = Microsoft.AspNetCore.SignalR.StackExchangeRedis.RedisOptions;

namespace Constellation.Realtime.Hub;

/// <summary>Carries announcements to a user's connections on all nodes. Only them: what it loses, and it does, is in the log.</summary>
internal static class Backplane
{
    /// <summary>SignalR's own, where Redis is configured, on a connection of its own, for all of that one's channels have the prefix.</summary>
    public static void AddBackplane(this ISignalRServerBuilder signalR, IConfiguration configuration)
    {
        if (!signalR.Services.AddRedis(configuration)) return;
        signalR.AddStackExchangeRedis();
        signalR.Services.AddOptions<SignalROptions>().Configure<IOptions<RedisOptions>>((options, redis) =>
        {
            options.Configuration = RedisConnection.Options(configuration.GetConnectionString("Redis")!);
            options.Configuration.ChannelPrefix = RedisChannel.Literal(redis.Value.Prefix + ":");
            options.ConnectionFactory = async _ => Unhurried.Wrap(await ConnectionMultiplexer.ConnectAsync(options.Configuration));
        });
    }
}
