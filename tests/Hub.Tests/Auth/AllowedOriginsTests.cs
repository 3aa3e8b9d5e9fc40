using System.Net;
using Constellation.Realtime.Hub.Tests.Wire;

namespace Constellation.Realtime.Hub.Tests.Auth;

public sealed class AllowedOriginsTests : IAsyncLifetime
{
    private readonly string _token = Tokens.For(Samples.Id);
    private ProbeHost _host = null!;

    public async Task InitializeAsync() => _host = await ProbeHost.StartAsync(
        ("Auth:JwtSecret", Tokens.Secret),
        ("Auth:AllowedOrigins:0", "https://app.example"),
        ("Auth:AllowedOrigins:1", "http://LocalHost:3000"),
        ("Auth:AllowedOrigins:2", ""));

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Theory]
    [InlineData(null, true)]
    [InlineData("own", true)]
    [InlineData("own over https", true)]
    [InlineData("https://app.example", true)]
    [InlineData("https://app.example:443", true)]
    [InlineData("http://localhost:3000", true)]
    [InlineData("http://app.example", false)]
    [InlineData("https://app.example:8443", false)]
    [InlineData("https://app.example.evil.example", false)]
    [InlineData("https://evil.example", false)]
    [InlineData("http://127.0.0.1:1", false)]
    [InlineData("null", false)]
    [InlineData("", false)]
    [InlineData("https://app.example/", false)]
    public async Task The_hub_lets_in_pages_of_allowed_origins_only(string? origin, bool allowed)
    {
        if (origin == "own") origin = $"http://{_host.Address.Authority}";
        if (origin == "own over https") origin = $"https://{_host.Address.Authority}";

        using var negotiate = await _host.SendAsync(HttpMethod.Post, "/hubs/chat/negotiate?negotiateVersion=1", _token, origin: origin);
        using var upgrade = await RawHub.ConnectAsync(_host, token: _token, origin: origin);

        Assert.Equal(allowed ? HttpStatusCode.OK : HttpStatusCode.Forbidden, negotiate.StatusCode);
        if (origin?.Length != 0) Assert.Equal(allowed ? 101 : 403, upgrade.Status);
    }

    [Theory]
    [InlineData("/llm/chat/")]
    [InlineData("/hubs/chat/negotiate")]
    [InlineData("/dev/token")]
    public async Task A_preflight_of_an_allowed_origin_is_answered_without_a_token(string path)
    {
        using var answer = await PreflightAsync(path, "https://app.example");

        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        Assert.Equal("https://app.example", answer.Headers.GetValues("Access-Control-Allow-Origin").Single());
        Assert.All(["GET", "POST", "PUT", "PATCH", "DELETE"], method => Assert.Contains(method, answer.Headers.GetValues("Access-Control-Allow-Methods").Single().Split(',')));
        var headers = answer.Headers.GetValues("Access-Control-Allow-Headers").Single();
        Assert.Contains("Authorization", headers, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("Last-Event-ID", headers, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("/llm/chat/", "https://evil.example")]
    [InlineData("/llm/chat/", "null")]
    public async Task A_preflight_of_another_origin_grants_nothing(string path, string origin)
    {
        using var answer = await PreflightAsync(path, origin);

        Assert.False(answer.Headers.Contains("Access-Control-Allow-Origin"));
    }

    [Fact]
    public async Task Even_a_refusal_can_be_read_by_an_allowed_page()
    {
        using var refused = await _host.SendAsync(HttpMethod.Get, "/llm/refused/", _token, origin: "https://app.example");
        using var unauthenticated = await _host.SendAsync(HttpMethod.Get, "/llm/whoami/", origin: "https://app.example");
        using var other = await _host.SendAsync(HttpMethod.Get, "/llm/whoami/", _token, origin: "https://evil.example");

        Assert.Equal("https://app.example", refused.Headers.GetValues("Access-Control-Allow-Origin").Single());
        Assert.Equal("https://app.example", unauthenticated.Headers.GetValues("Access-Control-Allow-Origin").Single());
        Assert.Equal("Link,Retry-After,Location", refused.Headers.GetValues("Access-Control-Expose-Headers").Single());
        Assert.False(other.Headers.Contains("Access-Control-Allow-Origin"));
    }

    private async Task<HttpResponseMessage> PreflightAsync(string path, string origin)
    {
        using var request = new HttpRequestMessage(HttpMethod.Options, path);
        request.Headers.TryAddWithoutValidation("Origin", origin);
        request.Headers.TryAddWithoutValidation("Access-Control-Request-Method", "POST");
        request.Headers.TryAddWithoutValidation("Access-Control-Request-Headers", "authorization,content-type,last-event-id");
        return await _host.Http.SendAsync(request);
    }
}
