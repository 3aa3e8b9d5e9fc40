using System.Text.RegularExpressions;

namespace Constellation.Realtime.Deploy.Tests;

public sealed partial class ComposeFileTests
{
    private static readonly string[] Nodes = ["hub-1", "hub-2"];

    [Fact]
    public async Task With_its_secrets_it_is_valid_and_has_two_nodes_two_stores_and_a_load_balancer()
    {
        var services = await ComposeFile.ServicesAsync();

        Assert.Equal(["hub-1", "hub-2", "load-balancer", "postgres", "redis"], services.EnumerateObject().Select(service => service.Name).Order());
        Assert.Equal(["load-balancer"], services.EnumerateObject().Where(service => service.Value.TryGetProperty("ports", out _)).Select(service => service.Name));
    }

    [Theory]
    [InlineData("POSTGRES_PASSWORD")]
    [InlineData("REDIS_PASSWORD")]
    [InlineData("AUTH_JWT_SECRET")]
    public async Task Without_a_secret_nothing_starts(string missing)
    {
        var (code, _, errors) = await ComposeFile.CheckAsync(ComposeFile.Secrets.Where(secret => secret.Key != missing));

        Assert.NotEqual(0, code);
        Assert.Contains(".env.example", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_node_has_a_root_that_it_cannot_write_no_rights_and_more_time_to_stop_than_it_takes()
    {
        var services = await ComposeFile.ServicesAsync();

        foreach (var node in Nodes.Select(services.GetProperty))
        {
            Assert.True(node.GetProperty("read_only").GetBoolean());
            Assert.Equal("ALL", node.GetProperty("cap_drop")[0].GetString());
            Assert.Equal("no-new-privileges:true", node.GetProperty("security_opt")[0].GetString());
            Assert.True(int.Parse(node.GetProperty("stop_grace_period").GetString()!.TrimEnd('s'), null) > 10);
        }
    }

    [Fact]
    public async Task Both_nodes_are_told_the_same_and_wait_for_stores_that_answer()
    {
        var services = await ComposeFile.ServicesAsync();

        Assert.Equal(services.GetProperty("hub-1").ToString(), services.GetProperty("hub-2").ToString());
        foreach (var store in services.GetProperty("hub-1").GetProperty("depends_on").EnumerateObject())
        {
            Assert.Equal("service_healthy", store.Value.GetProperty("condition").GetString());
            Assert.True(services.GetProperty(store.Name).TryGetProperty("healthcheck", out _));
        }
    }

    [Fact]
    public async Task Redis_keeps_its_data_and_refuses_rather_than_forgets()
    {
        var redis = (await ComposeFile.ServicesAsync()).GetProperty("redis");
        var command = redis.GetProperty("command")[2].GetString();

        Assert.Contains("--appendonly yes", command, StringComparison.Ordinal);
        Assert.Contains("--maxmemory-policy noeviction", command, StringComparison.Ordinal);
        Assert.Equal(1, redis.GetProperty("volumes").GetArrayLength());
    }

    [Fact]
    public async Task Every_setting_of_a_node_is_a_documented_one()
    {
        var documented = Repository.Read("docs/api.md");

        var asked = ComposeFile.EnvironmentOf(await ComposeFile.ServicesAsync(), "hub-1").Select(each => each.Key).ToList();

        Assert.NotEmpty(asked);
        Assert.All(asked.Where(key => !key.StartsWith("ASPNETCORE_", StringComparison.Ordinal)), key =>
            Assert.Contains($"`{key.Replace("__", ":", StringComparison.Ordinal)}`", documented, StringComparison.Ordinal));
    }

    [Fact]
    public void The_example_of_an_environment_names_all_that_it_asks_for()
    {
        var asked = Variables().Matches(Repository.Read("docker-compose.yml")).Select(match => match.Groups[1].Value);
        var given = Repository.Read(".env.example").Split('\n').Where(line => line.Contains('=', StringComparison.Ordinal) && line[0] != '#').Select(line => line.Split('=')[0]);

        Assert.Equal(asked.Distinct().Order(), given.Order());
    }

    [GeneratedRegex(@"(?<!\$)\$\{([A-Z_]+)")]
    private static partial Regex Variables();
}
