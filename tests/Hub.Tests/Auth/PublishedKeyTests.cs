using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Constellation.Realtime.Hub.Tests.Wire;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.Tokens;

namespace Constellation.Realtime.Hub.Tests.Auth;

public sealed class PublishedKeyTests : IAsyncLifetime, IDisposable
{
    private readonly RSA _rsa = RSA.Create(2048);
    private readonly ECDsa _curve = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly byte[] _publishedSecret = RandomNumberGenerator.GetBytes(32);
    private WebApplication _issuer = null!;

    private string Issuer => _issuer.Urls.Single();

    public async Task InitializeAsync()
    {
        var rsa = _rsa.ExportParameters(includePrivateParameters: false);
        var point = _curve.ExportParameters(includePrivateParameters: false).Q;
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        _issuer = builder.Build();
        _issuer.MapGet("/keys", () => JsonSerializer.Serialize(new
        {
            keys = new object[]
            {
                new { kty = "RSA", kid = "r", n = Base64UrlEncoder.Encode(rsa.Modulus), e = Base64UrlEncoder.Encode(rsa.Exponent) },
                new { kty = "EC", kid = "c", crv = "P-256", x = Base64UrlEncoder.Encode(point.X), y = Base64UrlEncoder.Encode(point.Y) },
                new { kty = "oct", kid = "s", k = Base64UrlEncoder.Encode(_publishedSecret) },
            },
        }));
        _issuer.MapGet("/.well-known/openid-configuration", () => JsonSerializer.Serialize(new { issuer = Issuer, jwks_uri = $"{Issuer}/keys" }));
        await _issuer.StartAsync();
    }

    public async Task DisposeAsync() => await _issuer.DisposeAsync();

    public void Dispose()
    {
        _rsa.Dispose();
        _curve.Dispose();
    }

    [Theory]
    [InlineData("Auth:JwksUrl", "/keys")]
    [InlineData("Auth:Authority", "")]
    public async Task Asymmetric_signatures_by_published_keys_count(string key, string path)
    {
        await using var host = await ProbeHost.StartAsync((key, Issuer + path));

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(host, new(new RsaSecurityKey(_rsa) { KeyId = "r" }, SecurityAlgorithms.RsaSha256)));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(host, new(new ECDsaSecurityKey(_curve) { KeyId = "c" }, SecurityAlgorithms.EcdsaSha256)));
    }

    [Theory]
    [InlineData("Auth:JwksUrl", "/keys")]
    [InlineData("Auth:Authority", "")]
    public async Task A_published_key_is_no_secret(string key, string path)
    {
        await using var host = await ProbeHost.StartAsync((key, Issuer + path), ("Auth:JwtSecret", Tokens.Secret));
        var modulus = Encoding.UTF8.GetBytes(_rsa.ExportSubjectPublicKeyInfoPem());

        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(host, Hs256(modulus, "r")));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(host, Hs256(_rsa.ExportRSAPublicKey(), "r")));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(host, Hs256(_publishedSecret, "s")));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(host, Tokens.Shared()));
    }

    [Fact]
    public async Task Another_key_than_those_published_is_401()
    {
        await using var host = await ProbeHost.StartAsync(("Auth:JwksUrl", $"{Issuer}/keys"));
        using var other = RSA.Create(2048);

        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(host, new(new RsaSecurityKey(other) { KeyId = "r" }, SecurityAlgorithms.RsaSha256)));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(host, new(new RsaSecurityKey(other) { KeyId = "x" }, SecurityAlgorithms.RsaSha256)));
    }

    [Fact]
    public async Task The_issuer_of_discovery_must_be_that_of_the_token()
    {
        await using var host = await ProbeHost.StartAsync(("Auth:Authority", Issuer));

        var status = await StatusAsync(host, new(new RsaSecurityKey(_rsa) { KeyId = "r" }, SecurityAlgorithms.RsaSha256), "https://other.example");

        Assert.Equal(HttpStatusCode.Unauthorized, status);
    }

    [Theory]
    [InlineData("Auth:JwksUrl")]
    [InlineData("Auth:Authority")]
    public async Task While_the_keys_are_out_of_reach_nobody_is_signed_out(string key)
    {
        await using var host = await ProbeHost.StartAsync((key, "http://127.0.0.1:1/keys"));

        var status = await StatusAsync(host, new(new RsaSecurityKey(_rsa) { KeyId = "r" }, SecurityAlgorithms.RsaSha256));

        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
    }

    private static SigningCredentials Hs256(byte[] key, string keyId) => new(new SymmetricSecurityKey(key) { KeyId = keyId }, SecurityAlgorithms.HmacSha256);

    private async Task<HttpStatusCode> StatusAsync(ProbeHost host, SigningCredentials credentials, string? issuer = null)
    {
        var claims = Tokens.Claims(Samples.Id.ToString());
        claims["iss"] = issuer ?? Issuer;
        using var answer = await host.SendAsync(HttpMethod.Get, "/llm/whoami/", Tokens.Sign(claims, credentials));
        return answer.StatusCode;
    }
}
