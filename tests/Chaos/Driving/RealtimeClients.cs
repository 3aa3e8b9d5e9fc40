using System.Collections.Concurrent;
using System.Text.Json;
using Constellation.Realtime.Hub.Tests.Wire;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR.Client;

namespace Constellation.Realtime.Chaos.Driving;

/// <summary>Hub connections of many people to many nodes. A person keeps one to each node for as long as it holds, as a page does; every fourth use has one of its
/// own, which is cut when it is given back, whatever is under way.</summary>
internal sealed class RealtimeClients : IAsyncDisposable
{
    private readonly ConcurrentDictionary<(Uri Node, Guid UserId), HubConnection> _kept = new();
    private int _lent;

    /// <summary>Is told what comes unasked on any connection.</summary>
    public Action<Observation.Pushed>? Hear { get; set; }

    public async Task<Lent> LendAsync(Uri node, Guid userId, CancellationToken cancellationToken)
    {
        if (Interlocked.Increment(ref _lent) % 4 == 0) return new Lent(await ConnectAsync(node, userId, cancellationToken), IsOwn: true);
        if (_kept.TryGetValue((node, userId), out var kept) && kept.State == HubConnectionState.Connected) return new Lent(kept, IsOwn: false);
        var connection = await ConnectAsync(node, userId, cancellationToken);
        if (kept is null ? _kept.TryAdd((node, userId), connection) : _kept.TryUpdate((node, userId), connection, kept))
        {
            if (kept is not null) await kept.DisposeAsync();
            return new Lent(connection, IsOwn: false);
        }

        return new Lent(connection, IsOwn: true);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var connection in _kept.Values) await connection.DisposeAsync();
    }

    private async Task<HubConnection> ConnectAsync(Uri node, Guid userId, CancellationToken cancellationToken)
    {
        var connection = new HubConnectionBuilder()
            .WithUrl(new Uri(node, "/hubs/chat"), options =>
            {
                options.AccessTokenProvider = () => Task.FromResult<string?>(Tokens.For(userId));
                options.Transports = HttpTransportType.WebSockets;
                options.SkipNegotiation = true;
            })
            .Build();
        foreach (var name in WireEvents.Announcements)
            connection.On<JsonElement>(name, told => Hear?.Invoke(WireEvents.Push(userId, name, told)));
        try
        {
            return await Refusals.TellAsync(async () =>
            {
                await connection.StartAsync(cancellationToken);
                return connection;
            });
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    internal readonly record struct Lent(HubConnection Connection, bool IsOwn) : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => IsOwn ? Connection.DisposeAsync() : ValueTask.CompletedTask;
    }
}
