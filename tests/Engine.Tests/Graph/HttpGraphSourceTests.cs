using Constellation.Realtime.CoreStandIn;
using Constellation.Realtime.Engine.Graph;

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
        _source = HttpGraphSource.Open(_core.Address, Guid.NewGuid());
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
