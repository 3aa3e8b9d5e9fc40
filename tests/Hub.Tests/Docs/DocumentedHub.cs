using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Constellation.Realtime.Hub.Tests.Docs;

/// <summary>The product as it starts with nothing configured, on a port and in a folder of its own.</summary>
public sealed class DocumentedHub : WebApplicationFactory<Program>
{
    private readonly string _folder = Directory.CreateTempSubdirectory("constellation-docs-").FullName;

    public DocumentedHub()
    {
        UseKestrel(0);
        StartServer();
    }

    internal Uri Address => ClientOptions.BaseAddress;

    internal AskedKeys Asked { get; } = new();

    /// <summary>Every route that has a method, such as <c>GET /llm/chat/sessions/</c>, with its parameters in snake_case. HEAD is GET without the body.</summary>
    internal IReadOnlyList<string> Routes =>
    [
        .. Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .SelectMany(endpoint => endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods.Select(method => $"{method} {RouteText.Of(endpoint.RoutePattern)}") ?? [])
            .Where(route => !route.StartsWith("HEAD ", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal),
    ];

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseEnvironment("Development");
        builder.UseSetting("Storage:Path", _folder);

        // Of lists only the entries that are there are asked for.
        builder.UseSetting("Llm:Providers:0:Kind", "planner");
        builder.UseSetting("Auth:AllowedOrigins:0", "https://constellation.example");
        builder.UseSetting("Apply:Networks:0", "10.0.0.0/8");
        builder.UseSetting("Apply:Targets:0:Name", "alert");
        builder.UseSetting("Apply:Targets:0:BaseUrl", "https://alerts.example");
        builder.ConfigureAppConfiguration((_, configuration) => configuration.Add(Asked));
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        if (Directory.Exists(_folder)) Directory.Delete(_folder, recursive: true);
    }
}
