using System.ComponentModel.DataAnnotations;

namespace Constellation.Realtime.Engine.Providers.Planner;

/// <summary>How the built-in planner speaks. Section <c>Planner</c>.</summary>
internal sealed record PlannerOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Planner";

    /// <summary>The pause after each word, so that a person can read along; zero for none.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:01", ConvertValueInInvariantCulture = true, ParseLimitsInInvariantCulture = true)]
    public TimeSpan PerWord { get; init; } = TimeSpan.FromMilliseconds(6);
}
