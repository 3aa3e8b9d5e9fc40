using System.Buffers.Text;
using System.Security.Claims;
using System.Text;
using System.Text.Json;
using Constellation.Realtime.Engine;

namespace Constellation.Realtime.Hub.Auth;

/// <summary>Claims → <see cref="Caller"/>, and back for what did not come as a token.</summary>
internal static class Callers
{
    private const string Subject = "sub";
    private const string Role = "role";
    private const string AppMetadata = "app_metadata";
    private const string Authenticated = "authenticated";
    private const string Administrator = "admin";

    /// <summary>Who is calling. Only for authenticated requests.</summary>
    /// <exception cref="InvalidOperationException">Nobody is.</exception>
    internal static Caller ToCaller(this ClaimsPrincipal? principal) =>
        principal?.FindCaller() ?? throw new InvalidOperationException("The request is not authenticated.");

    /// <summary>Null where the claims are not those of a user: no UUID in <c>sub</c>, or another <c>role</c> than <c>authenticated</c>.</summary>
    internal static Caller? FindCaller(this ClaimsPrincipal principal)
    {
        var subjects = principal.FindAll(Subject).Select(claim => claim.Value).ToList();
        var roles = principal.FindAll(Role).Select(claim => claim.Value).ToList();
        if (subjects is not [var subject] || ParseId(subject) is not { } userId || roles is not [Authenticated]) return null;
        return new Caller(userId, principal.FindAll(AppMetadata).ToList() is [var metadata] && SaysAdministrator(metadata.Value));
    }

    /// <summary>A principal with the claims that a token of this caller has.</summary>
    internal static ClaimsPrincipal ToPrincipal(this Caller caller, string scheme)
    {
        var claims = new List<Claim> { new(Subject, caller.UserId.ToString("D")), new(Role, Authenticated) };
        if (caller.IsAdministrator) claims.Add(new(AppMetadata, $$"""{"role":"{{Administrator}}"}"""));
        return new ClaimsPrincipal(new ClaimsIdentity(claims, scheme, Subject, Role));
    }

    /// <summary>The claims of a token for this caller.</summary>
    internal static Dictionary<string, object> ToClaims(this Caller caller)
    {
        var claims = new Dictionary<string, object> { [Subject] = caller.UserId.ToString("D"), [Role] = Authenticated };
        if (caller.IsAdministrator) claims[AppMetadata] = new Dictionary<string, object> { [Role] = Administrator };
        return claims;
    }

    private static Guid? ParseId(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return Utf8Parser.TryParse(bytes, out Guid id, out var length, 'D') && length == bytes.Length ? id : null;
    }

    private static bool SaysAdministrator(string json)
    {
        try
        {
            var metadata = JsonElement.Parse(json);
            return metadata.ValueKind == JsonValueKind.Object
                && metadata.TryGetProperty(Role, out var role)
                && role.ValueKind == JsonValueKind.String
                && role.ValueEquals(Administrator);
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
