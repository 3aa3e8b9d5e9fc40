using System.Text.Json;
using System.Text.Json.Serialization;

namespace Constellation.Realtime.Engine.Graph.Core;

// What Core's routes take and give today. Property names by JSON's snake case, but for the two nested lists.

/// <summary>A block as Core gives it: <c>BlockBasicInfoWithID</c>.</summary>
internal sealed record HeadBlock
{
    [JsonRequired] public Guid BlockId { get; init; }

    public required string Name { get; init; }

    /// <summary><c>dataset</c>, <c>model</c>, <c>paper</c> or <c>exports</c>.</summary>
    public required string BlockType { get; init; }

    public string? Description { get; init; }

    /// <summary>A dataset's file, as the runner imports it.</summary>
    public string? Filepath { get; init; }
}

/// <summary>An edge as Core gives it: <c>EdgeBasicInfoWithID</c>.</summary>
internal sealed record HeadEdge
{
    [JsonRequired] public Guid EdgeId { get; init; }

    [JsonRequired] public Guid SourceBlockId { get; init; }

    [JsonRequired] public Guid TargetBlockId { get; init; }
}

/// <summary>A pipeline as Core gives it: <c>PipelineBasicInfoWithID</c>.</summary>
internal sealed record HeadPipeline
{
    [JsonRequired] public Guid PipelineId { get; init; }

    public string? Name { get; init; }

    public string? Description { get; init; }

    [JsonRequired] public Guid UserId { get; init; }

    /// <summary>The last run's id; null where it never ran.</summary>
    public string? RunId { get; init; }

    /// <summary>Free text; <c>running</c>, <c>completed</c> and <c>failed</c> are in use, null where it never ran.</summary>
    public string? Status { get; init; }

    public string? Message { get; init; }

    [JsonPropertyName("PipelineBlock")] public IReadOnlyList<HeadPipelineBlock>? PipelineBlock { get; init; }

    [JsonPropertyName("PipelineEdge")] public IReadOnlyList<HeadPipelineEdge>? PipelineEdge { get; init; }

    /// <summary>What the runner was given.</summary>
    public JsonElement? Config { get; init; }
}

/// <summary>A block of a pipeline: <c>PipelineBlockBasicInfo</c>.</summary>
internal sealed record HeadPipelineBlock
{
    [JsonRequired] public Guid PipelineId { get; init; }

    [JsonRequired] public Guid BlockId { get; init; }

    /// <summary>0 wherever Core wrote it.</summary>
    public int Order { get; init; }
}

/// <summary>An edge of a pipeline: <c>PipelineEdgeBasicInfo</c>.</summary>
internal sealed record HeadPipelineEdge
{
    [JsonRequired] public Guid PipelineId { get; init; }

    [JsonRequired] public Guid EdgeId { get; init; }

    /// <summary>0 wherever Core wrote it.</summary>
    public int Order { get; init; }
}

/// <summary>A person as Core's tables have them: <c>Profile</c>.</summary>
internal sealed record HeadUser
{
    /// <summary>The identity provider's id of them.</summary>
    [JsonRequired] public Guid AuthUid { get; init; }

    public required string Username { get; init; }

    public required string Email { get; init; }

    /// <summary><c>user</c> where nothing else is said.</summary>
    public string Role { get; init; } = "user";

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset UpdatedAt { get; init; }
}
