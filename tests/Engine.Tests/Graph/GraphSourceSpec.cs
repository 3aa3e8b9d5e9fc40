using Constellation.Realtime.Engine.Graph;

namespace Constellation.Realtime.Engine.Tests.Graph;

/// <summary>What every source of the catalogue does.</summary>
public abstract class GraphSourceSpec : IAsyncLifetime
{
    private static readonly Block Radar = new()
    {
        BlockId = new Guid("00000000-0000-0000-0000-000000000001"),
        Name = "Radar \"über\" alles 🛰",
        BlockType = BlockType.Dataset,
        Description = "Backscatter, daily.",
        Filepath = "drive/1",
        Taxonomy = new Taxonomy
        {
            InputDataTypes = ["SAR"],
            SatelliteDataSources = ["Sentinel-1"],
            ApplicationAreas = ["Disaster Risk Management"],
            TemporalResolution = "Daily"
        },
    };

    private static readonly Block Floods = new()
    {
        BlockId = new Guid("00000000-0000-0000-0000-000000000002"),
        Name = "Floods",
        BlockType = BlockType.Model,
        Taxonomy = new Taxonomy { InputDataTypes = ["SAR"], OutputDataType = "Segmentation", Keywords = ["flood"] },
    };

    private static readonly Block Sink = new()
    {
        BlockId = new Guid("00000000-0000-0000-0000-000000000003"),
        Name = "export-to-S3",
        BlockType = BlockType.Exports
    };

    private static readonly Block Paper = new()
    {
        BlockId = new Guid("00000000-0000-0000-0000-000000000004"),
        Name = "A paper",
        BlockType = BlockType.Paper
    };

    private static readonly Edge[] Edges =
    [
        new() { EdgeId = new Guid("00000000-0000-0000-0000-00000000000a"), SourceBlockId = Radar.BlockId, TargetBlockId = Floods.BlockId },
        new() { EdgeId = new Guid("00000000-0000-0000-0000-00000000000b"), SourceBlockId = Floods.BlockId, TargetBlockId = Sink.BlockId },
    ];

    private protected abstract IGraphSource Source { get; }

    /// <summary>Whether taxonomy travels through this source.</summary>
    private protected virtual bool KeepsTaxonomy => true;

    public abstract Task InitializeAsync();

    public abstract Task DisposeAsync();

    private protected abstract Task PutAsync(IReadOnlyList<Block> blocks, IReadOnlyList<Edge> edges);

    /// <summary>Makes a block that was put be of a kind that nobody knows.</summary>
    private protected abstract Task EstrangeAsync(Guid blockId);

    /// <summary>From now on nobody answers.</summary>
    private protected abstract Task TakeAwayAsync();

    [Fact]
    public async Task It_gives_blocks_of_all_kinds_with_all_that_they_have()
    {
        await PutAsync([Radar, Floods, Sink, Paper], Edges);

        var graph = await Source.ReadAsync(CancellationToken.None);

        Assert.Equal(4, graph.Blocks.Count);
        foreach (var block in new[] { Radar, Floods, Sink, Paper })
        {
            var read = graph.Find(block.BlockId)!;
            Assert.Equal((block.Name, block.BlockType, block.Description, block.Filepath),
                (read.Name, read.BlockType, read.Description, read.Filepath));
        }
    }

    [Fact]
    public async Task It_gives_the_edges()
    {
        await PutAsync([Radar, Floods, Sink], Edges);

        var graph = await Source.ReadAsync(CancellationToken.None);

        Assert.Equal(Edges.Select(edge => (edge.EdgeId, edge.SourceBlockId, edge.TargetBlockId)),
            graph.Edges.Select(edge => (edge.EdgeId, edge.SourceBlockId, edge.TargetBlockId)));
        Assert.True(graph.HasEdge(Radar.BlockId, Floods.BlockId));
    }

    [Fact]
    public async Task It_gives_the_taxonomy_where_it_has_one()
    {
        await PutAsync([Radar, Floods], []);

        var graph = await Source.ReadAsync(CancellationToken.None);

        var (radar, floods) = (graph.Find(Radar.BlockId)!.Taxonomy, graph.Find(Floods.BlockId)!.Taxonomy);
        Assert.Equal(KeepsTaxonomy ? ["SAR"] : [], radar.InputDataTypes);
        Assert.Equal(KeepsTaxonomy ? ["Sentinel-1"] : [], radar.SatelliteDataSources);
        Assert.Equal(KeepsTaxonomy ? "Daily" : null, radar.TemporalResolution);
        Assert.Equal(KeepsTaxonomy ? "Segmentation" : null, floods.OutputDataType);
        Assert.Equal(KeepsTaxonomy ? ["flood"] : [], floods.Keywords);
    }

    [Fact]
    public async Task Read_twice_it_gives_the_same_in_the_same_order()
    {
        await PutAsync([Sink, Floods, Radar, Paper], Edges);

        var first = await Source.ReadAsync(CancellationToken.None);
        var second = await Source.ReadAsync(CancellationToken.None);

        Assert.True(first.Holds(second));
    }

    [Fact]
    public async Task What_changes_is_seen_at_the_next_reading()
    {
        await PutAsync([Radar], []);
        await Source.ReadAsync(CancellationToken.None);

        await PutAsync([Radar with { Description = "New." }, Floods], [Edges[0]]);
        var graph = await Source.ReadAsync(CancellationToken.None);

        Assert.Equal("New.", graph.Find(Radar.BlockId)!.Description);
        Assert.Single(graph.Edges);
    }

    [Fact]
    public async Task An_empty_catalogue_is_one()
    {
        await PutAsync([], []);

        Assert.Empty((await Source.ReadAsync(CancellationToken.None)).Blocks);
    }

    [Fact]
    public async Task Two_edges_of_one_pair_are_one()
    {
        await PutAsync([Radar, Floods], [Edges[0], Edges[0] with { EdgeId = new Guid("00000000-0000-0000-0000-00000000000c") }]);

        Assert.Single((await Source.ReadAsync(CancellationToken.None)).Edges);
    }

    [Fact]
    public async Task A_block_of_an_unknown_kind_is_left_out_with_its_edges_and_told()
    {
        await PutAsync([Radar, Floods, Sink], Edges);
        await EstrangeAsync(Sink.BlockId);

        var graph = await Source.ReadAsync(CancellationToken.None);

        Assert.Equal(2, graph.Blocks.Count);
        Assert.Equal(Edges[0].EdgeId, Assert.Single(graph.Edges).EdgeId);
        Assert.Equal("export-to-S3 (river)", Assert.Single(graph.Skipped));
    }

    [Fact]
    public async Task Blocks_of_unknown_kinds_alone_are_no_catalogue()
    {
        await PutAsync([Sink], []);
        await EstrangeAsync(Sink.BlockId);

        await Assert.ThrowsAsync<GraphUnavailableException>(() => Source.ReadAsync(CancellationToken.None));
    }

    [Fact]
    public async Task A_source_that_is_away_says_so()
    {
        await PutAsync([Radar], []);
        await TakeAwayAsync();

        await Assert.ThrowsAsync<GraphUnavailableException>(() => Source.ReadAsync(CancellationToken.None));
    }

    [Fact]
    public async Task A_reading_can_be_called_off()
    {
        await PutAsync([Radar], []);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Source.ReadAsync(new CancellationToken(canceled: true)));
    }

    [Fact]
    public async Task The_planner_finds_its_way_on_what_it_gives()
    {
        await PutAsync([Radar, Floods, Sink, Paper], Edges);

        var catalogue = new Catalogue(await Source.ReadAsync(CancellationToken.None), Engine.Graph.Words.Vocabulary.Shared);
        var path = PathFinder.Find(GoalReader.Read("map floods", catalogue), catalogue, 1).Paths.Single();

        Assert.Equal([Radar.Name, Floods.Name, Sink.Name], path.Blocks.Select(block => block.Name));
    }
}
