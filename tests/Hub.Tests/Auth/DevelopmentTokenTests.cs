using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Constellation.Realtime.Hub.Tests.Wire;

namespace Constellation.Realtime.Hub.Tests.Auth;

public sealed class DevelopmentTokenTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("hub-tests-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task In_development_anybody_gets_a_token_for_anybody()
    {
        await using var host = await StartAsync();

        var fresh = await IssueAsync(host, null);
        var known = await IssueAsync(host, $$"""{"user_id":"{{Samples.Id}}"}""");
        var administrator = await IssueAsync(host, """{"role":"admin"}""");

        Assert.NotEqual(Guid.Empty, fresh.GetProperty("user_id").GetGuid());
        Assert.Equal(3600, fresh.GetProperty("expires_in").GetInt32());
        Assert.Equal($$"""{"user_id":"{{Samples.Id}}","is_administrator":false}""", await WhoAsync(host, known));
        Assert.EndsWith("\"is_administrator\":true}", await WhoAsync(host, administrator), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"role":"anon"}""")]
    [InlineData("""{"user_id":"alice"}""")]
    [InlineData("""{"userId":"0198f2a0-0000-7000-8000-0000000000aa"}""")]
    public async Task A_bad_wish_is_400(string body)
    {
        await using var host = await StartAsync();

        using var answer = await host.SendAsync(HttpMethod.Post, "/dev/token", body: new StringContent(body, Encoding.UTF8, "application/json"));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Theory]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("text/plain")]
    public async Task A_wish_that_is_no_JSON_is_400_as_well(string contentType)
    {
        await using var host = await StartAsync();
        using var content = new StringContent("{}", new MediaTypeHeaderValue(contentType));

        using var answer = await host.SendAsync(HttpMethod.Post, "/dev/token", body: content);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task A_token_outlives_the_process_that_issued_it()
    {
        JsonElement token;
        await using (var first = await StartAsync()) token = await IssueAsync(first, $$"""{"user_id":"{{Samples.Id}}"}""");

        await using var second = await StartAsync();

        Assert.Contains(Samples.Id.ToString(), await WhoAsync(second, token), StringComparison.Ordinal);
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Directory.GetFiles(_folder).Single()));
    }

    [Fact]
    public async Task Nodes_with_one_secret_take_each_others_tokens()
    {
        (string, string)[] shared = [("Auth:JwtSecret", Tokens.Secret), ("Auth:Issuer", "https://issuer.example"), ("Auth:Audience", "a")];
        await using var first = await StartAsync(shared);
        await using var second = await StartAsync([.. shared, ("Storage:Path", "/dev/null")]);

        var token = await IssueAsync(first, $$"""{"user_id":"{{Samples.Id}}"}""");

        Assert.Contains(Samples.Id.ToString(), await WhoAsync(second, token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_that_can_not_be_written_stops_nothing()
    {
        await using var host = await StartAsync(("Storage:Path", "/dev/null/x"));

        var token = await IssueAsync(host, null);

        Assert.Contains("user_id", await WhoAsync(host, token), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Production", null)]
    [InlineData("Staging", "false")]
    [InlineData("Development", "false")]
    public async Task Elsewhere_there_is_no_such_route(string environment, string? development)
    {
        (string, string)[] configuration = [("environment", environment), ("Auth:JwtSecret", Tokens.Secret)];
        await using var host = await ProbeHost.StartAsync(development is null ? configuration : [.. configuration, ("Auth:Development", development)]);

        using var answer = await host.SendAsync(HttpMethod.Post, "/dev/token", body: new StringContent("{}", Encoding.UTF8, "application/json"));

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType!.MediaType);
    }

    [Theory]
    [InlineData("POST", "application/json", "{")]
    [InlineData("POST", "application/json", """{"role":7}""")]
    [InlineData("POST", "application/x-www-form-urlencoded", "role=admin")]
    [InlineData("POST", "multipart/form-data; boundary=x", "--x--")]
    [InlineData("PUT", "application/json", "{}")]
    [InlineData("GET", null, null)]
    public async Task Elsewhere_there_is_none_whatever_is_sent(string method, string? contentType, string? body)
    {
        await using var host = await ProbeHost.StartAsync(("environment", "Production"), ("Auth:JwtSecret", Tokens.Secret));
        using var content = body is null ? null : new StringContent(body);
        if (content is not null) content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType!);

        using var answer = await host.SendAsync(new HttpMethod(method), "/dev/token", body: content);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType!.MediaType);
    }

    private Task<ProbeHost> StartAsync(params (string Key, string Value)[] configuration) =>
        ProbeHost.StartAsync([("environment", "Development"), ("Storage:Path", _folder), .. configuration]);

    private static async Task<JsonElement> IssueAsync(ProbeHost host, string? body)
    {
        using var content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await host.SendAsync(HttpMethod.Post, "/dev/token", body: content);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return JsonElement.Parse(await answer.Content.ReadAsStringAsync());
    }

    private static async Task<string> WhoAsync(ProbeHost host, JsonElement token)
    {
        using var answer = await host.SendAsync(HttpMethod.Get, "/llm/whoami/", token.GetProperty("access_token").GetString());
        return await answer.Content.ReadAsStringAsync();
    }
}
