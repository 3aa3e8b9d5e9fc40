using System.Text.Json;
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

    private protected override Task TakeAwayAsync()
    {
        File.Delete(_path);
        return Task.CompletedTask;
    }
}
