using Constellation.Realtime.Engine.Tests.Database;
using Constellation.Realtime.Engine.Tests.Redis;
using Constellation.Realtime.ScriptedModel;

namespace Constellation.Realtime.Deploy.Tests;

/// <summary>All that docker-compose.yml describes, with its own settings for the nodes; only the addresses are those of this machine.</summary>
public sealed class Deployment : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Container[] _nodes = new Container[2];
    private Image _image = null!;
    private LoadBalancer _balancer = null!;
    private PostgresServer _postgres = null!;
    private RedisServer _redis = null!;
    private List<KeyValuePair<string, string>> _settings = [];

    public ScriptedLlm Llm { get; private set; } = null!;

    public Uri Address => _balancer.Address;

    internal Container this[int node] => _nodes[node - 1];

    internal Image Image => _image;

    public async Task InitializeAsync()
    {
        _image = await Image.PublishAsync();
        (_postgres, _redis, Llm) = (await PostgresServer.StartAsync(), await RedisServer.StartAsync("--appendonly", "yes"), await ScriptedLlm.StartAsync());
        var services = await ComposeFile.ServicesAsync(
        [
            new("LLM_KIND", "openai"),
            new("LLM_ENDPOINT", Llm.Endpoint.ToString()),
            new("LLM_MODEL", Llm.Model),
        ]);
        _settings = [.. ComposeFile.EnvironmentOf(services, "hub-1").Select(each => KeyValuePair.Create(each.Key, OnThisMachine(each.Value)))];
        foreach (var node in new[] { 1, 2 }) _nodes[node - 1] = await StartNodeAsync();
        _balancer = LoadBalancer.Start(this[1].Address, this[2].Address);
        await UntilReadyAsync(Address);
        foreach (var node in new[] { 1, 2 }) await UntilInServiceAsync(node);
    }

    public async Task DisposeAsync()
    {
        _balancer?.Dispose();
        foreach (var node in _nodes.OfType<Container>()) await node.DisposeAsync();
        if (Llm is not null) await Llm.DisposeAsync();
        if (_redis is not null) await _redis.DisposeAsync();
        if (_postgres is not null) await _postgres.DisposeAsync();
        _image?.Dispose();
    }

    internal async Task<Container> StartNodeAsync(int? port = null)
    {
        var node = await Container.StartAsync(_image, _settings, port);
        await UntilReadyAsync(node.Address);
        return node;
    }

    /// <summary>In the same place, where the load balancer finds it.</summary>
    internal async Task StartAgainAsync(int node)
    {
        await this[node].DisposeAsync();
        _nodes[node - 1] = await StartNodeAsync(this[node].Port);
        await UntilInServiceAsync(node);
    }

    /// <summary>So many requests go through the load balancer.</summary>
    internal async Task UntilThereAreAsync(int requests, TimeSpan limit)
    {
        using var patience = new CancellationTokenSource(limit);
        while ((await RequestsAsync()).Sum() != requests) await Task.Delay(20, patience.Token);
    }

    /// <summary>How many requests each node serves now that came through the load balancer.</summary>
    internal async Task<IReadOnlyList<int>> RequestsAsync() => [(await _balancer.LookAtAsync(1)).Requests, (await _balancer.LookAtAsync(2)).Requests];

    internal Reader SignIn(Uri? address = null) => new(address ?? Address);

    private static async Task UntilReadyAsync(Uri address)
    {
        using var http = new HttpClient { BaseAddress = address };
        using var patience = new CancellationTokenSource(Patience);
        while (true)
        {
            try
            {
                using var answer = await http.GetAsync(new Uri("/healthz/ready", UriKind.Relative), patience.Token);
                if (answer.IsSuccessStatusCode) return;
            }
            catch (HttpRequestException)
            {
                // It does not listen yet.
            }

            await Task.Delay(50, patience.Token);
        }
    }

    private async Task UntilInServiceAsync(int node)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!(await _balancer.LookAtAsync(node)).IsUp) await Task.Delay(50, patience.Token);
    }

    private string OnThisMachine(string value) => value
        .Replace("Host=postgres;", $"Host=127.0.0.1;Port={_postgres.Port};", StringComparison.Ordinal)
        .Replace("Username=constellation;", "Username=postgres;", StringComparison.Ordinal)
        .Replace($"redis:6379,password={ComposeFile.Secrets["REDIS_PASSWORD"]}", $"127.0.0.1:{_redis.Port}", StringComparison.Ordinal);
}
