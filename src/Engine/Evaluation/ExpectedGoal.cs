using System.Text.Json;
using System.Text.RegularExpressions;
using Constellation.Realtime.Engine.Graph;

namespace Constellation.Realtime.Engine.Evaluation;

/// <summary>The messages of a session, and what is acceptable as the answer to the last one: blocks by patterns of their names, or no pipeline.</summary>
internal sealed record ExpectedGoal
{
    private const string None = "none";
    private static readonly TimeSpan PatternLimit = TimeSpan.FromSeconds(1);

    /// <summary>What it is counted under, such as <c>fit</c>, <c>follow-up</c> or <c>none</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>What the person says, in order; at least one.</summary>
    public required IReadOnlyList<string> Messages { get; init; }

    /// <summary><c>pipeline</c>, or <c>none</c> where nothing in the catalogue serves.</summary>
    public required string Expect { get; init; }

    /// <summary>A regular expression for the dataset's name, case ignored; null: any.</summary>
    public string? Dataset { get; init; }

    /// <summary>The same for the model.</summary>
    public string? Model { get; init; }

    /// <summary>The same for the export.</summary>
    public string? Export { get; init; }

    /// <summary>A regular expression that the reply's text has to match.</summary>
    public string? Says { get; init; }

    /// <summary><c>dataset</c>, <c>model</c> or <c>export</c>: what has to differ from the pipeline before.</summary>
    public string? Changed { get; init; }

    /// <summary>Whether a pipeline is looked for.</summary>
    public bool WantsPipeline => Expect != None;

    /// <summary>The goals of a file; null: those that come with the product.</summary>
    /// <exception cref="JsonException">It is no list of goals.</exception>
    public static async Task<IReadOnlyList<ExpectedGoal>> ReadAsync(string? path, CancellationToken cancellationToken = default)
    {
        await using var file = path is null ? typeof(ExpectedGoal).Assembly.GetManifestResourceStream("goals.json")! : File.OpenRead(path);
        var goals = await JsonSerializer.DeserializeAsync<List<ExpectedGoal>>(file, JsonSerializerOptions.Web, cancellationToken) ?? [];
        return goals.All(goal => goal.Messages.Count > 0) ? goals : throw new JsonException("A goal has no messages.");
    }

    /// <summary>What is wrong with the last answer, in a sentence; null where it is right.</summary>
    /// <param name="before">The pipeline that was suggested before the last message; null: none.</param>
    /// <param name="pipeline">The one that answers it; null: none.</param>
    /// <param name="text">The last reply.</param>
    public string? WhatIsWrong(IReadOnlyList<Block>? before, IReadOnlyList<Block>? pipeline, string text)
    {
        var got = pipeline is null ? "no pipeline" : string.Join(" → ", pipeline.Select(block => block.Name));
        if (WantsPipeline == pipeline is null) return WantsPipeline ? $"no pipeline: {text}" : $"suggested {got}";
        foreach (var (type, pattern) in new[] { (BlockType.Dataset, Dataset), (BlockType.Model, Model), (BlockType.Exports, Export) })
        {
            if (pipeline is not null && pattern is not null && !pipeline.Any(block => block.BlockType == type && Matches(block.Name, pattern)))
                return $"{type} should be {pattern}: {got}";
        }

        if (Says is not null && !Matches(text, Says)) return $"does not speak of {Says}: {text}";
        return Changed is not null && Of(before, Changed) == Of(pipeline, Changed) ? $"{Changed} is not changed: {got}" : null;
    }

    private static bool Matches(string text, string pattern) => Regex.IsMatch(text, pattern, RegexOptions.IgnoreCase, PatternLimit);

    private static Guid? Of(IReadOnlyList<Block>? blocks, string part) =>
        blocks?.FirstOrDefault(block => string.Equals(block.BlockType.ToString().TrimEnd('s'), part, StringComparison.OrdinalIgnoreCase))?.BlockId;
}
