using System.ComponentModel.DataAnnotations;
using Constellation.Realtime.Engine.Applying;

namespace Constellation.Realtime.Engine.Graph;

/// <summary>Where the catalogue comes from. Section <c>Graph</c>.</summary>
internal sealed record GraphOptions : IValidatableObject
{
    /// <summary>The section's name.</summary>
    public const string Section = "Graph";

    /// <summary><c>file</c>, <c>postgres</c> (Constellation's own tables) or <c>http</c> (its Core API).</summary>
    [RegularExpression("file|postgres|http")] public string Source { get; init; } = "file";

    /// <summary>For <c>file</c>: a file of the catalogue's form; null is the one that ships with the product.</summary>
    public string? Path { get; init; }

    /// <summary>For <c>postgres</c>: the connection string of Constellation's database; <c>ConnectionStrings:Postgres</c> where there is none.</summary>
    public string? ConnectionString { get; set => field = string.IsNullOrWhiteSpace(value) ? null : value; }

    /// <summary>For <c>http</c>: the Core API's address.</summary>
    public Uri? Endpoint { get; init; }

    /// <summary>For <c>http</c>: the user whom Core is told that the calls are for.</summary>
    public Guid UserId { get; init; }

    /// <summary>How long a snapshot is used before the source is read again. At least a second.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00", ConvertValueInInvariantCulture = true, ParseLimitsInInvariantCulture = true)]
    public TimeSpan Refresh { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long one reading may take; the start waits no longer for the first.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:10:00", ConvertValueInInvariantCulture = true, ParseLimitsInInvariantCulture = true)]
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Source == "postgres" && string.IsNullOrWhiteSpace(ConnectionString))
            yield return new ValidationResult("Graph:ConnectionString, or else ConnectionStrings:Postgres, is needed where Graph:Source is postgres.", [nameof(ConnectionString)]);
        if (Source == "http" && !Endpoints.IsHttp(Endpoint))
            yield return new ValidationResult("Graph:Endpoint must be an http or https address without a user, a query or a fragment where Graph:Source is http.", [nameof(Endpoint)]);
    }
}
