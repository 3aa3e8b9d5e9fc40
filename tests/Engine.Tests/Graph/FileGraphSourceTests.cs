using System.Text.Json;
using System.Text.Json.Nodes;
using Constellation.Realtime.Engine.Graph;

namespace Constellation.Realtime.Engine.Tests.Graph;

public sealed class FileGraphSourceTests : GraphSourceSpec
{
    private static readonly JsonSerializerOptions Options = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    private readonly string _path = Path.Combine(Path.GetTempPath(), $"graph-{Guid.NewGuid():N}.json");

    private protected override IGraphSource Source => new FileGraphSource(_path);

    public override Task InitializeAsync() => Task.CompletedTask;

    public override Task DisposeAsync() => TakeAwayAsync();

    private protected override Task PutAsync(IReadOnlyList<Block> blocks, IReadOnlyList<Edge> edges) =>
        File.WriteAllTextAsync(_path, JsonSerializer.Serialize(new
        {
            blocks = blocks.Select(block =>
                new { block.BlockId, block.Name, BlockType = GraphJson.ToText(block.BlockType), block.Description, block.Filepath, block.Taxonomy }),
            edges,
        }, Options));

    [Theory]
    [InlineData("")]
    [InlineData("\"edge_id\":null,")]
    [InlineData("\"edge_id\":\"flood-to-s3\",")]
    [InlineData("\"edge_id\":7,")]
    public async Task An_edge_needs_no_id_and_a_list_may_be_one_text(string edgeId)
    {
        await File.WriteAllTextAsync(_path, $$$"""
            {"blocks":[{"block_id":"00000000-0000-0000-0000-000000000001","name":"a","block_type":"dataset","taxonomy":{"input_data_types":"SAR","keywords":["x",null]}},
            {"block_id":"00000000-0000-0000-0000-000000000002","name":"b","block_type":"model"}],
            "edges":[{{{{edgeId}}}"source_block_id":"00000000-0000-0000-0000-000000000001","target_block_id":"00000000-0000-0000-0000-000000000002"}]}
            """);

        var graph = await Source.ReadAsync(CancellationToken.None);

        Assert.Null(Assert.Single(graph.Edges).EdgeId);
        Assert.Equal(["SAR"], graph.Blocks[0].Taxonomy.InputDataTypes);
        Assert.Equal(["x"], graph.Blocks[0].Taxonomy.Keywords);
    }

    private protected override async Task EstrangeAsync(Guid blockId)
    {
        var file = JsonNode.Parse(await File.ReadAllTextAsync(_path))!;
        file["blocks"]!.AsArray().Single(block => block!["block_id"]!.GetValue<Guid>() == blockId)!["block_type"] = "river";
        await File.WriteAllTextAsync(_path, file.ToJsonString());
    }

    private protected override Task TakeAwayAsync()
    {
        File.Delete(_path);
        return Task.CompletedTask;
    }
}
