using System.Text;
using Microsoft.Extensions.Options;

namespace Constellation.Realtime.Hub.Auth;

/// <summary>Says all that is wrong with the section at once, each by its key and with what it may be.</summary>
internal sealed class AuthOptionsCheck(IHostEnvironment environment) : IValidateOptions<AuthOptions>
{
    // RFC 7518, 3.2: a key for HS256 is at least as long as the hash.
    private const int SecretBytes = 32;

    public ValidateOptionsResult Validate(string? name, AuthOptions options)
    {
        var failures = Failures(options).ToList();
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private IEnumerable<string> Failures(AuthOptions options)
    {
        var development = environment.IsDevelopment();
        if (options.Development == true && !development)
            yield return $"Auth:Development may be true in the Development environment only; this is {environment.EnvironmentName}.";
        if (options is { Authority: null, JwtSecret: null, JwksUrl: null } && !(development && options.Development != false))
            yield return "Nobody signs tokens: set Auth:JwtSecret, Auth:JwksUrl or Auth:Authority.";
        if (options is { Authority: not null, JwksUrl: not null })
            yield return "Auth:Authority and Auth:JwksUrl are both set; set the one that has the keys.";
        if (options.JwtSecret is { } secret && Encoding.UTF8.GetByteCount(secret) < SecretBytes)
            yield return $"Auth:JwtSecret must have at least {SecretBytes} bytes.";
        if (options.Authority is { } authority && !IsWebAddress(authority))
            yield return "Auth:Authority must be an http or https address.";
        if (options.JwksUrl is { } keys && !IsWebAddress(keys))
            yield return "Auth:JwksUrl must be an http or https address.";
        for (var i = 0; i < options.AllowedOrigins.Count; i++)
        {
            if (options.AllowedOrigins[i].Length > 0 && Origin.Parse(options.AllowedOrigins[i]) is null)
                yield return $"Auth:AllowedOrigins:{i} must be an origin such as https://constellation.example, without a path; no wildcards.";
        }
    }

    private static bool IsWebAddress(string text) => Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https";
}
