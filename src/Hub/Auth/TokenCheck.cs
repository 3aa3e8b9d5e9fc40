using Constellation.Realtime.Contracts;
using Constellation.Realtime.Engine;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;

namespace Constellation.Realtime.Hub.Auth;

/// <summary>How a request says who it is from: a token in the <c>Authorization</c> header, or a ticket in the address of the WebSocket.</summary>
internal sealed class TokenCheck(IOptions<AuthOptions> auth, Signers signers, ITickets tickets, IHttpClientFactory http, TimeProvider time)
    : IConfigureNamedOptions<JwtBearerOptions>
{
    private const string TicketParameter = "access_token";

    private static readonly object KeysOutOfReach = new();
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(5);

    // How far ahead of ours an issuer's clock may be. A token ends when it says.
    private static readonly TimeSpan ClockSkew = TimeSpan.FromSeconds(10);

    // How soon after the last time an unknown key makes us fetch the issuer's keys again.
    private static readonly TimeSpan KeyRefresh = TimeSpan.FromSeconds(30);

    public void Configure(JwtBearerOptions options) => Configure(JwtBearerDefaults.AuthenticationScheme, options);

    public void Configure(string? name, JwtBearerOptions options)
    {
        if (name != JwtBearerDefaults.AuthenticationScheme) return;
        options.Authority = auth.Value.Authority;
        options.RequireHttpsMetadata = auth.Value.Authority?.StartsWith("https:", StringComparison.OrdinalIgnoreCase) ?? false;
        options.Backchannel = http.CreateClient(nameof(TokenCheck));
        if (signers.PublishedKeys(options.Backchannel, KeyRefresh) is { } published) options.ConfigurationManager = published;
        options.RefreshInterval = KeyRefresh;
        options.MapInboundClaims = false;
        options.SaveToken = false;
        options.TokenValidationParameters = new TokenValidationParameters
        {
            NameClaimType = "sub",
            RoleClaimType = "role",
            IssuerSigningKeys = signers.Secrets,
            AlgorithmValidator = (algorithm, key, _, _) => signers.Allow(algorithm, key),
            RequireSignedTokens = true,
            RequireExpirationTime = true,
            LifetimeValidator = (from, until, _, _) => until > Now && !(from > Now + ClockSkew),
            ValidateIssuer = auth.Value.Issuer is not null || auth.Value.Authority is not null,
            ValidIssuers = [.. new[] { auth.Value.Issuer, DevelopmentIssuer }.OfType<string>()],
            ValidateAudience = auth.Value.Audience is not null,
            ValidAudience = auth.Value.Audience,
        };
        options.Events = new JwtBearerEvents
        {
            OnMessageReceived = RedeemTicketAsync,
            OnTokenValidated = CheckUser,
            OnAuthenticationFailed = NoteMissingKeysAsync,
            OnChallenge = ChallengeAsync,
            OnForbidden = forbidden =>
                Refusals.WriteAsync(forbidden.HttpContext, new RefusedException(ErrorCodes.Forbidden, "This needs an administrator.")),
        };
    }

    private string? DevelopmentIssuer => signers.HasDevelopmentKey ? DevelopmentTokens.Issuer : null;

    private DateTime Now => time.GetUtcNow().UtcDateTime;

    // An address ends up in logs and histories: what stands in it must be worth nothing afterwards, so a token in it is refused, valid or not.
    private async Task RedeemTicketAsync(MessageReceivedContext context)
    {
        var given = context.Request.Query[TicketParameter];
        if (given.Count == 0) return;
        if (given is [{ } ticket]
            && context.Request.Headers.Authorization.Count == 0
            && HubRequest.IsUpgrade(context.HttpContext)
            && await tickets.RedeemAsync(ticket, context.HttpContext.RequestAborted) is { } holder)
        {
            context.Principal = holder.Caller.ToPrincipal(context.Scheme.Name);
            context.Properties.ExpiresUtc = holder.TokenExpiresAt;
            context.Success();
            return;
        }

        context.Fail($"{TicketParameter} takes an unused ticket, on the hub's WebSocket only.");
    }

    private static Task CheckUser(TokenValidatedContext context)
    {
        if (context.Principal?.FindCaller() is null) context.Fail("The token's sub must be a UUID and its role authenticated.");
        return Task.CompletedTask;
    }

    // While the issuer's keys can't be had, nobody knows whether a token is valid: that is no reason to sign people out.
    private static async Task NoteMissingKeysAsync(AuthenticationFailedContext context)
    {
        if (context.Exception is SecurityTokenMalformedException or SecurityTokenInvalidLifetimeException) return;
        if (context.Options.ConfigurationManager is not { } keys) return;
        try
        {
            await keys.GetConfigurationAsync(context.HttpContext.RequestAborted);
        }
        catch (InvalidOperationException)
        {
            context.HttpContext.Items[KeysOutOfReach] = true;
        }
    }

    private static Task ChallengeAsync(JwtBearerChallengeContext context)
    {
        context.HandleResponse();
        if (context.HttpContext.Items.ContainsKey(KeysOutOfReach))
        {
            var later = new RefusedException(ErrorCodes.Unavailable, "The keys that tokens are checked with are out of reach.") { RetryAfter = Soon };
            return Refusals.WriteAsync(context.HttpContext, later);
        }

        var failure = context.AuthenticateFailure;
        context.Response.Headers.WWWAuthenticate = failure is null ? "Bearer" : "Bearer error=\"invalid_token\"";
        return Refusals.WriteAsync(context.HttpContext, new RefusedException(ErrorCodes.Unauthenticated, failure switch
        {
            null => "A token is needed: Authorization: Bearer.",
            SecurityTokenInvalidLifetimeException => "The token has expired, or is not good yet.",
            AuthenticationFailureException told => told.Message,
            _ => "The token is not valid.",
        }));
    }
}
