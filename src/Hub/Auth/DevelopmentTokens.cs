using Constellation.Realtime.Engine;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Constellation.Realtime.Hub.Auth;

/// <summary>Tokens without an identity provider, for development.</summary>
internal sealed class DevelopmentTokens(DevelopmentKey key, IOptions<AuthOptions> options, TimeProvider time)
{
    /// <summary>The issuer of development tokens where none is configured.</summary>
    internal const string Issuer = "constellation-development";

    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    /// <summary>A token as an identity provider would have made it.</summary>
    /// <exception cref="RefusedException"><c>not_found</c> outside of development; <c>invalid_request</c> for another role.</exception>
    internal DevelopmentToken Issue(DevelopmentTokenRequest request)
    {
        if (key.Key is not { } secret) throw RefusedException.NotFound("address");
        if (request.Role is not (null or "authenticated" or "admin")) throw RefusedException.Invalid("role must be one of: authenticated, admin.");
        var now = time.GetUtcNow();
        var caller = new Caller(request.UserId ?? Guid.CreateVersion7(now), request.Role == "admin");
        var token = new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(new SecurityTokenDescriptor
        {
            Claims = caller.ToClaims(),
            Issuer = options.Value.Issuer ?? Issuer,
            Audience = options.Value.Audience ?? "authenticated",
            IssuedAt = now.UtcDateTime,
            Expires = (now + Lifetime).UtcDateTime,
            SigningCredentials = new SigningCredentials(secret, SecurityAlgorithms.HmacSha256),
        });
        return new DevelopmentToken(token, caller.UserId, (int)Lifetime.TotalSeconds);
    }
}

/// <summary>Whose token: anybody's. Absent: a new user's, who is no administrator.</summary>
internal sealed record DevelopmentTokenRequest(Guid? UserId = null, string? Role = null);

/// <summary>The token, and for how many seconds it is good.</summary>
internal sealed record DevelopmentToken(string AccessToken, Guid UserId, int ExpiresIn);
