using Constellation.Realtime.Engine.Graph;

namespace Constellation.Realtime.Engine.Tests.Graph;

public sealed class ShippedCatalogueTests
{
    [Fact]
    public async Task It_has_at_least_120_blocks_with_unique_ids_and_names()
    {
        var graph = (await Shipped.FeedAsync()).Current;

        Assert.True(graph.Blocks.Count >= 120);
        Assert.Equal(graph.Blocks.Count, graph.Blocks.Select(block => block.Name).Distinct().Count());
        Assert.Equal(graph.Blocks.Count, graph.Blocks.Select(block => block.BlockId).Distinct().Count());
    }

    [Fact]
    public async Task Every_edge_joins_blocks_that_fit()
    {
        var graph = (await Shipped.FeedAsync()).Current;

        var faults = graph.Edges
            .Select(edge => (Source: graph.Find(edge.SourceBlockId)!, Target: graph.Find(edge.TargetBlockId)!))
            .SelectMany(pair => EdgeRules.Faults(pair.Source, pair.Target).Select(fault => $"{pair.Source.Name} to {pair.Target.Name}: {fault}"));

        Assert.Empty(faults);
    }

    [Fact]
    public async Task Every_model_has_data_and_a_sink()
    {
        var graph = (await Shipped.FeedAsync()).Current;

        var loose = graph.Blocks.Where(block => block.BlockType is BlockType.Model
            && (!graph.Up(block.BlockId).Any() || !graph.Down(block.BlockId).Any()));

        Assert.Empty(loose);
    }

    [Fact]
    public async Task Some_pipelines_run_on_todays_runner()
    {
        var catalogue = await Shipped.CatalogueAsync();

        var paths = PathFinder.Find(GoalReader.Read("classify satellite images into land use classes, something I can run today", catalogue),
            catalogue, 5).Paths;

        Assert.NotEmpty(paths);
        Assert.All(paths, path => Assert.Empty(EdgeRules.WhyNotRunnable(path.Dataset.Block, path.Model.Block, path.Export?.Block)));
    }
}
