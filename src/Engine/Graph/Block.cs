namespace Constellation.Realtime.Engine.Graph;

/// <summary>A dataset, model, export or paper of the catalogue.</summary>
internal sealed record Block
{
    public required Guid BlockId { get; init; }

    /// <summary>Unique in the catalogue.</summary>
    public required string Name { get; init; }

    public required BlockType BlockType { get; init; }

    public string? Description { get; init; }

    /// <summary>Where a dataset's file is, as the pipeline runner takes it; null where it has none.</summary>
    public string? Filepath { get; init; }

    /// <summary>What is known of it; <see cref="Taxonomy.Unknown"/> where the source has none.</summary>
    public Taxonomy Taxonomy { get; init; } = Taxonomy.Unknown;
}

/// <summary>An edge of the catalogue: data flows from source to target.</summary>
internal sealed record Edge
{
    public Guid? EdgeId { get; init; }

    public required Guid SourceBlockId { get; init; }

    public required Guid TargetBlockId { get; init; }

    /// <summary>Why the two fit, in a sentence.</summary>
    public string? Reason { get; init; }
}

/// <summary>What a block is. Names as in Core's enumeration, "exports" in the plural.</summary>
internal enum BlockType
{
    Dataset,
    Model,
    Exports,
    Paper,
}
