using System.Text.Json.Nodes;

namespace Constellation.Realtime.CoreStandIn;

/// <summary>A row of Core's table of blocks.</summary>
public sealed record CoreBlock(Guid BlockId, string Name, string BlockType, string? Description = null, string? Filepath = null);

/// <summary>A row of Core's table of edges.</summary>
public sealed record CoreEdge(Guid EdgeId, Guid SourceBlockId, Guid TargetBlockId);

/// <summary>A row of Core's table of pipelines, with the links to its blocks and edges in the order in which they were made.</summary>
public sealed record CorePipeline(Guid PipelineId, string? Name, string? Description, Guid UserId)
{
    /// <summary>Its blocks.</summary>
    public IReadOnlyList<Guid> BlockIds { get; init; } = [];

    /// <summary>Its edges.</summary>
    public IReadOnlyList<Guid> EdgeIds { get; init; } = [];

    /// <summary>What it runs; null where it was drawn.</summary>
    public JsonNode? Config { get; init; }

    /// <summary>Of its run; null where it never ran.</summary>
    public string? RunId { get; init; }
}

/// <summary>A call as it came.</summary>
/// <param name="Path">With its query.</param>
public sealed record CoreCall(string Method, string Path, string Body)
{
    /// <summary>Its method and path, without the query.</summary>
    public string Route => $"{Method} {Path.Split('?')[0]}";

    /// <summary>The header that makes a request once, where there is one.</summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>The header with its token, where there is one.</summary>
    public string? Authorization { get; init; }
}
