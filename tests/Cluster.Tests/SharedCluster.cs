using Constellation.Realtime.Nodes;

namespace Constellation.Realtime.Cluster.Tests;

/// <summary>The three nodes of all journeys. Each test finds them whole, whatever the one before did to them, and with a model that has said nothing yet.</summary>
public sealed class SharedCluster : IAsyncLifetime
{
    private const int Nodes = 3;

    private LocalCluster? _cluster;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        if (_cluster is not null) await _cluster.DisposeAsync();
    }

    internal async Task<LocalCluster> WholeAsync()
    {
        if (_cluster is { } used)
        {
            try
            {
                await used.MendAsync();
                return used;
            }
            catch (Exception exception) when (exception is TimeoutException or InvalidOperationException)
            {
                // A test that failed left something behind that can't be mended.
                await used.DisposeAsync();
                _cluster = null;
            }
        }

        return _cluster = await LocalCluster.StartAsync(Nodes);
    }
}

[CollectionDefinition(Name)]
public sealed class SharedClusterTests : ICollectionFixture<SharedCluster>
{
    public const string Name = "shared cluster";
}
