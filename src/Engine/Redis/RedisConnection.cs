using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace Constellation.Realtime.Engine.Redis;

/// <summary>
/// The node's one connection to Redis 6.2 or later. It connects in the background and comes back by itself; meanwhile every call fails at once, and none is
/// kept for later: a write that is carried out when nobody waits for it any more helps nobody.
/// </summary>
internal sealed partial class RedisConnection(string connectionString, ILogger<RedisConnection> logger) : IHostedService, IAsyncDisposable
{
    /// <summary>Where the connection string says nothing else. All in milliseconds but keepAlive (s), which finds a half-open connection.</summary>
    private const string Defaults = "connectTimeout=1000,syncTimeout=1000,asyncTimeout=1000,keepAlive=5,name=constellation-realtime,";

    /// <summary>For the connection of subscriptions, once the other one is there: 3 s.</summary>
    private const int MostLooks = 150;

    private static readonly TimeSpan Heartbeat = TimeSpan.FromMilliseconds(250);

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);

    private readonly Lock _lock = new();
    private volatile Task<ConnectionMultiplexer>? _connecting;
    private volatile Kind? _kind;

    private sealed record Kind(bool IsCluster);

    /// <summary>The connection was lost, or is back: messages on channels may have been missed.</summary>
    public event Action? Changed;

    /// <summary>The options of every connection that this process makes to the Redis of <paramref name="connectionString"/>.</summary>
    /// <exception cref="ArgumentException">It is no connection string.</exception>
    public static ConfigurationOptions Options(string connectionString)
    {
        var options = ConfigurationOptions.Parse(Defaults + connectionString);
        options.AbortOnConnectFail = false;
        options.BacklogPolicy = BacklogPolicy.FailFast;
        options.ReconnectRetryPolicy = new ExponentialRetry(100, 1000);
        options.HeartbeatInterval = Heartbeat; // Timeouts are found at a heartbeat only.
        return options;
    }

    /// <summary>The connection, whether or not Redis can be reached now.</summary>
    public ValueTask<ConnectionMultiplexer> GetAsync()
    {
        var connecting = _connecting;
        if (connecting is null or { IsCompleted: true, IsCompletedSuccessfully: false })
        {
            lock (_lock)
            {
                if (_connecting is null or { IsCompleted: true, IsCompletedSuccessfully: false }) _connecting = ConnectAsync();
                connecting = _connecting;
            }
        }

        return new ValueTask<ConnectionMultiplexer>(connecting);
    }

    /// <summary>Whether it is a Redis Cluster, where messages are published to one shard only.</summary>
    /// <exception cref="RedisConnectionException">Redis was never reached.</exception>
    public async ValueTask<bool> IsClusterAsync()
    {
        if (_kind is { } known) return known.IsCluster;
        var servers = (await GetAsync()).GetServers().Where(server => server.IsConnected).ToList();
        if (servers.Count == 0) throw new RedisConnectionException(ConnectionFailureType.UnableToConnect, "Redis was not reached yet.");
        _kind = new Kind(servers.Exists(server => server.ServerType == ServerType.Cluster && server.Features.ShardedPubSub));
        return _kind.IsCluster;
    }

    /// <summary>Whether Redis answers now.</summary>
    public async Task<bool> AnswersAsync(CancellationToken cancellationToken)
    {
        try
        {
            var database = (await GetAsync()).GetDatabase();
            await database.PingAsync().InTimeAsync(database, cancellationToken);
            return true;
        }
        catch (Exception exception) when (RedisErrors.MeansAway(exception, cancellationToken))
        {
            return false;
        }
    }

    /// <summary>Waits for the first connection, and for the one of subscriptions, which is made beside it, but not for long: without Redis the node starts as well.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            var connection = await GetAsync();
            for (var tries = 0; tries < MostLooks && connection.IsConnected && !connection.GetSubscriber().IsConnected(); tries++)
                await Task.Delay(Look, cancellationToken);
        }
        catch (Exception exception) when (RedisErrors.MeansAway(exception, cancellationToken))
        {
            Log.NotConnected(logger, exception);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (_connecting is { IsCompletedSuccessfully: true } connected) await (await connected).DisposeAsync();
    }

    private async Task<ConnectionMultiplexer> ConnectAsync()
    {
        var connection = await ConnectionMultiplexer.ConnectAsync(Options(connectionString));
        connection.ConnectionFailed += (_, e) =>
        {
            Log.Lost(logger, e.Exception, e.ConnectionType, e.FailureType);
            Changed?.Invoke();
        };
        connection.ConnectionRestored += (_, e) =>
        {
            Log.Restored(logger, e.ConnectionType);
            Changed?.Invoke();
        };
        return connection;
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "Redis could not be reached at the start; it is tried again with the next call")]
        internal static partial void NotConnected(ILogger logger, Exception exception);

        [LoggerMessage(LogLevel.Warning, "The {Connection} connection to Redis is lost: {Failure}")]
        internal static partial void Lost(ILogger logger, Exception? exception, ConnectionType connection, ConnectionFailureType failure);

        [LoggerMessage(LogLevel.Information, "The {Connection} connection to Redis is back")]
        internal static partial void Restored(ILogger logger, ConnectionType connection);
    }
}
