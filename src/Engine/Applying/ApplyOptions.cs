using System.ComponentModel.DataAnnotations;
using System.Net;

namespace Constellation.Realtime.Engine.Applying;

/// <summary>How accepted suggestions are applied, and by which APIs besides Core and the runner. Section <c>Apply</c>.</summary>
internal sealed record ApplyOptions : IValidatableObject
{
    /// <summary>The section's name.</summary>
    public const string Section = "Apply";

    /// <summary>How long one call may take, from connecting to the last byte of the answer.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:05:00", ConvertValueInInvariantCulture = true, ParseLimitsInInvariantCulture = true)]
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long after the decision an API that can't be reached is tried again.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00", ConvertValueInInvariantCulture = true, ParseLimitsInInvariantCulture = true)]
    public TimeSpan GiveUpAfter { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Networks that are not public and that a configured public name may lead to all the same, such as <c>10.0.0.0/8</c>.</summary>
    public IReadOnlyList<string> Networks { get; init; } = [];

    /// <summary>Where suggestions for other targets go. One that is not named here stays accepted, for the client to use.</summary>
    public IReadOnlyList<ApplyTargetOptions> Targets { get; init; } = [];

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        foreach (var network in Networks.Where(network => !IPNetwork.TryParse(network, out _)))
            yield return new ValidationResult($"Apply:Networks: '{network}' is no network such as 10.0.0.0/8.", [nameof(Networks)]);
        for (var i = 0; i < Targets.Count; i++)
            foreach (var fault in Targets[i].Faults()) yield return new ValidationResult($"Apply:Targets:{i}:{fault}", [nameof(Targets)]);
        foreach (var name in Targets.CountBy(target => target.Name ?? "").Where(count => count.Value > 1).Select(count => count.Key))
            yield return new ValidationResult($"Apply:Targets names '{name}' more than once.", [nameof(Targets)]);
    }
}

/// <summary>Where the suggestions for one target go. Section <c>Apply:Targets:0</c> and so on.</summary>
internal sealed record ApplyTargetOptions
{
    /// <summary>The target's name.</summary>
    public string? Name { get; init; }

    /// <summary>The API's address; requests go to this host and port and to no other.</summary>
    public Uri? BaseUrl { get; init; }

    /// <summary>Below it, with members of the payload in braces, such as <c>/tickets/{id}</c>; null: that of the operation that the target was imported from, or
    /// <c>/</c>.</summary>
    public string? Path { get; init; }

    /// <summary><c>POST</c>, <c>PUT</c>, <c>PATCH</c> or <c>DELETE</c>; null: that of the operation that the target was imported from, or <c>POST</c>.</summary>
    public string? Method { get; init; }

    /// <summary>Sent as the bearer token, where the API wants one.</summary>
    public string? Token { get; init; }

    /// <summary>Whether the API takes a request with a known <c>Idempotency-Key</c> once only, so that one without an answer can be sent again.</summary>
    public bool Idempotent { get; init; }

    internal IEnumerable<string> Faults()
    {
        if (string.IsNullOrWhiteSpace(Name)) yield return "Name is needed.";
        if (Name is "pipeline" or "block" or "edge" or "dagster_job") yield return $"Name: '{Name}' goes where Core:Endpoint or Runner:Endpoint says.";
        if (!Endpoints.IsHttp(BaseUrl)) yield return "BaseUrl must be an http or https address without a user, a query or a fragment.";
        if (Method is not (null or "POST" or "PUT" or "PATCH" or "DELETE")) yield return "Method must be POST, PUT, PATCH or DELETE.";
    }
}
