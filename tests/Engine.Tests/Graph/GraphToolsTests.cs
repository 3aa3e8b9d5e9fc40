using System.Text.Json;
using Constellation.Realtime.Engine.Graph;

namespace Constellation.Realtime.Engine.Tests.Graph;

public sealed class GraphToolsTests
{
    [Fact]
    public async Task A_search_gives_blocks_for_the_model_and_a_few_words_for_people()
    {
        var tools = new GraphTools(await Shipped.FeedAsync());

        var result = tools.Run("search_blocks", """{"query":"radar flood","block_type":"model","limit":3}""");

        Assert.Equal("3 blocks for 'radar flood'", result.Summary);
        Assert.Equal(3, JsonDocument.Parse(result.Text).RootElement.GetProperty("blocks").GetArrayLength());
    }

    [Fact]
    public async Task A_block_comes_with_its_neighbours()
    {
        var feed = await Shipped.FeedAsync();
        var block = feed.Current.Blocks.Single(block => block.Name == "Sen1Floods11 FCN");

        var json = JsonDocument.Parse(new GraphTools(feed).Run("get_block", $$"""{"block_id":"{{block.BlockId}}"}""").Text).RootElement;

        Assert.Contains("Sentinel-1 GRD", json.GetProperty("up").EnumerateArray().Select(one => one.GetProperty("name").GetString()));
        Assert.Contains("export-to-S3", json.GetProperty("down").EnumerateArray().Select(one => one.GetProperty("name").GetString()));
    }

    [Fact]
    public async Task Pipelines_are_found_from_a_block_to_a_block()
    {
        var feed = await Shipped.FeedAsync();
        var source = feed.Current.Blocks.Single(block => block.Name == "ERA5");
        var target = feed.Current.Blocks.Single(block => block.Name == "export-to-GRIB2");

        var json = JsonDocument.Parse(new GraphTools(feed).Run("find_pipelines", $$"""{"source_block_id":"{{source.BlockId}}","target_block_id":"{{target.BlockId}}"}""").Text).RootElement;

        var paths = json.GetProperty("pipelines").EnumerateArray()
            .Select(path => path.GetProperty("blocks").EnumerateArray().Select(block => block.GetProperty("name").GetString()).ToList()).ToList();
        Assert.NotEmpty(paths);
        Assert.All(paths, path => Assert.Equal(("ERA5", "export-to-GRIB2"), (path[0], path[^1])));
    }

    [Fact]
    public async Task Where_nothing_fits_it_says_what_is_near_and_suggests_none()
    {
        var tools = new GraphTools(await Shipped.FeedAsync());

        var json = JsonDocument.Parse(tools.Run("find_pipelines", """{"goal":"map oil spills with lidar"}""").Text).RootElement;

        Assert.Equal(0, json.GetProperty("pipelines").GetArrayLength());
        Assert.NotEqual(0, json.GetProperty("nearest").GetArrayLength());
    }

    [Theory]
    [InlineData("{\"query\":\"radar \\ud83d\"}")]
    [InlineData("{\"query\":\"radar \\udc00\"}")]
    [InlineData("{\"query\":\"radar \\u0000\",\"limit\":\"\\ud83d\"}")]
    [InlineData("{\"query\":\"radar \\ud83d\",\"\\ud83d\":1}")]
    public async Task Half_a_surrogate_pair_and_a_null_character_of_a_model_are_replaced(string arguments)
    {
        var tools = new GraphTools(await Shipped.FeedAsync());

        var result = tools.Run("search_blocks", arguments);

        Assert.Equal("8 blocks for 'radar \uFFFD'", result.Summary);
        Assert.Equal(8, JsonDocument.Parse(result.Text).RootElement.GetProperty("blocks").GetArrayLength());
    }

    [Fact]
    public async Task A_pair_that_is_written_as_two_escapes_is_one_character_also_where_an_endless_text_is_cut()
    {
        var tools = new GraphTools(await Shipped.FeedAsync());

        Assert.Equal("8 blocks for 'radar \U0001F6F0'", tools.Run("search_blocks", """{"query":"radar \ud83d\udef0"}""").Summary);
        Assert.Equal("8 blocks for 'radar'", tools.Run("search_blocks", $$"""{"query":"radar{{new string(' ', 3_994)}}\ud83d\udef0"}""").Summary);
    }

    [Theory]
    [InlineData("search_blocks", "{}")]
    [InlineData("search_blocks", "[1]")]
    [InlineData("search_blocks", "{\"query\":7}")]
    [InlineData("search_blocks", "{\"query\":\"x\",\"block_type\":\"river\"}")]
    [InlineData("search_blocks", "{\"query\":")]
    [InlineData("get_block", "{\"block_id\":\"Sentinel-2\"}")]
    [InlineData("get_block", "{\"block_id\":\"00000000-0000-0000-0000-000000000000\"}")]
    [InlineData("find_pipelines", "")]
    [InlineData("find_pipelines", "{\"source_block_id\":\"00000000-0000-0000-0000-000000000000\"}")]
    [InlineData("drop_tables", "{}")]
    public async Task What_is_wrong_is_said_to_the_model(string name, string arguments)
    {
        var tools = new GraphTools(await Shipped.FeedAsync());

        var result = tools.Run(name, arguments);

        Assert.NotEmpty(JsonDocument.Parse(result.Text).RootElement.GetProperty("error").GetString()!);
    }

    [Fact]
    public void A_block_with_endless_text_is_shortened()
    {
        var endless = new Block
        {
            BlockId = Guid.NewGuid(),
            Name = new string('n', 100_000),
            BlockType = BlockType.Dataset,
            Description = string.Concat(Enumerable.Repeat("a \"word\"\u0001", 10_000)),
            Filepath = new string('f', 100_000),
            Taxonomy = new Taxonomy
            {
                Keywords = [.. Enumerable.Repeat(new string('k', 1_000), 1_000)],
                InputDataTypes = [.. Enumerable.Repeat("SAR", 10_000)],
                OutputDataType = new string('o', 100_000),
            },
        };

        var text = GraphTools.Run(Shipped.CatalogueOf(endless), "get_block", $$"""{"block_id":"{{endless.BlockId}}"}""").Text;

        Assert.InRange(text.Length, 500, ToolText.MostChars);
        Assert.StartsWith("a \"word\"", JsonDocument.Parse(text).RootElement.GetProperty("description").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_long_description_comes_cut()
    {
        var block = new Block { BlockId = Guid.NewGuid(), Name = "Long", BlockType = BlockType.Model, Description = new string('d', 100_000) };

        var text = GraphTools.Run(Shipped.CatalogueOf(block), "get_block", $$"""{"block_id":"{{block.BlockId}}"}""").Text;

        Assert.InRange(text.Length, 1_000, ToolText.MostChars);
    }

    [Theory]
    [InlineData("search_blocks", "{\"query\":\"radar flood vegetation\",\"limit\":20}")]
    [InlineData("get_block", "{\"block_id\":\"f457d77a-2e96-5404-a15e-234fd1369739\"}")]
    [InlineData("find_pipelines", "{\"goal\":\"land cover with Sentinel-2\",\"limit\":20}")]
    [InlineData("find_pipelines", "{\"goal\":\"map oil spills with lidar\"}")]
    public async Task On_catalogues_of_one_file_a_call_gives_one_text(string name, string arguments)
    {
        var one = Shipped.FeedOf(new FileGraphSource(null));
        var other = Shipped.FeedOf(new FileGraphSource(null));
        await one.RefreshAsync(CancellationToken.None);
        await other.RefreshAsync(CancellationToken.None);

        string[] texts = [.. new[] { one, one, other, other }.Select(feed => new GraphTools(feed).Run(name, arguments).Text)];

        Assert.NotSame(one.Catalogue, other.Catalogue);
        Assert.DoesNotContain("\"error\"", texts[0], StringComparison.Ordinal);
        Assert.Single(texts.Distinct());
    }

    [Theory]
    [InlineData("search_blocks", "{\"query\":\"satellite image model dataset export\",\"limit\":1000}")]
    [InlineData("find_pipelines", "{\"goal\":\"land cover\",\"limit\":1e300}")]
    public async Task A_result_has_a_limit(string name, string arguments)
    {
        var tools = new GraphTools(await Shipped.FeedAsync());

        Assert.InRange(tools.Run(name, arguments).Text.Length, 2, ToolText.MostChars);
    }
}
