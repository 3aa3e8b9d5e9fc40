using System.Text.Json;
using Constellation.Realtime.Contracts;
using Constellation.Realtime.Engine;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Constellation.Realtime.Hub.Wire;

/// <summary>The one place where the hub's two protocols, REST's JSON and the form of every error are set up.</summary>
internal static class WireSetup
{
    internal const string HubPath = "/hubs/chat";

    private const int FrameBytes = 64 * 1024;

    // A UTF-16 code unit takes at most six bytes in JSON: a \u escape.
    private const int BytesPerChar = 6;

    // So that a call which waits, for a lock or a store, does not hold up CancelTurn behind it.
    private const int CallsAtOnce = 10;

    /// <summary>SignalR with JSON and MessagePack, REST's JSON, refusals on both faces.</summary>
    /// <param name="messageChars"><c>Limits:MessageChars</c>: how long a message may be, in UTF-16 code units; a frame has room for it.</param>
    internal static ISignalRServerBuilder AddWire(this WebApplicationBuilder builder, Func<IServiceProvider, int> messageChars)
    {
        var services = builder.Services;
        services.TryAddSingleton<Telemetry>();
        services.AddSingleton<RefusalFilter>();
        services.AddExceptionHandler<RefusalHandler>();
        services.ConfigureHttpJsonOptions(options => WireJson.Apply(options.SerializerOptions, JsonNamingPolicy.SnakeCaseLower));
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);

        // The dispatcher logs every refusal as an error with its stack; RefusalFilter logs what is one.
        builder.Logging.AddFilter("Microsoft.AspNetCore.SignalR.Internal.DefaultHubDispatcher", LogLevel.Critical);

        var signalR = services.AddSignalR();
        services.AddOptions<HubOptions>().Configure<IServiceProvider>((options, provider) =>
        {
            options.MaximumReceiveMessageSize = FrameBytes + ((long)BytesPerChar * messageChars(provider));
            options.MaximumParallelInvocationsPerClient = CallsAtOnce;
            options.EnableDetailedErrors = false;
            options.DisableImplicitFromServicesParameters = true;
            options.AddFilter<RefusalFilter>();
        });

        var methods = new HubMethods(typeof(IChatHub));
        services.RemoveAll<IHubProtocol>();
        services.AddSingleton<IHubProtocol>(new CheckedHubProtocol(
            new JsonHubProtocol(Options.Create(new JsonHubProtocolOptions { PayloadSerializerOptions = WireJson.Hub })), methods));
        services.AddSingleton<IHubProtocol>(new CheckedHubProtocol(
            new MessagePackHubProtocol(Options.Create(new MessagePackHubProtocolOptions { SerializerOptions = WireMessagePack.Options })), methods));
        return signalR;
    }

    /// <summary>Every error below this is problem+json. First in the pipeline.</summary>
    internal static void UseWire(this WebApplication app)
    {
        app.UseExceptionHandler(_ => { });
        app.UseStatusCodePages(pages => Refusals.WriteAsync(
            pages.HttpContext, Bodiless(pages.HttpContext.Response.StatusCode), pages.HttpContext.Response.StatusCode));
    }

    /// <summary>The hub: over WebSockets only, and no longer than its token is good.</summary>
    internal static HubEndpointConventionBuilder MapChatHub<THub>(this WebApplication app)
        where THub : Hub<IChatReceiver>, IChatHub =>
        app.MapHub<THub>(HubPath, options =>
        {
            options.Transports = HttpTransportType.WebSockets;
            options.CloseOnAuthenticationExpiration = true;
        });

    private static RefusedException Bodiless(int status) => status switch
    {
        StatusCodes.Status401Unauthorized => new(ErrorCodes.Unauthenticated, "A valid token is needed."),
        StatusCodes.Status403Forbidden => new(ErrorCodes.Forbidden, "This is not allowed."),
        StatusCodes.Status404NotFound => new(ErrorCodes.NotFound, "There is nothing at this address."),
        StatusCodes.Status405MethodNotAllowed => new(ErrorCodes.InvalidRequest, "This address does not take this method."),
        StatusCodes.Status413PayloadTooLarge => new(ErrorCodes.TooLarge, "The body is longer than allowed."),
        StatusCodes.Status429TooManyRequests => new(ErrorCodes.RateLimited, "Too many for now."),
        >= 500 => Refusals.Unforeseen(),
        _ => new(ErrorCodes.InvalidRequest, "The request is not valid."),
    };
}
