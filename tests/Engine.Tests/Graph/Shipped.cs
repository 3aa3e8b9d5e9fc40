using Constellation.Realtime.Engine.Graph;
using Constellation.Realtime.Engine.Graph.Words;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Constellation.Realtime.Engine.Tests.Graph;

/// <summary>The catalogue that ships with the product, read once for all tests.</summary>
internal static class Shipped
{
    private static readonly Lazy<Task<GraphFeed>> Lazy = new(ReadAsync);

    public static Task<GraphFeed> FeedAsync() => Lazy.Value;

    public static async Task<Catalogue> CatalogueAsync() => (await FeedAsync()).Catalogue;

    public static GraphFeed FeedOf(IGraphSource source, GraphOptions? options = null, TimeProvider? time = null) =>
        new(source, Options.Create(options ?? new GraphOptions()), time ?? TimeProvider.System, NullLogger<GraphFeed>.Instance);

    public static Catalogue CatalogueOf(params Block[] blocks) => new(new GraphSnapshot(blocks, []), Vocabulary.Shared);

    private static async Task<GraphFeed> ReadAsync()
    {
        var feed = FeedOf(new FileGraphSource(null));
        await feed.RefreshAsync(CancellationToken.None);
        return feed;
    }
}
