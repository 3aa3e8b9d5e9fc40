using Constellation.Realtime.Hub.Tests.Wire;

namespace Constellation.Realtime.Hub.Tests.Auth;

public sealed class StartTests
{
    [Fact]
    public void Without_a_signer_there_is_no_start_outside_of_development() =>
        AssertRefused("Production", ["Nobody signs tokens: set Auth:JwtSecret, Auth:JwksUrl or Auth:Authority."]);

    [Fact]
    public void A_blank_signer_is_none() =>
        AssertRefused("Production", ["Nobody signs tokens: set Auth:JwtSecret, Auth:JwksUrl or Auth:Authority."], ("Auth:JwtSecret", " "));

    [Fact]
    public void Development_tokens_are_for_the_Development_environment_only() =>
        AssertRefused(
            "Staging",
            ["Auth:Development may be true in the Development environment only; this is Staging."],
            ("Auth:JwtSecret", Tokens.Secret),
            ("Auth:Development", "true"));

    [Fact]
    public void Without_development_tokens_Development_needs_a_signer_as_well() =>
        AssertRefused(
            "Development", ["Nobody signs tokens: set Auth:JwtSecret, Auth:JwksUrl or Auth:Authority."], ("Auth:Development", "false"));

    [Fact]
    public void Everything_that_is_wrong_is_said_at_once() =>
        AssertRefused(
            "Production",
            [
                "Auth:Authority and Auth:JwksUrl are both set; set the one that has the keys.",
                "Auth:JwtSecret must have at least 32 bytes.",
                "Auth:Authority must be an http or https address.",
                "Auth:JwksUrl must be an http or https address.",
                "Auth:AllowedOrigins:0 must be an origin such as https://constellation.example, without a path; no wildcards.",
                "Auth:AllowedOrigins:1 must be an origin such as https://constellation.example, without a path; no wildcards.",
                "Auth:AllowedOrigins:2 must be an origin such as https://constellation.example, without a path; no wildcards.",
                "Auth:AllowedOrigins:3 must be an origin such as https://constellation.example, without a path; no wildcards.",
            ],
            ("Auth:JwtSecret", "short"),
            ("Auth:Authority", "issuer"),
            ("Auth:JwksUrl", "file:///keys"),
            ("Auth:AllowedOrigins:0", "*"),
            ("Auth:AllowedOrigins:1", "https://*.example"),
            ("Auth:AllowedOrigins:2", "https://app.example/path"),
            ("Auth:AllowedOrigins:3", "app.example"));

    [Fact]
    public void A_value_that_can_not_be_read_is_named()
    {
        using var output = new StringWriter();

        var may = ProbeHost.Build("Production", null, ("Auth:JwtSecret", Tokens.Secret), ("Auth:Development", "perhaps")).MayStart(output);

        Assert.False(may);
        Assert.StartsWith("Can't start: Failed to convert configuration value 'perhaps' at 'Auth:Development'", output.ToString(), StringComparison.Ordinal);
        Assert.Single(output.ToString().TrimEnd().Split('\n'));
    }

    [Theory]
    [InlineData("Production", "Auth:JwtSecret", Tokens.Secret)]
    [InlineData("Production", "Auth:JwksUrl", "https://issuer.example/keys")]
    [InlineData("Production", "Auth:Authority", "https://issuer.example")]
    [InlineData("Development", "Auth:Audience", "a")]
    public void With_what_it_needs_it_starts(string environment, string key, string value)
    {
        using var output = new StringWriter();

        var may = ProbeHost.Build(environment, null, (key, value)).MayStart(output);

        Assert.True(may);
        Assert.Empty(output.ToString());
    }

    private static void AssertRefused(string environment, string[] reasons, params (string, string)[] configuration)
    {
        using var output = new StringWriter { NewLine = "\n" };

        var may = ProbeHost.Build(environment, null, configuration).MayStart(output);

        Assert.False(may);
        Assert.Equal(reasons.Select(reason => $"Can't start: {reason}"), output.ToString().TrimEnd().Split('\n'));
    }
}
