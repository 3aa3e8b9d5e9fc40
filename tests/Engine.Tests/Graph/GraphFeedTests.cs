using Constellation.Realtime.Engine.Graph;
using Microsoft.Extensions.Time.Testing;

namespace Constellation.Realtime.Engine.Tests.Graph;

public sealed class GraphFeedTests
{
    [Fact]
    public async Task It_follows_the_source()
    {
        using var file = new GraphFile(("one", "dataset"));
        var time = new FakeTimeProvider();
        using var feed = Shipped.FeedOf(new FileGraphSource(file.Path), new GraphOptions { Refresh = TimeSpan.FromSeconds(30) }, time);
        await feed.StartAsync(CancellationToken.None);
        Assert.Equal(["one"], feed.Current.Blocks.Select(block => block.Name));

        file.Write(("one", "dataset"), ("two", "model"));
        time.Advance(TimeSpan.FromSeconds(30));

        await Until(() => feed.Current.Blocks.Count == 2);
        await feed.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task The_last_good_catalogue_stays_while_the_source_is_away()
    {
        using var file = new GraphFile(("one", "dataset"));
        using var feed = Shipped.FeedOf(new FileGraphSource(file.Path));
        await feed.RefreshAsync(CancellationToken.None);

        File.Delete(file.Path);
        await feed.RefreshAsync(CancellationToken.None);

        Assert.Equal(["one"], feed.Current.Blocks.Select(block => block.Name));
        Assert.NotNull(feed.Fault);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("{\"blocks\":[{\"block_id\":\"x\",\"name\":\"n\",\"block_type\":\"model\"}]}")]
    [InlineData("{\"blocks\":[{\"block_id\":\"00000000-0000-0000-0000-000000000001\",\"name\":\"n\",\"block_type\":\"river\"}]}")]
    [InlineData("{\"blocks\":[{\"name\":\"n\",\"block_type\":\"model\"}]}")]
    [InlineData("{\"blocks\":[]}")]
    [InlineData("{\"blocks\":[null]}")]
    [InlineData("{\"blocks\":[{\"block_id\":\"00000000-0000-0000-0000-000000000001\",\"name\":null,\"block_type\":\"model\"}]}")]
    [InlineData("{\"blocks\":[{\"block_id\":\"00000000-0000-0000-0000-000000000001\",\"name\":\"n\",\"block_type\":\"model\"}],\"edges\":[null]}")]
    public async Task What_is_no_catalogue_replaces_none(string text)
    {
        using var file = new GraphFile(("one", "dataset"));
        using var feed = Shipped.FeedOf(new FileGraphSource(file.Path));
        await feed.RefreshAsync(CancellationToken.None);

        await File.WriteAllTextAsync(file.Path, text);
        await feed.RefreshAsync(CancellationToken.None);

        Assert.Single(feed.Current.Blocks);
        Assert.NotNull(feed.Fault);
    }

    [Fact]
    public async Task A_source_that_fails_in_an_unknown_way_stops_nothing()
    {
        using var feed = Shipped.FeedOf(new OddSource(_ => throw new InvalidOperationException("odd")));

        await feed.StartAsync(CancellationToken.None);

        Assert.Empty(feed.Current.Blocks);
        Assert.Contains("odd", feed.Fault, StringComparison.Ordinal);
        await feed.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task The_start_waits_no_longer_than_the_timeout_for_a_source_that_never_answers()
    {
        var time = new FakeTimeProvider();
        using var feed = Shipped.FeedOf(new OddSource(token => Task.Delay(Timeout.Infinite, token)),
            new GraphOptions { Timeout = TimeSpan.FromSeconds(5) }, time);

        var starting = feed.StartAsync(CancellationToken.None);
        time.Advance(TimeSpan.FromSeconds(4.9));
        var early = starting.IsCompleted;
        time.Advance(TimeSpan.FromSeconds(0.1));
        await starting.WaitAsync(TimeSpan.FromSeconds(20));

        Assert.False(early);
        Assert.Equal("The source did not answer in time.", feed.Fault);
        await feed.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task An_unchanged_source_costs_no_new_index()
    {
        using var file = new GraphFile(("one", "dataset"));
        using var feed = Shipped.FeedOf(new FileGraphSource(file.Path));
        await feed.RefreshAsync(CancellationToken.None);
        var before = feed.Catalogue;

        await feed.RefreshAsync(CancellationToken.None);

        Assert.Same(before, feed.Catalogue);
    }

    private static async Task Until(Func<bool> condition)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (!condition())
            await Task.Delay(10, limit.Token);
    }

    private sealed class OddSource(Func<CancellationToken, Task> answer) : IGraphSource
    {
        public async Task<GraphSnapshot> ReadAsync(CancellationToken cancellationToken)
        {
            await answer(cancellationToken);
            return new GraphSnapshot([], []);
        }
    }

    private sealed class GraphFile : IDisposable
    {
        public GraphFile(params (string Name, string Type)[] blocks) => Write(blocks);

        public string Path { get; } = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"graph-{Guid.NewGuid():N}.json");

        public void Write(params (string Name, string Type)[] blocks) => File.WriteAllText(Path,
            $$"""{"blocks":[{{string.Join(',', blocks.Select((block, i) => $$"""{"block_id":"00000000-0000-0000-0000-00000000000{{i}}","name":"{{block.Name}}","block_type":"{{block.Type}}"}"""))}}],"edges":[]}""");

        public void Dispose() => File.Delete(Path);
    }
}
