using Constellation.Realtime.Engine.Graph;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Constellation.Realtime.Engine.Tests.Graph;

public sealed class GraphSetupTests
{
    private const string Database = "Host=db;Database=constellation";
    private const string Core = "https://core.example:8000/";

    [Fact]
    public void Without_a_word_in_the_configuration_the_catalogue_is_the_one_that_ships()
    {
        using var services = Services();

        Assert.IsType<FileGraphSource>(services.GetRequiredService<IGraphSource>());
    }

    [Theory]
    [InlineData("file", typeof(FileGraphSource))]
    [InlineData("postgres", typeof(PostgresGraphSource))]
    [InlineData("http", typeof(HttpGraphSource))]
    public async Task The_configuration_chooses_the_source(string source, Type expected)
    {
        await using var services = Services(("Source", source), ("ConnectionString", Database), ("Endpoint", Core));

        Assert.IsType(expected, services.GetRequiredService<IGraphSource>());
    }

    [Theory]
    [InlineData("postgres", "Endpoint", Core, "Graph:ConnectionString")]
    [InlineData("http", "ConnectionString", Database, "Graph:Endpoint")]
    [InlineData("http", "Endpoint", "ftp://core.example/", "Graph:Endpoint")]
    [InlineData("ftp", "Path", "graph.json", "Source")]
    public void A_source_without_what_it_needs_stops_the_start_and_names_the_key(string source, string key, string value, string named)
    {
        using var services = Services(("Source", source), (key, value));

        var refused = Assert.Throws<OptionsValidationException>(() => services.GetRequiredService<IGraphSource>());

        Assert.Contains(named, refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Graph:ConnectionString")]
    [InlineData("ConnectionStrings:Postgres")]
    public async Task Constellations_tables_are_in_a_database_of_their_own_or_in_this_services(string key)
    {
        await using var services = Services(("Source", "postgres"), (key, "postgresql://reader:secret@db:5433/core"));

        Assert.IsType<PostgresGraphSource>(services.GetRequiredService<IGraphSource>());
    }

    [Fact]
    public async Task A_connection_string_that_is_blank_counts_as_not_set()
    {
        await using var services = Services(("Source", "postgres"), ("ConnectionString", ""), ("ConnectionStrings:Postgres", Database));

        Assert.IsType<PostgresGraphSource>(services.GetRequiredService<IGraphSource>());
    }

    [Fact]
    public void A_connection_string_that_is_none_is_named_and_not_repeated()
    {
        using var services = Services(("Source", "postgres"), ("ConnectionString", "postgresql://reader:secret@"));

        var refused = Assert.Throws<ArgumentException>(() => services.GetRequiredService<IGraphSource>());

        Assert.StartsWith("Graph:ConnectionString is neither", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_of_ones_own_takes_the_place_of_the_one_that_ships()
    {
        var path = Path.GetTempFileName();
        await File.WriteAllTextAsync(path, """{"blocks":[{"block_id":"02c90ce6-220e-53df-a8d5-eda9cd4fe38e","name":"Mine","block_type":"dataset"}],"edges":[]}""");
        using var services = Services(("Path", path));

        var graph = await services.GetRequiredService<IGraphSource>().ReadAsync(CancellationToken.None);

        File.Delete(path);
        Assert.Equal("Mine", Assert.Single(graph.Blocks).Name);
    }

    private static ServiceProvider Services(params (string Key, string Value)[] settings)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create<string, string?>(setting.Key.Contains(':', StringComparison.Ordinal) ? setting.Key : "Graph:" + setting.Key, setting.Value)))
            .Build();
        return new ServiceCollection().AddLogging().AddGraph(configuration).BuildServiceProvider();
    }
}
