using Constellation.Realtime.Contracts;
using Constellation.Realtime.Engine;
using Constellation.Realtime.Hub.Auth;
using Constellation.Realtime.Hub.Wire;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace Constellation.Realtime.Hub.Tests.Wire;

/// <summary>The hub's setup around <see cref="ProbeHub"/>, on Kestrel.</summary>
internal sealed class ProbeHost : IAsyncDisposable
{
    internal const int MessageChars = 1000;

    private readonly WebApplication _app;

    private ProbeHost(WebApplication app)
    {
        _app = app;
        Address = new Uri(app.Urls.Single());
        Http = new HttpClient { BaseAddress = Address };
    }

    internal Uri Address { get; }

    internal HttpClient Http { get; }

    internal IReadOnlyCollection<string> Errors => _app.Services.GetServices<ILoggerProvider>().OfType<LogKeeper>().Single().Errors;

    internal ITickets Tickets => _app.Services.GetRequiredService<ITickets>();

    internal static WebApplication Build(string environment, TimeProvider? time, params (string Key, string Value)[] configuration)
    {
        var builder = WebApplication.CreateBuilder(
            new WebApplicationOptions { EnvironmentName = environment, ApplicationName = "Constellation.Realtime.Hub" });
        builder.Configuration.Sources.Clear();
        builder.Configuration.AddInMemoryCollection(
            configuration.Reverse().DistinctBy(pair => pair.Key).Select(pair => KeyValuePair.Create(pair.Key, (string?)pair.Value)));
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders().Services.AddSingleton<ILoggerProvider, LogKeeper>();
        if (time is not null) builder.Services.Replace(ServiceDescriptor.Singleton(time));
        builder.AddAuth();
        builder.AddWire(_ => MessageChars);
        return builder.Build();
    }

    internal static Task<ProbeHost> StartAsync(params (string Key, string Value)[] configuration) => StartAsync(null, configuration);

    internal static async Task<ProbeHost> StartAsync(TimeProvider? time, params (string Key, string Value)[] configuration)
    {
        if (configuration.Length == 0) configuration = [("Auth:JwtSecret", Tokens.Secret)];
        var environment = configuration.FirstOrDefault(pair => pair.Key == "environment").Value ?? "Production";
        var app = Build(environment, time, configuration);
        Assert.True(app.MayStart(TextWriter.Null));
        app.UseWire();
        app.UseAllowedOrigins();
        app.UseAuth();
        app.MapAuth();
        app.MapChatHub<ProbeHub>();
        app.MapGet("/", () => "page").AllowAnonymous();
        app.MapGet("/llm/whoami/", (HttpContext http) => http.User.ToCaller());
        app.MapPost("/llm/probe/", (ProbeRequest request) => request).TellContentTypeLast();
        app.MapGet("/llm/probe/{session_id}/", ([FromRoute(Name = "session_id")] Guid sessionId, long after) => new { sessionId, after });
        app.MapGet("/llm/suggestion/", () => Samples.Suggestion);
        app.MapGet("/llm/refused/", IResult () => throw new RefusedException(ErrorCodes.RateLimited, "Not now.")
        {
            RetryAfter = TimeSpan.FromMilliseconds(1500.2),
            Errors = [new Finding { Pointer = "/a", Code = "c", Message = "m" }],
        });
        app.MapGet("/llm/broken/", IResult () => throw new InvalidOperationException(ProbeHub.Secret));
        app.MapGet("/llm/admin/", () => "in").RequireAuthorization(AuthSetup.Administrator);
        await app.StartAsync();
        return new ProbeHost(app);
    }

    internal async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string? token = null, HttpContent? body = null, string? origin = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body };
        if (token is not null) request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {token}");
        if (origin is not null) request.Headers.TryAddWithoutValidation("Origin", origin);
        return await Http.SendAsync(request);
    }

    internal async Task<HubConnection> ConnectAsync(bool messagePack, string? token = null)
    {
        var connection = Connection(messagePack, token ?? Tokens.For(Samples.Id));
        await connection.StartAsync();
        return connection;
    }

    internal HubConnection Connection(bool messagePack, string token)
    {
        var builder = new HubConnectionBuilder()
            .WithUrl(new Uri(Address, WireSetup.HubPath), options => options.Headers["Authorization"] = $"Bearer {token}");
        return messagePack
            ? builder.AddMessagePackProtocol(options => options.SerializerOptions = WireMessagePack.Options).Build()
            : builder.AddJsonProtocol(options => options.PayloadSerializerOptions = WireJson.HubClient).Build();
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.DisposeAsync();
    }
}

internal sealed record ProbeRequest
{
    public required Guid SessionId { get; init; }

    public required string UserMessage { get; init; }

    public int? Count { get; init; }

    public Rating? Rating { get; init; }
}
