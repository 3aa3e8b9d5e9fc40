using System.Text.Json;
using System.Text.Json.Serialization;

namespace Constellation.Realtime.Engine.Graph.Core;

// The responses in the dialect in which the project was first described (September 2024).

/// <summary><c>UserResponseSchema</c>: a person, without the password's hash.</summary>
internal sealed record SeedUser
{
    [JsonRequired] public Guid UserId { get; init; }

    public required string Username { get; init; }

    public required string Email { get; init; }

    public required string Role { get; init; }

    [JsonRequired] public DateTimeOffset CreatedAt { get; init; }

    [JsonRequired] public DateTimeOffset UpdatedAt { get; init; }
}

/// <summary><c>BlockResponseSchema</c>.</summary>
internal sealed record SeedBlock
{
    [JsonRequired] public Guid BlockId { get; init; }

    public required string Name { get; init; }

    /// <summary><c>dataset</c> or <c>model</c>; any text is let through.</summary>
    public required string BlockType { get; init; }

    public required string Description { get; init; }

    [JsonRequired] public DateTimeOffset CreatedAt { get; init; }

    [JsonRequired] public DateTimeOffset UpdatedAt { get; init; }

    public Guid? CurrentVersionId { get; init; }

    public Guid? CreatedBy { get; init; }

    public Guid? UpdatedBy { get; init; }

    public JsonElement? Taxonomy { get; init; }

    public JsonElement? Metadata { get; init; }

    public SeedVector? VectorEmbedding { get; init; }
}

/// <summary><c>VectorRepresentationSchema</c>.</summary>
internal sealed record SeedVector
{
    [JsonRequired] public Guid VectorId { get; init; }

    /// <summary><c>block</c> or <c>edge</c>.</summary>
    public required string EntityType { get; init; }

    [JsonRequired] public Guid EntityId { get; init; }

    public required IReadOnlyList<double> Vector { get; init; }

    public JsonElement? TaxonomyFilter { get; init; }

    [JsonRequired] public DateTimeOffset CreatedAt { get; init; }

    [JsonRequired] public DateTimeOffset UpdatedAt { get; init; }
}

/// <summary><c>EdgeResponseSchema</c>. Edges had no ends in this dialect; a pipeline's edges had.</summary>
internal sealed record SeedEdge
{
    [JsonRequired] public Guid EdgeId { get; init; }

    public required string Name { get; init; }

    /// <summary><c>primary</c>, <c>secondary</c> or <c>tertiary</c>.</summary>
    public required string EdgeType { get; init; }

    public string? Description { get; init; }

    public Guid? CurrentVersionId { get; init; }

    [JsonRequired] public DateTimeOffset CreatedAt { get; init; }

    [JsonRequired] public DateTimeOffset UpdatedAt { get; init; }

    public Guid? CreatedBy { get; init; }
}

/// <summary><c>PipelineResponseSchema</c>.</summary>
internal sealed record SeedPipeline
{
    [JsonRequired] public Guid PipelineId { get; init; }

    public required string Name { get; init; }

    public string? Description { get; init; }

    [JsonRequired] public DateTimeOffset CreatedAt { get; init; }

    [JsonRequired] public DateTimeOffset UpdatedAt { get; init; }

    public JsonElement? DagsterPipelineConfig { get; init; }

    [JsonRequired] public Guid CreatedBy { get; init; }

    [JsonRequired] public int TimesRun { get; init; }

    /// <summary>In seconds.</summary>
    [JsonRequired] public double AverageRuntime { get; init; }
}

/// <summary><c>EdgeVerificationResponseSchema</c>, as far as its service filled it.</summary>
internal sealed record SeedEdgeVerification
{
    [JsonRequired] public bool CanConnect { get; init; }

    public IReadOnlyList<string> Reasons { get; init; } = [];

    public IReadOnlyList<SeedEdge> ExistingEdges { get; init; } = [];
}

/// <summary><c>PipelineVerificationResponseSchema</c>.</summary>
internal sealed record SeedPipelineVerification
{
    [JsonRequired] public bool CanBuildPipeline { get; init; }

    public IReadOnlyList<string> Reasons { get; init; } = [];

    public IReadOnlyList<SeedEdge> ConflictingEdges { get; init; } = [];
}
