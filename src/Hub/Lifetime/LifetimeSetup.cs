using Microsoft.AspNetCore.SignalR;

namespace Constellation.Realtime.Hub.Lifetime;

/// <summary>How the process stops.</summary>
internal static class LifetimeSetup
{
    public static void AddDrain(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<OpenConnections>();
        builder.Services.AddSingleton<WaitingCallers>();
        builder.Services.AddSingleton<Drain>();
        builder.Services.AddSingleton<IHostLifetime>(services => new DrainLifetime(
            services.GetRequiredService<Drain>().RunAsync,
            Environment.Exit,
            services.GetRequiredService<IHostApplicationLifetime>(),
            services.GetRequiredService<TimeProvider>(),
            services.GetRequiredService<ILogger<DrainLifetime>>()));
        builder.Services.Configure<HubOptions>(options => options.AddFilter<OpenConnections>());
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = DrainLifetime.Closing);
    }
}
