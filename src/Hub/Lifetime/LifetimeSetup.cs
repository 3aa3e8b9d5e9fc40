using Microsoft.AspNetCore.SignalR;

namespace Constellation.Realtime.Hub.Lifetime;

/// <summary>How the process stops.</summary>
internal static class LifetimeSetup
{
    public static void AddDrain(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<OpenConnections>();
        builder.Services.AddSingleton<Drain>();
        builder.Services.AddSingleton<IHostLifetime, DrainLifetime>();
        builder.Services.Configure<HubOptions>(options => options.AddFilter<OpenConnections>());
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = DrainLifetime.Closing);
    }
}
