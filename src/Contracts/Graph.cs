using System.Runtime.Serialization;

namespace Constellation.Realtime.Contracts;

/// <summary>Blocks and the edges between them, with what a page needs to draw them.</summary>
[DataContract]
public sealed record Graph
{
    /// <summary>In the order of the data's flow.</summary>
    [DataMember(Name = "blocks")] public required IReadOnlyList<GraphBlock> Blocks { get; init; }

    /// <summary>In the order of the data's flow.</summary>
    [DataMember(Name = "edges")] public required IReadOnlyList<GraphEdge> Edges { get; init; }
}

/// <summary>A block of a drawn graph.</summary>
[DataContract]
public sealed record GraphBlock
{
    /// <summary>The block's id in the catalogue.</summary>
    [DataMember(Name = "blockId")] public required Guid BlockId { get; init; }

    /// <summary>Its unique name.</summary>
    [DataMember(Name = "name")] public required string Name { get; init; }

    /// <summary><c>dataset</c>, <c>model</c>, <c>exports</c> or <c>paper</c>.</summary>
    [DataMember(Name = "blockType")] public required string BlockType { get; init; }

    /// <summary>What it is, in a sentence.</summary>
    [DataMember(Name = "description")] public string? Description { get; init; }
}

/// <summary>An edge of a drawn graph.</summary>
[DataContract]
public sealed record GraphEdge
{
    /// <summary>The edge's id in the catalogue; null for one that the suggestion itself draws.</summary>
    [DataMember(Name = "edgeId")] public Guid? EdgeId { get; init; }

    /// <summary>Where the data comes from.</summary>
    [DataMember(Name = "sourceBlockId")] public required Guid SourceBlockId { get; init; }

    /// <summary>Where the data goes.</summary>
    [DataMember(Name = "targetBlockId")] public required Guid TargetBlockId { get; init; }

    /// <summary>1 to 64 characters; <c>primary</c> where nothing else is meant.</summary>
    [DataMember(Name = "edgeType")] public required string EdgeType { get; init; }
}
