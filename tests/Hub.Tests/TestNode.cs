using Constellation.Realtime.Hub.Tests.Doors;
using Constellation.Realtime.ScriptedModel;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace Constellation.Realtime.Hub.Tests;

/// <summary>The product itself, on a port and in a folder of its own, with a model that says what a test scripts.</summary>
public class TestNode : IAsyncLifetime
{
    private readonly Dictionary<string, string> _settings = [];
    private readonly string _folder = Directory.CreateTempSubdirectory("constellation-").FullName;
    private readonly TimeProvider? _time;
    private IAsyncDisposable _running = null!;

    /// <summary>What the node is made of.</summary>
    internal IServiceProvider Services { get; private set; } = null!;

    public TestNode() : this(null)
    {
    }

    internal TestNode(TimeProvider? time, params (string Key, string Value)[] settings)
    {
        _time = time;
        foreach (var (key, value) in NodeSettings.Usual(_folder)) _settings[key] = value;
        foreach (var (key, value) in settings) _settings[key] = value;
    }

    public ScriptedLlm Llm { get; private set; } = null!;

    internal Uri Address { get; private set; } = null!;

    internal LogKeeper Logged { get; } = new();

    public async Task InitializeAsync()
    {
        Llm = await ScriptedLlm.StartAsync();
        foreach (var (key, value) in NodeSettings.Of(Llm)) _settings.TryAdd(key, value);
        var factory = new Factory(this);
        factory.StartServer();
        (_running, Address, Services) = (factory, factory.ClientOptions.BaseAddress, factory.Services);
    }

    public async Task DisposeAsync()
    {
        await _running.DisposeAsync();
        await Llm.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>A client of a new user, or of this one.</summary>
    internal Task<Door> OpenAsync(DoorKind kind, Guid? userId = null) => Door.OpenAsync(kind, Address, userId ?? Guid.NewGuid());

    internal async Task<HubDoor> OpenHubAsync(Guid? userId = null) => (HubDoor)await OpenAsync(DoorKind.SignalRJson, userId);

    /// <summary>What a node of a test has instead of the product's own.</summary>
    protected virtual void Change(IServiceCollection services)
    {
    }

    private sealed class Factory : WebApplicationFactory<Program>
    {
        private readonly TestNode _node;

        internal Factory(TestNode node)
        {
            _node = node;
            UseKestrel(0);
        }

        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            builder.UseEnvironment("Development");
            foreach (var (key, value) in _node._settings) builder.UseSetting(key, value);
            builder.ConfigureLogging(logging => logging.ClearProviders().AddProvider(_node.Logged));
            builder.ConfigureTestServices(_node.Change);
            if (_node._time is { } time) builder.ConfigureTestServices(services => services.Replace(ServiceDescriptor.Singleton(time)));
        }
    }
}
