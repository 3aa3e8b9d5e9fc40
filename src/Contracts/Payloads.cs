using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace Constellation.Realtime.Contracts;

/// <summary>What a suggestion for the target <c>pipeline</c> carries, in Constellation's own spelling. The target's JSON Schema is made from this type.</summary>
public sealed record PipelinePayload
{
    /// <summary>1 to 255 characters.</summary>
    [JsonPropertyName("name"), StringLength(255, MinimumLength = 1), Description("A name that tells what the pipeline does.")]
    public required string Name { get; init; }

    /// <summary>At most 4,000 characters.</summary>
    [JsonPropertyName("description"), StringLength(4000), Description("What it does and why these blocks.")]
    public string? Description { get; init; }

    /// <summary>The ids of its blocks, each once; 1 to 1,000.</summary>
    [JsonPropertyName("blocks"), MinLength(1), MaxLength(1000), Description("The block_id of every block, each once.")]
    public required IReadOnlyList<Guid> Blocks { get; init; }

    /// <summary>1 to 5,000; each joins two of the blocks.</summary>
    [JsonPropertyName("edges"), MinLength(1), MaxLength(5000), Description("Every edge joins two of the blocks.")]
    public required IReadOnlyList<EdgePayload> Edges { get; init; }
}

/// <summary>The same for the target <c>edge</c>, and an edge of a pipeline.</summary>
public sealed record EdgePayload
{
    /// <summary>The block that data comes from.</summary>
    [JsonPropertyName("source_block_id"), Description("Where the data comes from: a block_id.")]
    public required Guid SourceBlockId { get; init; }

    /// <summary>The block that data goes to.</summary>
    [JsonPropertyName("target_block_id"), Description("Where the data goes: a block_id.")]
    public required Guid TargetBlockId { get; init; }

    /// <summary>Any text of 1 to 64 characters; <c>primary</c> where nothing else is meant.</summary>
    [JsonPropertyName("edge_type"), StringLength(64, MinimumLength = 1), Description("\"primary\" where nothing else is meant.")]
    public required string EdgeType { get; init; }
}

/// <summary>The same for the target <c>block</c>.</summary>
public sealed record BlockPayload
{
    /// <summary><c>dataset</c>, <c>model</c>, <c>paper</c> or <c>exports</c>.</summary>
    [JsonPropertyName("block_type"), AllowedValues("dataset", "model", "paper", "exports"), Description("What it is.")]
    public required string BlockType { get; init; }

    /// <summary>1 to 255 characters, unique in the catalogue.</summary>
    [JsonPropertyName("name"), StringLength(255, MinimumLength = 1), Description("Unique in the catalogue.")]
    public required string Name { get; init; }

    /// <summary>At most 4,000 characters.</summary>
    [JsonPropertyName("description"), StringLength(4000), Description("What it is, in a sentence or two.")]
    public string? Description { get; init; }
}
