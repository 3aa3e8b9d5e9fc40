using System.Text.Json;

namespace Constellation.Realtime.Bench.Planner;

/// <summary>Messages, and what is acceptable as the answer to the last: patterns of names, or no pipeline.</summary>
internal sealed record ExpectedGoal
{
    public required string Kind { get; init; }
    public required IReadOnlyList<string> Messages { get; init; }
    public required string Expect { get; init; }
    public string? Dataset { get; init; }
    public string? Model { get; init; }
    public string? Export { get; init; }
    public string? Says { get; init; }
    public string? Changed { get; init; }

    /// <summary>The goals of a file; null: those of the project.</summary>
    public static async Task<List<ExpectedGoal>> ReadAsync(string? path) =>
        JsonSerializer.Deserialize<List<ExpectedGoal>>(await File.ReadAllTextAsync(path ?? Path.Combine(AppContext.BaseDirectory, "goals.json")),
            JsonSerializerOptions.Web)!;
}
