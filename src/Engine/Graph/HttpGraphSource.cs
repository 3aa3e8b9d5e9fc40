using System.Collections.Concurrent;
using System.Text.Json;
using Constellation.Realtime.Engine.Applying;
using Constellation.Realtime.Engine.Applying.Http;
using Constellation.Realtime.Engine.Graph.Core;
using Microsoft.Extensions.Options;

namespace Constellation.Realtime.Engine.Graph;

/// <summary>
/// The catalogue from the Core API. Core lists blocks but no edges: those that are known are the ones that its stored pipelines use, each read by its
/// id. What no pipeline uses stays unseen, and taxonomy does not travel, so that this source says less than the tables do.
/// </summary>
/// <param name="outgoing">Goes to Core and nowhere else.</param>
/// <param name="userId">Whom Core is told that the calls are for.</param>
/// <param name="mostBytes">A longer answer is none.</param>
internal sealed class HttpGraphSource(Outgoing outgoing, Destination core, Guid userId, int mostBytes = HttpGraphSource.AnswerBytes) : IGraphSource, IDisposable
{
    private const int AnswerBytes = 64_000_000;
    private const int PageSize = 100;
    private const int MostPages = 1_000;
    private const int CallsAtOnce = 8;

    /// <summary>Long enough for one reading, which has a call for each edge; the next one looks anew where the name leads.</summary>
    private static readonly TimeSpan KeepsFor = TimeSpan.FromSeconds(30);

    /// <summary>The source on connections of its own.</summary>
    /// <param name="endpoint">Core's address, with or without a trailing slash.</param>
    public static HttpGraphSource Open(Uri endpoint, Guid userId, IOptions<ApplyOptions> options, TimeProvider time)
    {
        var core = new Destination(endpoint);
        return new HttpGraphSource(new Outgoing([core], options, time, keepsFor: KeepsFor), core, userId);
    }

    /// <inheritdoc/>
    public async Task<GraphSnapshot> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            // The slash before the query matters: without it Core takes the path for a block's id.
            var blocks = await GetAsync<List<HeadBlock>>("blocks/get-all-blocks/", cancellationToken)
                ?? throw new GraphUnavailableException("Core lists no blocks.");
            if (blocks.Any(block => block is null))
                throw new JsonException("a block is null.");
            var edges = await ReadEdgesAsync(await ReadEdgeIdsAsync(cancellationToken), cancellationToken);
            return new GraphSnapshot(
                blocks.OrderBy(block => block.Name, StringComparer.Ordinal).Select(ToBlock).OfType<Block>(),
                edges.Select(edge => new Edge { EdgeId = edge.EdgeId, SourceBlockId = edge.SourceBlockId, TargetBlockId = edge.TargetBlockId }),
                [.. blocks.Where(block => GraphJson.ToBlockType(block.BlockType) is null).Select(block => $"{block.Name} ({block.BlockType})")]);
        }
        catch (Exception exception) when (exception is NoAnswerException or JsonException or NotSupportedException)
        {
            throw new GraphUnavailableException($"Core can't be read: {exception.Message}", exception);
        }
    }

    /// <summary>Closes the connections.</summary>
    public void Dispose() => outgoing.Dispose();

    private async Task<IReadOnlyCollection<Guid>> ReadEdgeIdsAsync(CancellationToken cancellationToken)
    {
        // Core's pages have no order of their own, so that a pipeline may come twice while another is missed; the next reading gets it.
        var ids = new SortedSet<Guid>();
        for (var page = 0; page < MostPages; page++)
        {
            var pipelines = await GetAsync<List<HeadPipeline>>($"pipelines/?limit={PageSize}&offset={page * PageSize}", cancellationToken) ?? [];
            ids.UnionWith(pipelines.SelectMany(pipeline => pipeline.PipelineEdge ?? []).Select(link => link.EdgeId));
            if (pipelines.Count < PageSize)
                break;
        }

        return ids;
    }

    private async Task<IReadOnlyList<HeadEdge>> ReadEdgesAsync(IReadOnlyCollection<Guid> ids, CancellationToken cancellationToken)
    {
        var edges = new ConcurrentBag<HeadEdge>();
        await Parallel.ForEachAsync(ids, new ParallelOptions { MaxDegreeOfParallelism = CallsAtOnce, CancellationToken = cancellationToken },
            async (id, token) =>
        {
            if (await GetAsync<HeadEdge>($"edges/{id}", token) is { } edge)
                edges.Add(edge);
        });
        return [.. edges.OrderBy(edge => edge.EdgeId)];
    }

    // Null where Core has no such thing (any more).
    private async Task<T?> GetAsync<T>(string path, CancellationToken cancellationToken)
        where T : class
    {
        var address = $"{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}user_id={userId}";
        var answer = await outgoing.SendAsync(HttpMethod.Get, core, address, null, mostBytes, cancellationToken);
        if (answer.Status == 404)
            return null;
        if (!answer.IsSuccess)
            throw new NoAnswerException($"it answered {answer.Told}", wasSent: false);
        cancellationToken.ThrowIfCancellationRequested();
        return JsonSerializer.Deserialize<T>(answer.Text ?? throw new NoAnswerException("its answer was too long or broke off", wasSent: false), CoreJson.Options);
    }

    private static Block? ToBlock(HeadBlock block) => GraphJson.ToBlockType(block.BlockType) is not { } type ? null : new Block
    {
        BlockId = block.BlockId,
        Name = block.Name,
        BlockType = type,
        Description = block.Description,
        Filepath = block.Filepath,
    };
}
