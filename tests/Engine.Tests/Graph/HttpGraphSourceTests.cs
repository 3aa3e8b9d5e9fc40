using System.Net;
using Constellation.Realtime.CoreStandIn;
using Constellation.Realtime.Engine.Applying;
using Constellation.Realtime.Engine.Applying.Http;
using Constellation.Realtime.Engine.Graph;
using Microsoft.Extensions.Options;

namespace Constellation.Realtime.Engine.Tests.Graph;

public sealed class HttpGraphSourceTests : GraphSourceSpec
{
    private CoreServer _core = null!;
    private HttpGraphSource _source = null!;

    private protected override IGraphSource Source => _source;

    private protected override bool KeepsTaxonomy => false;

    public override async Task InitializeAsync()
    {
        _core = await CoreServer.StartAsync();
        _source = HttpGraphSource.Open(_core.Address, Guid.NewGuid(), Options.Create(new ApplyOptions()), TimeProvider.System);
    }

    public override async Task DisposeAsync()
    {
        _source.Dispose();
        await _core.DisposeAsync();
    }

    [Fact]
    public async Task It_reads_all_pages_of_pipelines()
    {
        var blocks = Enumerable.Range(1, 251)
            .Select(i => new Block { BlockId = Id(i), Name = $"b{i}", BlockType = i == 1 ? BlockType.Model : BlockType.Dataset }).ToList();
        await PutAsync(blocks, [.. Enumerable.Range(2, 250)
            .Select(i => new Edge { EdgeId = Id(1_000 + i), SourceBlockId = Id(i), TargetBlockId = Id(1) })]);

        var graph = await Source.ReadAsync(CancellationToken.None);

        Assert.Equal(250, graph.Edges.Count);
        Assert.Equal(3, _core.Calls.Count(call => call.Route == "GET /pipelines/"));
    }

    [Theory]
    [InlineData(500)]
    [InlineData(401)]
    [InlineData(422)]
    public async Task An_error_of_core_is_a_source_that_is_away(int status)
    {
        _core.Fails = status;

        await Assert.ThrowsAsync<GraphUnavailableException>(() => Source.ReadAsync(CancellationToken.None));
    }

    [Theory]
    [InlineData("<html>")]
    [InlineData("{}")]
    [InlineData("[null]")]
    [InlineData("[{\"name\":\"no id\",\"block_type\":\"model\"}]")]
    [InlineData("")]
    public async Task What_is_no_answer_of_core_is_a_source_that_is_away(string text)
    {
        _core.Answers = text;

        await Assert.ThrowsAsync<GraphUnavailableException>(() => Source.ReadAsync(CancellationToken.None));
    }

    [Fact]
    public async Task It_goes_to_the_configured_address_and_follows_no_redirect()
    {
        await using var other = await CoreServer.StartAsync();
        _core.Troubles("GET /blocks/get-all-blocks/", new Trouble.Answers(307, "", other.Address.ToString()));

        var away = await Assert.ThrowsAsync<GraphUnavailableException>(() => Source.ReadAsync(CancellationToken.None));

        Assert.Contains("307", away.Message, StringComparison.Ordinal);
        Assert.Empty(other.Calls);
    }

    [Theory]
    [InlineData(null, 0)]
    [InlineData("127.0.0.1/32", 2)]
    public async Task A_public_name_that_leads_into_a_private_network_is_followed_only_where_that_is_allowed(string? network, int calls)
    {
        using var source = Guarded($"http://core.example.com:{_core.Address.Port}/", new ApplyOptions { Networks = network is null ? [] : [network] });

        var away = await Record.ExceptionAsync(() => source.ReadAsync(CancellationToken.None));

        Assert.Equal((network is null, calls), (away is GraphUnavailableException, _core.Calls.Count));
    }

    [Fact]
    public async Task An_answer_that_is_too_long_or_does_not_come_is_a_source_that_is_away()
    {
        using var brief = Guarded(_core.Address.ToString(), new ApplyOptions(), mostBytes: 1);
        using var impatient = Guarded(_core.Address.ToString(), new ApplyOptions { Timeout = TimeSpan.FromMilliseconds(200) });

        var tooLong = await Assert.ThrowsAsync<GraphUnavailableException>(() => brief.ReadAsync(CancellationToken.None));
        _core.Troubles("GET /blocks/get-all-blocks/", new Trouble.WaitsBefore(1));
        var tooLate = await Assert.ThrowsAsync<GraphUnavailableException>(() => impatient.ReadAsync(CancellationToken.None));

        Assert.Equal(
            ("Core can't be read: its answer was too long or broke off", "Core can't be read: it did not answer in time"), (tooLong.Message, tooLate.Message));
    }

    private static HttpGraphSource Guarded(string address, ApplyOptions options, int mostBytes = 1_000_000)
    {
        var core = new Destination(new Uri(address));
        var outgoing = new Outgoing([core], Options.Create(options), TimeProvider.System, (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Loopback]));
        return new HttpGraphSource(outgoing, core, Guid.NewGuid(), mostBytes);
    }

    // One pipeline for each edge, and one that uses an edge that is gone.
    private protected override Task PutAsync(IReadOnlyList<Block> blocks, IReadOnlyList<Edge> edges)
    {
        _core.Put(
            blocks.Select(block => new CoreBlock(block.BlockId, block.Name, GraphJson.ToText(block.BlockType), block.Description, block.Filepath)),
            edges.Select(edge => new CoreEdge(edge.EdgeId!.Value, edge.SourceBlockId, edge.TargetBlockId)),
            edges.Select(edge => edge.EdgeId!.Value).Append(Guid.Empty).Select(edge => new CorePipeline(edge, null, null, edge) { EdgeIds = [edge] }));
        return Task.CompletedTask;
    }

    private protected override Task EstrangeAsync(Guid blockId)
    {
        _core.Put(_core.Blocks.Select(block => block.BlockId == blockId ? block with { BlockType = "river" } : block), _core.Edges, _core.Pipelines);
        return Task.CompletedTask;
    }

    private protected override Task TakeAwayAsync() => _core.StopAsync();

    private static Guid Id(int number) => new($"00000000-0000-0000-0000-{number:D12}");
}
