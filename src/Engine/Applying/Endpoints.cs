using System.ComponentModel.DataAnnotations;

namespace Constellation.Realtime.Engine.Applying;

/// <summary>Constellation's Core API. Section <c>Core</c>.</summary>
internal sealed record CoreOptions : IValidatableObject
{
    /// <summary>The section's name.</summary>
    public const string Section = "Core";

    /// <summary>Its address; null: what is accepted for it stays accepted.</summary>
    public Uri? Endpoint { get; init; }

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) => Endpoints.Check(Endpoint, "Core:Endpoint");
}

/// <summary>Constellation's pipeline runner. Section <c>Runner</c>.</summary>
internal sealed record RunnerOptions : IValidatableObject
{
    /// <summary>The section's name.</summary>
    public const string Section = "Runner";

    /// <summary>Its address; null: what is accepted for it stays accepted.</summary>
    public Uri? Endpoint { get; init; }

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) => Endpoints.Check(Endpoint, "Runner:Endpoint");
}

/// <summary>What an address in the configuration must be.</summary>
internal static class Endpoints
{
    public static bool IsHttp(Uri? address) => address is { IsAbsoluteUri: true, Scheme: "http" or "https", UserInfo: "", Query: "", Fragment: "" };

    public static IEnumerable<ValidationResult> Check(Uri? endpoint, string key)
    {
        if (endpoint is not null && !IsHttp(endpoint))
            yield return new ValidationResult($"{key} must be an http or https address without a user, a query or a fragment.");
    }
}
