using System.Buffers.Binary;
using Constellation.Realtime.Engine.Database;
using Constellation.Realtime.Engine.Tests.Turns;
using Constellation.Realtime.Engine.Turns;
using Microsoft.EntityFrameworkCore;

namespace Constellation.Realtime.Engine.Tests.Database;

public sealed class PostgresNodesTests(PostgresTestDatabase database) : IClassFixture<PostgresTestDatabase>
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task On_a_direct_connection_a_node_holds_its_lock()
    {
        await using var wire = new TcpProxy(await PortAsync());
        var (nodes, node) = Open(wire);
        await using var _ = nodes;

        await nodes.LookAsync(None);
        await nodes.BeatAsync(None);

        Assert.True((await FindAsync(node))!.HoldsLock);
    }

    [Fact]
    public async Task Behind_a_pooler_a_node_lives_by_its_heartbeat_alone()
    {
        await using var wire = new TcpProxy(await PortAsync(), GiveAnotherProcessId);
        var (nodes, node) = Open(wire);
        await using var _ = nodes;

        await nodes.LookAsync(None);
        await nodes.BeatAsync(None);

        Assert.False((await FindAsync(node))!.HoldsLock);
        Assert.True(await OpenOther().HasOthersAsync(None));
    }

    [Fact]
    public async Task A_node_that_leaves_has_no_row()
    {
        await using var wire = new TcpProxy(await PortAsync());
        var (nodes, node) = Open(wire);
        await using var _ = nodes;
        await nodes.BeatAsync(None);

        await nodes.LeaveAsync(None);

        Assert.Null(await FindAsync(node));
    }

    // What a pooler does: the ids in BackendKeyData are its own.
    private static void GiveAnotherProcessId(Memory<byte> bytes)
    {
        var at = bytes.Span.IndexOf("K\0\0\0\u000c"u8);
        if (at < 0 || at + 9 > bytes.Length) return;
        var id = bytes.Span[(at + 5)..(at + 9)];
        BinaryPrimitives.WriteInt32BigEndian(id, BinaryPrimitives.ReadInt32BigEndian(id) + 1);
    }

    private static async Task<int> PortAsync() => (await PostgresServer.SharedAsync()).Port;

    private (PostgresNodes Nodes, Node Node) Open(TcpProxy wire)
    {
        var node = new Node(TimeProvider.System);
        return (Open(node, wire.Port), node);
    }

    private PostgresNodes OpenOther() => Open(new Node(TimeProvider.System), null);

    private PostgresNodes Open(Node node, int? port)
    {
        var connection = database.ConnectionString + (port is null ? "" : $";Port={port}");
        return new PostgresNodes(
            PostgresConnections.OpenFew(connection), PostgresConnections.OpenUnpooled(connection), node, new NodeOptions(), TimeProvider.System);
    }

    private Task<NodeRow?> FindAsync(Node node) =>
        database.Database.ReadAsync(context => ((PostgresStoreContext)context).Nodes.SingleOrDefaultAsync(row => row.NodeId == node.Id), None);
}
