using System.Net;
using System.Text;
using System.Text.Json;
using Constellation.Realtime.Hub.Tests.Wire;
using Microsoft.IdentityModel.Tokens;

namespace Constellation.Realtime.Hub.Tests.Auth;

public sealed class TokenTests : IAsyncLifetime
{
    private static readonly string User = Samples.Id.ToString();
    private static readonly string[] TwoRoles = ["authenticated", "anon"];
    private static readonly string[] ListOfAdmin = ["admin"];

    private ProbeHost _host = null!;

    public async Task InitializeAsync() => _host = await ProbeHost.StartAsync(
        ("Auth:JwtSecret", Tokens.Secret), ("Auth:Issuer", "https://issuer.example"), ("Auth:Audience", "authenticated"));

    public async Task DisposeAsync() => await _host.DisposeAsync();

    public static TheoryData<string, string?> Refused => new()
    {
        { "no token", null },
        { "no JWT", "abc" },
        { "expired", Tokens.Sign(Valid(("exp", Seconds(-1)))) },
        { "not yet", Tokens.Sign(Valid(("nbf", Seconds(3600)), ("exp", Seconds(7200)))) },
        { "no exp", Tokens.Sign(Valid(("exp", null))) },
        { "wrong signature", Tokens.Sign(Valid(), Tokens.Shared("another-secret-with-at-least-32-characters")) },
        { "wrong issuer", Tokens.Sign(Valid(("iss", "https://evil.example"))) },
        { "no issuer", Tokens.Sign(Valid(("iss", null))) },
        { "wrong audience", Tokens.Sign(Valid(("aud", "anon"))) },
        { "no audience", Tokens.Sign(Valid(("aud", null))) },
        { "alg none", Unsigned() },
        { "HS384", Tokens.Sign(Valid(), new SigningCredentials(Tokens.Shared().Key, SecurityAlgorithms.HmacSha384)) },
        { "no sub", Tokens.Sign(Valid(("sub", null))) },
        { "sub is no UUID", Tokens.Sign(Valid(("sub", "alice"))) },
        { "sub in braces", Tokens.Sign(Valid(("sub", $"{{{User}}}"))) },
        { "anon", Tokens.Sign(Valid(("role", "anon"))) },
        { "service_role", Tokens.Sign(Valid(("role", "service_role"))) },
        { "two roles", Tokens.Sign(Valid(("role", TwoRoles))) },
        { "no role", Tokens.Sign(Valid(("role", null))) },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task A_token_that_is_no_valid_one_is_401_everywhere(string what, string? token)
    {
        using var rest = await _host.SendAsync(HttpMethod.Get, "/llm/whoami/", token);
        using var unknown = await _host.SendAsync(HttpMethod.Get, "/nothing", token);
        using var method = await _host.SendAsync(HttpMethod.Put, "/llm/whoami/", token);
        using var ticket = await _host.SendAsync(HttpMethod.Post, "/llm/ticket/", token);
        using var negotiate = await _host.SendAsync(HttpMethod.Post, "/hubs/chat/negotiate?negotiateVersion=1", token);
        using var upgrade = await RawHub.ConnectAsync(_host, token: token ?? "");

        Assert.NotEmpty(what);
        foreach (var answer in new[] { rest, unknown, method, ticket, negotiate })
        {
            Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
            Assert.Equal("Bearer", answer.Headers.WwwAuthenticate.Single().Scheme);
            Assert.Equal("application/problem+json", answer.Content.Headers.ContentType!.MediaType);
            Assert.Equal("unauthenticated", JsonElement.Parse(await answer.Content.ReadAsStringAsync()).GetProperty("code").GetString());
        }

        Assert.Equal(401, upgrade.Status);
    }

    [Fact]
    public async Task A_valid_token_says_who_is_calling()
    {
        using var user = await _host.SendAsync(HttpMethod.Get, "/llm/whoami/", Tokens.Sign(Valid()));
        using var administrator = await _host.SendAsync(
            HttpMethod.Get, "/llm/whoami/", Tokens.Sign(Valid(("app_metadata", new Dictionary<string, object> { ["provider"] = "email", ["role"] = "admin" }))));

        Assert.Equal($$"""{"user_id":"{{User}}","is_administrator":false}""", await user.Content.ReadAsStringAsync());
        Assert.Equal($$"""{"user_id":"{{User}}","is_administrator":true}""", await administrator.Content.ReadAsStringAsync());
    }

    public static TheoryData<string> OrdinaryUsers =>
    [
        Tokens.Sign(Valid()),
        Tokens.Sign(Valid(("app_metadata", "admin"))),
        Tokens.Sign(Valid(("app_metadata", ListOfAdmin))),
        Tokens.Sign(Valid(("app_metadata", new Dictionary<string, object> { ["role"] = "Admin" }))),
        Tokens.Sign(Valid(("app_metadata", new Dictionary<string, object> { ["role"] = ListOfAdmin }))),
        Tokens.Sign(Valid(("user_metadata", new Dictionary<string, object> { ["role"] = "admin" }))),
    ];

    [Theory]
    [MemberData(nameof(OrdinaryUsers))]
    public async Task Who_is_no_administrator_gets_403_where_one_is_needed(string token)
    {
        using var answer = await _host.SendAsync(HttpMethod.Get, "/llm/admin/", token);

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Equal("forbidden", JsonElement.Parse(await answer.Content.ReadAsStringAsync()).GetProperty("code").GetString());
    }

    [Fact]
    public async Task A_token_in_the_address_is_refused_even_beside_one_in_the_header()
    {
        var token = Tokens.Sign(Valid());

        using var rest = await _host.SendAsync(HttpMethod.Get, $"/llm/whoami/?access_token={token}");
        using var both = await _host.SendAsync(HttpMethod.Get, $"/llm/whoami/?access_token={token}", token);
        using var upgrade = await RawHub.ConnectAsync(_host, ticket: token);

        Assert.Equal(HttpStatusCode.Unauthorized, rest.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, both.StatusCode);
        Assert.Equal(401, upgrade.Status);
    }

    [Fact]
    public async Task Another_scheme_than_Bearer_is_401()
    {
        _host.Http.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", $"Basic {Tokens.Sign(Valid())}");

        using var answer = await _host.SendAsync(HttpMethod.Get, "/llm/whoami/");

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Fact]
    public async Task What_is_public_needs_no_token_and_minds_no_bad_one()
    {
        using var without = await _host.SendAsync(HttpMethod.Get, "/");
        using var bad = await _host.SendAsync(HttpMethod.Get, "/", "abc");

        Assert.Equal(HttpStatusCode.OK, without.StatusCode);
        Assert.Equal(HttpStatusCode.OK, bad.StatusCode);
    }

    [Fact]
    public async Task With_a_token_the_hub_takes_WebSockets_only()
    {
        var token = Tokens.Sign(Valid());

        using var get = await _host.SendAsync(HttpMethod.Get, "/hubs/chat", token);
        using var negotiate = await _host.SendAsync(HttpMethod.Post, "/hubs/chat/negotiate?negotiateVersion=1", token);

        Assert.Equal(HttpStatusCode.BadRequest, get.StatusCode);
        Assert.Equal("application/problem+json", get.Content.Headers.ContentType!.MediaType);
        var transports = JsonElement.Parse(await negotiate.Content.ReadAsStringAsync()).GetProperty("availableTransports");
        Assert.Equal("WebSockets", Assert.Single(transports.EnumerateArray()).GetProperty("transport").GetString());
    }

    private static Dictionary<string, object> Valid(params (string Name, object? Value)[] changes)
    {
        var claims = Tokens.Claims(User);
        claims["iss"] = "https://issuer.example";
        claims["aud"] = "authenticated";
        foreach (var (name, value) in changes)
        {
            if (value is null) claims.Remove(name);
            else claims[name] = value;
        }

        return claims;
    }

    private static long Seconds(int fromNow) => TimeProvider.System.GetUtcNow().AddSeconds(fromNow).ToUnixTimeSeconds();

    private static string Unsigned()
    {
        var payload = JsonSerializer.Serialize(Valid());
        return $"{Encoded("""{"alg":"none","typ":"JWT"}""")}.{Encoded(payload)}.";
    }

    private static string Encoded(string text) => Base64UrlEncoder.Encode(Encoding.UTF8.GetBytes(text));
}
