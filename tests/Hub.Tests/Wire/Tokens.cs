using System.Text;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Constellation.Realtime.Hub.Tests.Wire;

/// <summary>Tokens as an identity provider makes them.</summary>
internal static class Tokens
{
    internal const string Secret = "super-secret-jwt-token-with-at-least-32-characters-long";

    internal static SigningCredentials Shared(string secret = Secret) =>
        new(new SymmetricSecurityKey(Encoding.UTF8.GetBytes(secret)), SecurityAlgorithms.HmacSha256);

    internal static string For(Guid userId, bool administrator = false, DateTimeOffset? expires = null)
    {
        var claims = Claims(userId.ToString(), expires ?? TimeProvider.System.GetUtcNow().AddHours(1));
        if (administrator) claims["app_metadata"] = new Dictionary<string, object> { ["role"] = "admin" };
        return Sign(claims);
    }

    internal static Dictionary<string, object> Claims(string subject, DateTimeOffset? expires = null) => new()
    {
        ["sub"] = subject,
        ["role"] = "authenticated",
        ["exp"] = (expires ?? TimeProvider.System.GetUtcNow().AddHours(1)).ToUnixTimeSeconds(),
    };

    internal static string Sign(Dictionary<string, object> claims, SigningCredentials? credentials = null) =>
        new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }
            .CreateToken(new SecurityTokenDescriptor { Claims = claims, SigningCredentials = credentials ?? Shared() });
}
