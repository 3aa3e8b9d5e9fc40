using System.Text;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace Constellation.Realtime.Hub.Auth;

/// <summary>Whose signatures count, and with which algorithms.</summary>
internal sealed class Signers(IOptions<AuthOptions> options, DevelopmentKey development)
{
    private static readonly string[] Asymmetric =
    [
        SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSha384, SecurityAlgorithms.RsaSha512,
        SecurityAlgorithms.RsaSsaPssSha256, SecurityAlgorithms.RsaSsaPssSha384, SecurityAlgorithms.RsaSsaPssSha512,
        SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.EcdsaSha384, SecurityAlgorithms.EcdsaSha512,
    ];

    /// <summary>The keys that are ours to know: the configured secret, and the one of development tokens.</summary>
    internal IReadOnlyList<SecurityKey> Secrets { get; } =
    [
        .. options.Value.JwtSecret is { } secret ? [new SymmetricSecurityKey(Encoding.UTF8.GetBytes(secret))] : Array.Empty<SecurityKey>(),
        .. development.Key is { } key ? [key] : Array.Empty<SecurityKey>(),
    ];

    /// <summary>Whether development tokens count.</summary>
    internal bool HasDevelopmentKey => development.Key is not null;

    /// <summary>HS256 with our own secrets, asymmetric algorithms with published keys, nothing else: a published key is never taken for a secret,
    /// not even one that is published as such.</summary>
    internal bool Allow(string algorithm, SecurityKey key)
    {
        if (Secrets.Contains(key)) return algorithm == SecurityAlgorithms.HmacSha256;
        return key is not SymmetricSecurityKey and not JsonWebKey { Kty: JsonWebAlgorithmsKeyTypes.Octet }
            && Asymmetric.Contains(algorithm, StringComparer.Ordinal);
    }

    /// <summary>The keys at <c>Auth:JwksUrl</c>, fetched when first needed and again for one that is not among them; null without it.</summary>
    internal IConfigurationManager<OpenIdConnectConfiguration>? PublishedKeys(HttpClient http, TimeSpan refresh)
    {
        if (options.Value.JwksUrl is not { } address) return null;
        var documents = new HttpDocumentRetriever(http) { RequireHttps = false };
        return new ConfigurationManager<OpenIdConnectConfiguration>(address, new JwksRetriever(), documents) { RefreshInterval = refresh };
    }

    private sealed class JwksRetriever : IConfigurationRetriever<OpenIdConnectConfiguration>
    {
        public async Task<OpenIdConnectConfiguration> GetConfigurationAsync(string address, IDocumentRetriever retriever, CancellationToken cancel)
        {
            var keys = new JsonWebKeySet(await retriever.GetDocumentAsync(address, cancel));
            var configuration = new OpenIdConnectConfiguration { JsonWebKeySet = keys };
            foreach (var key in keys.GetSigningKeys()) configuration.SigningKeys.Add(key);
            return configuration;
        }
    }
}
