using Constellation.Realtime.Contracts;
using Constellation.Realtime.Engine;
using Constellation.Realtime.Engine.Redis;
using Constellation.Realtime.Hub.Wire;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Constellation.Realtime.Hub.Auth;

/// <summary>Who may come in: set up from the section <c>Auth</c>.</summary>
internal static class AuthSetup
{
    /// <summary>The policy of routes for administrators.</summary>
    internal const string Administrator = "administrator";

    // Where no token is needed none is needed to hear of a wrong method either: routing answers that, and what is unknown, with an endpoint that has no policy.
    private static readonly string[] OpenAddresses = ["/metrics", "/openapi/v1.json", AuthRoutes.DevelopmentTokenPath];

    /// <summary>Tokens, tickets, origins; whatever says nothing else needs a token.</summary>
    internal static void AddAuth(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<IValidateOptions<AuthOptions>, AuthOptionsCheck>();
        services.AddOptions<AuthOptions>().BindConfiguration(AuthOptions.Section).ValidateOnStart();
        services.AddHttpClient(nameof(TokenCheck), client => client.Timeout = TimeSpan.FromSeconds(10)).SetHandlerLifetime(Timeout.InfiniteTimeSpan)
            .UseSocketsHttpHandler((handler, _) => handler.PooledConnectionLifetime = TimeSpan.FromMinutes(5));
        services.AddSingleton<DevelopmentKey>();
        services.AddSingleton<DevelopmentTokens>();
        services.AddSingleton<Signers>();
        services.AddSingleton<AllowedOrigins>();
        if (services.AddRedis(builder.Configuration)) services.TryAddSingleton<ITickets, RedisTickets>();
        else services.TryAddSingleton<ITickets, MemoryTickets>();

        services.AddAuthentication(JwtBearerDefaults.AuthenticationScheme).AddJwtBearer();
        services.AddSingleton<IConfigureOptions<JwtBearerOptions>, TokenCheck>();
        services.AddAuthorizationBuilder()
            .SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAssertion(
                context => context.User.Identity is { IsAuthenticated: true } || (context.Resource is HttpContext http && IsOpen(http.Request.Path))).Build())
            .AddPolicy(Administrator, policy => policy.RequireAssertion(context => context.User.FindCaller() is { IsAdministrator: true }));
        services.AddCors();

        services.AddSingleton<IUserIdProvider, UserIds>();
        services.AddSingleton<TokenExpiry>();
        services.AddHostedService(provider => provider.GetRequiredService<TokenExpiry>());
        services.Configure<HubOptions>(options => options.AddFilter<TokenExpiry>());

        // It logs whole addresses, and a ticket is part of one.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.Warning);
    }

    /// <summary>CORS for other origins' pages. Before static files and <see cref="UseAuth"/>: a preflight carries no token.</summary>
    internal static void UseAllowedOrigins(this WebApplication app)
    {
        var origins = app.Services.GetRequiredService<AllowedOrigins>();
        app.UseWhen(
            http => http.Request.Path.StartsWithSegments("/llm", StringComparison.OrdinalIgnoreCase)
                || http.Request.Path.StartsWithSegments(AuthRoutes.DevelopmentTokenPath, StringComparison.OrdinalIgnoreCase)
                || http.Request.Path.StartsWithSegments(WireSetup.HubPath, StringComparison.OrdinalIgnoreCase),
            branch => branch.UseCors(origins.Describe));
    }

    /// <summary>Who it is, whether they may, and on the hub whether the page may that they come with. After what anybody may have.</summary>
    internal static void UseAuth(this WebApplication app)
    {
        app.UseAuthentication();
        app.UseAuthorization();
        var origins = app.Services.GetRequiredService<AllowedOrigins>();
        app.Use((http, next) =>
        {
            if (!HubRequest.Is(http)) return next(http);
            if (!origins.Allow(http.Request))
                return Refusals.WriteAsync(http, new RefusedException(ErrorCodes.Forbidden, "Pages of this origin are not let in."));
            return HubRequest.IsNegotiation(http) || HubRequest.IsUpgrade(http)
                ? next(http)
                : Refusals.WriteAsync(http, RefusedException.Invalid("The hub is reached over WebSockets only."));
        });
    }

    private static bool IsOpen(PathString path) =>
        path.StartsWithSegments("/healthz", StringComparison.OrdinalIgnoreCase) || OpenAddresses.Contains(path.Value?.TrimEnd('/'), StringComparer.OrdinalIgnoreCase);
}
