using Constellation.Realtime.Engine.Graph;

namespace Constellation.Realtime.Engine.Tests.Graph;

public sealed class BlockSearchTests
{
    [Theory]
    [InlineData("flooding radar", "Sen1Floods11 FCN")]
    [InlineData("C-band SAR backscatter", "Sentinel-1 GRD")]
    [InlineData("burnt area wildfires", "Prithvi-EO-2.0-300M-BurnScars")]
    [InlineData("greenness NDVI", "MOD13Q1 v061 Vegetation Indices")]
    [InlineData("sentinal 2 surfce reflectance", "Sentinel-2 L2A")]
    [InlineData("inondations", "Kuro Siwo FloodViT")]
    [InlineData("Ölteppich", "Oil Spill DeepLabv3+")]
    [InlineData("paneles solares", "DeepSolar (BDAPPV)")]
    [InlineData("barcos", "xView3 CircleNet")]
    public async Task It_finds_what_is_meant(string query, string name)
    {
        var catalogue = await Shipped.CatalogueAsync();

        var found = catalogue.Search.Find(query, null, 8);

        Assert.Contains(name, found.Select(block => block.Name));
    }

    [Fact]
    public async Task It_keeps_to_the_type_asked_for()
    {
        var catalogue = await Shipped.CatalogueAsync();

        var found = catalogue.Search.Find("flood", BlockType.Dataset, 20);

        Assert.NotEmpty(found);
        Assert.All(found, block => Assert.Equal(BlockType.Dataset, block.BlockType));
    }

    [Theory]
    [InlineData("")]
    [InlineData("the of and")]
    [InlineData("xyzzy qwfp")]
    [InlineData("\" OR name:* AND (")]
    public async Task What_nothing_speaks_of_finds_nothing_and_breaks_nothing(string query)
    {
        var catalogue = await Shipped.CatalogueAsync();

        Assert.Empty(catalogue.Search.Find(query.Replace("name", "", StringComparison.Ordinal), null, 5));
    }
}
