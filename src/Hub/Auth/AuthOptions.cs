namespace Constellation.Realtime.Hub.Auth;

/// <summary>Who signs tokens and which browser pages are let in. Section <c>Auth</c>; what is blank counts as absent.</summary>
internal sealed record AuthOptions
{
    public const string Section = "Auth";

    /// <summary>An OpenID Connect issuer, found by its discovery document; asymmetric keys only.</summary>
    public string? Authority { get; init => field = NullIfBlank(value); }

    /// <summary>The shared HS256 secret, at least 32 bytes of UTF-8. May stand beside an asymmetric signer while keys are changed over.</summary>
    public string? JwtSecret { get; init => field = NullIfBlank(value); }

    /// <summary>Where the issuer's public keys are (JWKS), where it has no discovery document.</summary>
    public string? JwksUrl { get; init => field = NullIfBlank(value); }

    /// <summary>What a token's <c>aud</c> must hold; absent: not checked.</summary>
    public string? Audience { get; init => field = NullIfBlank(value); }

    /// <summary>What a token's <c>iss</c> must be; absent: what discovery says, or not checked.</summary>
    public string? Issuer { get; init => field = NullIfBlank(value); }

    /// <summary>Browser origins besides our own, such as <c>https://constellation.example</c>.</summary>
    public IReadOnlyList<string> AllowedOrigins { get; init; } = [];

    /// <summary>Whether <c>POST /dev/token</c> hands out tokens. Absent: in the Development environment only.</summary>
    public bool? Development { get; init; }

    private static string? NullIfBlank(string? value) => string.IsNullOrWhiteSpace(value) ? null : value;
}
